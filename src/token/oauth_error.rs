use serde::Deserialize;

/// The error answer of a token endpoint (RFC 6749, section 5.2).
///
/// The texts are a tenant's: they pass a [`Redaction`](super::Redaction) before they reach a caller,
/// and never a log.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub struct OAuthError {
    /// The error code, such as `invalid_grant`.
    pub error: String,
    /// Words for a developer.
    #[serde(default)]
    pub error_description: Option<String>,
}

/// Whether `code` can be passed on as an error code: short and made of letters, digits, `_`, `-` and
/// `.`. AM has been seen to put a whole sentence with a token in it into `error`.
#[must_use]
pub fn plain_code(code: &str) -> bool {
    (1..=80).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}
