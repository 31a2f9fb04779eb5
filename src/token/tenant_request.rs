use super::{ClientCredentials, Parameter};
use crate::secret::Secret;
use crate::tenant::LoginService;

/// A request that a tenant's OAuth server can be sent: a grant or a revocation.
///
/// It says what to send and how to read the body of a success. Where it is sent, over which
/// connection and what every other response means is the client's concern.
pub trait TenantRequest {
    /// The body of a success.
    type Success: SuccessBody;

    fn kind(&self) -> RequestKind;

    /// The fields of the form, as this login service expects them.
    ///
    /// # Errors
    ///
    /// When this login service cannot be sent the request.
    fn parameters<'a>(&'a self, login: &'a LoginService)
    -> Result<Vec<Parameter<'a>>, NotPossible>;

    fn client(&self) -> &ClientCredentials;

    /// The user whose password is sent, if one is.
    fn username(&self) -> Option<&Secret> {
        None
    }

    /// The password of that user.
    fn password(&self) -> Option<&Secret> {
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
    /// A token for a client without a user (RFC 6749, section 4.4).
    Client,
    /// The end of a token (RFC 7009).
    Revocation,
}

/// Why a login service cannot be sent a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotPossible {
    /// The legacy service issues no tokens without a user.
    ClientCredentials,
    /// UKG Authentication cannot revoke an access token.
    AccessTokenRevocation,
    /// A password at UKG Authentication, and the realm is not known.
    NoRealm,
    /// A client at UKG Authentication, and the organization is not known.
    NoOrganization,
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
