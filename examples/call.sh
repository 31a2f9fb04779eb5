#!/usr/bin/env bash
# Gets a token, uses the refresh token, and revokes it. Needs bash and curl.
#
#   WFM_USERNAME=… WFM_PASSWORD=… WFM_CLIENT_ID=… WFM_CLIENT_SECRET=… examples/call.sh [URL]
#
# URL is the address of the service, http://127.0.0.1:8080 if left out. Optional: WFM_VANITY_URL (which
# tenant), WFM_API_KEY (if the service asks for a key), WFM_APP_KEY (tenants before 2024.R1).
set -euo pipefail

url=${1:-http://127.0.0.1:8080}
: "${WFM_USERNAME:?}" "${WFM_PASSWORD:?}" "${WFM_CLIENT_ID:?}" "${WFM_CLIENT_SECRET:?}"

# One line of a curl configuration. curl reads it from stdin, because the arguments of a process are seen
# by every user of the machine.
option() {
  local value=$2
  value=${value//\\/\\\\}
  value=${value//\"/\\\"}
  printf '%s = "%s"\n' "$1" "$value"
}

# field NAME: a string or a number of a flat JSON object on stdin.
field() {
  sed -nE "s/.*\"$1\": *(\"(([^\"\\\\]|\\\\.)*)\"|([0-9]+)).*/\2\4/p"
}

# call PATH NAME VALUE…: sends the fields with the client's credentials. Prints the body of the response;
# for an error, prints what is wrong and what helps on stderr, and fails.
call() {
  local path=$1 response status body
  shift
  response=$(
    {
      option url "$url$path"
      option data-urlencode "client_id=$WFM_CLIENT_ID"
      option data-urlencode "client_secret=$WFM_CLIENT_SECRET"
      while [ $# -gt 0 ]; do
        option data-urlencode "$1=$2"
        shift 2
      done
      if [ -n "${WFM_VANITY_URL:-}" ]; then option header "X-WFM-Vanity-Url: $WFM_VANITY_URL"; fi
      if [ -n "${WFM_API_KEY:-}" ]; then option header "X-API-Key: $WFM_API_KEY"; fi
      if [ -n "${WFM_APP_KEY:-}" ]; then option header "appkey: $WFM_APP_KEY"; fi
    } | curl --silent --show-error --max-time 60 --write-out '\n%{http_code}' --config -
  )
  status=${response##*$'\n'}
  body=${response%$'\n'*}
  if [ "$status" != 200 ]; then
    {
      printf '%s %s: %s\n' "$status" "$(field error <<<"$body")" "$(field error_description <<<"$body")"
      printf 'hint: %s\n' "$(field hint <<<"$body")"
      printf 'request id, for the log of the service: %s\n' "$(field request_id <<<"$body")"
    } >&2
    return 1
  fi
  printf '%s\n' "$body"
}

tokens=$(call /api/authentication/access_token username "$WFM_USERNAME" password "$WFM_PASSWORD")
echo "got a token for $(field expires_in <<<"$tokens") seconds"
# Calls of the WFM API carry it: Authorization: Bearer $(field access_token <<<"$tokens")

refresh_token=$(field refresh_token <<<"$tokens")
[ -n "$refresh_token" ] || exit 0

tokens=$(call /api/authentication/refresh_token refresh_token "$refresh_token")
echo "refreshed it for $(field expires_in <<<"$tokens") seconds"
# Only some users get a new refresh token with it; the old one stays valid for all others.
new=$(field refresh_token <<<"$tokens")
refresh_token=${new:-$refresh_token}

call /api/authentication/token/revoke token "$refresh_token" >/dev/null
echo "revoked it"
