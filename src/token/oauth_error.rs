/// The error response of a token endpoint (RFC 6749, section 5.2).
///
/// The texts are the tenant's: secrets are removed before a caller sees them, and they are never logged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OAuthError {
    /// The error code, such as `invalid_grant`.
    pub error: String,
    /// For a developer, in the tenant's words.
    pub error_description: Option<String>,
}

/// The codes of RFC 6749 and RFC 7009, of ForgeRock AM (legacy tenants), and of Auth0 (newer tenants).
const REGISTERED: [&str; 26] = [
    "access_denied",
    "blocked_user",
    "endpoint_disabled",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "invalid_user_password",
    "method_not_allowed",
    "mfa_required",
    "not_found",
    "password_leaked",
    "requires_validation",
    "requires_verification",
    "server_error",
    "temporarily_unavailable",
    "too_many_attempts",
    "too_many_logins",
    "too_many_requests",
    "unauthorized",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
    "unknown_client",
];

/// The code as a static string, if token endpoints are known to send it.
#[must_use]
pub fn registered_code(code: &str) -> Option<&'static str> {
    REGISTERED.into_iter().find(|known| *known == code)
}

/// All codes that token endpoints are known to send.
pub fn registered_codes() -> impl Iterator<Item = &'static str> {
    REGISTERED.into_iter()
}

/// Whether `code` has the form of an error code: 1 to 80 letters, digits, `_`, `-` and `.`. AM has been
/// seen to put a whole sentence with a token in it into `error` (`docs/ukg-wire.md`, echoed secrets).
#[must_use]
pub fn plain_code(code: &str) -> bool {
    (1..=80).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}
