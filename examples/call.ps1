<#
.SYNOPSIS
Gets a token, uses the refresh token, and revokes it. For Windows PowerShell 5.1 and PowerShell 7.

.DESCRIPTION
Set WFM_USERNAME, WFM_PASSWORD, WFM_CLIENT_ID and WFM_CLIENT_SECRET in the environment. Optional:
WFM_VANITY_URL (which tenant), WFM_API_KEY (if the service asks for a key), WFM_APP_KEY (tenants before
2024.R1). No test runs this file: the test machine has no PowerShell.

.PARAMETER Url
The address of the service.
#>
param([string] $Url = 'http://127.0.0.1:8080')

$ErrorActionPreference = 'Stop'

foreach ($name in 'WFM_USERNAME', 'WFM_PASSWORD', 'WFM_CLIENT_ID', 'WFM_CLIENT_SECRET') {
    if (-not [Environment]::GetEnvironmentVariable($name)) {
        throw "set the environment variable $name"
    }
}

# Sends the fields with the client's credentials and returns the response's JSON object.
function Invoke-Service([string] $Path, [hashtable] $Fields) {
    $Fields['client_id'] = $env:WFM_CLIENT_ID
    $Fields['client_secret'] = $env:WFM_CLIENT_SECRET
    $headers = @{}
    if ($env:WFM_VANITY_URL) { $headers['X-WFM-Vanity-Url'] = $env:WFM_VANITY_URL }
    if ($env:WFM_API_KEY) { $headers['X-API-Key'] = $env:WFM_API_KEY }
    if ($env:WFM_APP_KEY) { $headers['appkey'] = $env:WFM_APP_KEY }
    # Encoded here: Windows PowerShell would send other than ASCII characters as Latin-1.
    $pairs = foreach ($field in $Fields.GetEnumerator()) {
        '{0}={1}' -f $field.Key, [Uri]::EscapeDataString($field.Value)
    }
    $request = @{
        Method      = 'Post'
        Uri         = $Url + $Path
        Headers     = $headers
        ContentType = 'application/x-www-form-urlencoded'
        Body        = $pairs -join '&'
        TimeoutSec  = 60
    }
    try {
        Invoke-RestMethod @request
    }
    catch {
        $failure = $_
        $body = $null
        try { $body = $failure.ErrorDetails.Message | ConvertFrom-Json } catch { }
        # Without such a body the error is not from this service: a proxy in front of it, perhaps.
        if (-not $body.error) { throw $failure }
        $status = [int] $failure.Exception.Response.StatusCode
        [Console]::Error.WriteLine("$status $($body.error): $($body.error_description)")
        [Console]::Error.WriteLine("hint: $($body.hint)")
        [Console]::Error.WriteLine("request id, for the log of the service: $($body.request_id)")
        exit 1
    }
}

$tokens = Invoke-Service '/api/authentication/access_token' @{
    username = $env:WFM_USERNAME
    password = $env:WFM_PASSWORD
}
Write-Output "got a token for $($tokens.expires_in) seconds"
# Calls of the WFM API carry it: @{ Authorization = "Bearer $($tokens.access_token)" }

$refreshToken = $tokens.refresh_token
if (-not $refreshToken) { exit 0 }
$tokens = Invoke-Service '/api/authentication/refresh_token' @{ refresh_token = $refreshToken }
Write-Output "refreshed it for $($tokens.expires_in) seconds"
# Only some users get a new refresh token with it; the old one stays valid for all others.
if ($tokens.refresh_token) { $refreshToken = $tokens.refresh_token }

$null = Invoke-Service '/api/authentication/token/revoke' @{ token = $refreshToken }
Write-Output 'revoked it'
