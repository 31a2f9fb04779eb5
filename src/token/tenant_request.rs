use super::{ClientCredentials, Parameter};
use crate::secret::Secret;

/// A request that a tenant's OAuth server can be sent: a grant or a revocation.
///
/// It says what to send and how to read the body of a success. Where it is sent, over which
/// connection and what every other response means is the client's concern.
pub trait TenantRequest {
    /// The body of a success.
    type Success: SuccessBody;

    fn kind(&self) -> RequestKind;

    /// The fields of the form, in the order of UKG's own examples.
    fn parameters(&self) -> Vec<Parameter<'_>>;

    fn client(&self) -> &ClientCredentials;

    /// The user whose password is sent, if one is.
    fn username(&self) -> Option<&Secret> {
        None
    }

    /// Values that must never come back in a text of the tenant.
    fn secrets(&self) -> [&Secret; 2];
}

/// What a tenant is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RequestKind {
    /// Tokens for a password (RFC 6749, section 4.3).
    Password,
    /// Tokens for a refresh token (RFC 6749, section 6).
    Refresh,
    /// The end of a token (RFC 7009).
    Revocation,
}

/// The body of a response with a 2xx status.
pub trait SuccessBody: Sized {
    /// Reads the body.
    ///
    /// # Errors
    ///
    /// When the body does not say what a success says, whatever the status says.
    fn parse(body: &[u8]) -> Result<Self, UnexpectedBody>;
}

/// Why the body of a response with a 2xx status is not a success.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UnexpectedBody {
    /// Not a JSON object; usually HTML.
    NotJson,
    /// A grant was answered without an `access_token`.
    NoAccessToken,
    /// A revocation was answered with an error.
    NotRevoked,
}
