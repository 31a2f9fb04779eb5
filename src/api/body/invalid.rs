use std::borrow::Cow;

use thiserror::Error;

/// What is wrong with a request. Names the field; never holds its value, nor a name that is not
/// ours.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum InvalidRequest {
    /// A field that is needed is absent or empty.
    #[error("The field {0} is missing or empty.")]
    Missing(&'static str),
    /// A field stands more than once (RFC 6749, section 3.2).
    #[error("The field {0} is sent more than once.")]
    Repeated(&'static str),
    /// A field is longer than the definition allows.
    #[error("The field {0} is too long.")]
    TooLong(Cow<'static, str>),
    /// A field is a number, a list or an object, or no valid UTF-8.
    #[error("The field {0} is not text.")]
    NotText(&'static str),
    /// A field of a form has a percent sign that encodes nothing.
    #[error("The field {0} is not form-encoded: a percent sign must be written as %25.")]
    NotEncoded(&'static str),
    /// A credential in the query, where logs would keep it.
    #[error("The field {0} is in the query string. Credentials belong in the body.")]
    InQuery(&'static str),
    /// A header stands more than once, or holds what no header can.
    #[error("The header {0} is sent more than once or is not valid.")]
    Header(&'static str),
    /// The body is no JSON object.
    #[error("The body is not a JSON object.")]
    NotJson,
    /// The body is compressed.
    #[error("The body is compressed. Send it as it is.")]
    Compressed,
    /// The body broke off, or took too long.
    #[error("The body did not arrive completely.")]
    Incomplete,
}
