/// The error answer of a token endpoint (RFC 6749, section 5.2).
///
/// The texts are a tenant's: they pass a [`Redaction`](super::Redaction) before they reach a caller,
/// and never a log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OAuthError {
    /// The error code, such as `invalid_grant`.
    pub error: String,
    /// Words for a developer.
    pub error_description: Option<String>,
}

/// The codes of RFC 6749 and RFC 7009, of AM, and of Auth0, which newer tenants use.
const REGISTERED: [&str; 16] = [
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "mfa_required",
    "not_found",
    "server_error",
    "temporarily_unavailable",
    "too_many_attempts",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
    "unknown_client",
];

/// The code itself, if it is one that token endpoints are known to send.
#[must_use]
pub fn registered_code(code: &str) -> Option<&'static str> {
    REGISTERED.into_iter().find(|known| *known == code)
}

/// Whether `code` can be passed on as an error code: short and made of letters, digits, `_`, `-` and
/// `.`. AM has been seen to put a whole sentence with a token in it into `error`.
#[must_use]
pub fn plain_code(code: &str) -> bool {
    (1..=80).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}
