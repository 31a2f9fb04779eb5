use std::borrow::Cow;

use http::StatusCode;
use poem::error::ResponseError;
use thiserror::Error;

/// Why a request is refused before a tenant is called. Names the field, never its value, and no name that
/// the caller made up.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum InvalidRequest {
    /// A required field is absent or empty.
    #[error("The field {0} is missing or empty.")]
    Missing(&'static str),
    /// RFC 6749, section 3.2, forbids repeated parameters.
    #[error("The field {0} is sent more than once.")]
    Repeated(&'static str),
    /// A field is longer than the definition allows.
    #[error("The field {0} is too long.")]
    TooLong(Cow<'static, str>),
    /// A field is another JSON type than a string, or invalid UTF-8.
    #[error("The field {0} is not text.")]
    NotText(&'static str),
    /// A field of a form has a percent sign without two hexadecimal digits.
    #[error("The field {0} is not form-encoded: a percent sign must be written as %25.")]
    NotEncoded(&'static str),
    /// A credential in the query, which logs keep.
    #[error("The field {0} is in the query string. Credentials belong in the body.")]
    InQuery(&'static str),
    /// A header is repeated, or has characters that it must not have.
    #[error("The header {0} is sent more than once or is not valid.")]
    Header(&'static str),
    /// A header whose value is logged holds a secret of the same call.
    #[error("The header {0} holds a secret of this call. Nothing was sent.")]
    HoldsSecret(&'static str),
    /// A header or field names another value than the tenant's settings, or than an earlier one of the
    /// call.
    #[error("The value of {0} is not the one that is known for this tenant.")]
    Contradicts(&'static str),
    /// A header or field is about UKG Authentication, and no token URL is known.
    #[error("{0} is for UKG Authentication, but no token URL is known for this tenant.")]
    WithoutTokenUrl(&'static str),
    /// A field has a text that is no value of its kind.
    #[error("The field {0} is not valid.")]
    Invalid(&'static str),
    /// The client is in the body and in the header `Authorization`, and it is not the same.
    #[error("The field {0} and the header Authorization name different clients.")]
    TwoClients(&'static str),
    /// A required header is absent or empty.
    #[error("The header {0} is missing or empty.")]
    MissingHeader(&'static str),
    /// A parameter of the query is repeated, or has another type.
    #[error("The parameter {0} is not valid.")]
    Parameter(&'static str),
    #[error("The body is not a JSON object.")]
    NotJson,
    #[error("The body is compressed. Send it uncompressed.")]
    Compressed,
    /// The body ended early, or took longer than the deadline.
    #[error("The body did not arrive completely.")]
    Incomplete,
    #[error("The body is larger than 64 KiB.")]
    TooLarge,
    #[error(
        "The content type is not supported. Send application/x-www-form-urlencoded or \
         application/json, in UTF-8."
    )]
    UnsupportedMediaType,
    /// Another `grant_type` than the path supports.
    #[error("The field grant_type has a value that is not supported.")]
    UnsupportedGrantType,
    /// The same at the path that supports all grants.
    #[error("The field grant_type has a value that is not supported.")]
    UnknownGrantType,
}

impl InvalidRequest {
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The error code of the response.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::UnsupportedGrantType | Self::UnknownGrantType => "unsupported_grant_type",
            _ => "invalid_request",
        }
    }
}

/// Carries the error through poem; the boundary writes the response.
impl ResponseError for InvalidRequest {
    fn status(&self) -> StatusCode {
        self.status()
    }
}
