use serde_json::{Map, Value};

use super::{
    ClientCredentials, NotPossible, Parameter, RequestKind, SuccessBody, TenantRequest,
    UnexpectedBody,
};
use crate::secret::Secret;
use crate::tenant::LoginService;

/// A request to invalidate a token (RFC 7009, section 2.1).
#[derive(Clone, Debug)]
pub struct Revocation {
    /// An access token or a refresh token.
    pub token: Secret,
    /// The client that the token was issued to.
    pub client: ClientCredentials,
}

/// The success of a [`Revocation`]: the token is not valid any more, or never was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Revoked;

impl TenantRequest for Revocation {
    type Success = Revoked;

    fn kind(&self) -> RequestKind {
        RequestKind::Revocation
    }

    fn parameters<'a>(
        &'a self,
        login: &'a LoginService,
    ) -> Result<Vec<Parameter<'a>>, NotPossible> {
        let is_ukg = matches!(login, LoginService::UkgAuthentication(_));
        if is_ukg && is_json_web_token(self.token.expose()) {
            return Err(NotPossible::AccessTokenRevocation);
        }
        Ok(vec![
            ("token", self.token.expose()),
            ("client_id", self.client.id.expose()),
            ("client_secret", self.client.secret.expose()),
        ])
    }

    fn client(&self) -> &ClientCredentials {
        &self.client
    }

    fn secrets(&self) -> [&Secret; 2] {
        [&self.token, &self.client.secret]
    }
}

/// Whether a token has the form of a JSON Web Token (RFC 7519): three parts, the first an object. The
/// access tokens of UKG Authentication are, its refresh tokens are not.
fn is_json_web_token(token: &str) -> bool {
    token.starts_with("eyJ") && token.bytes().filter(|byte| *byte == b'.').count() == 2
}

impl SuccessBody for Revoked {
    /// Empty, `OK`, or an object that holds no error: the status decides (RFC 7009, section 2.2).
    fn parse(body: &[u8]) -> Result<Self, UnexpectedBody> {
        if matches!(body.trim_ascii(), b"" | b"OK") {
            return Ok(Self);
        }
        match serde_json::from_slice::<Map<String, Value>>(body) {
            Ok(object) if object.contains_key("error") => Err(UnexpectedBody::NotRevoked),
            Ok(_) => Ok(Self),
            Err(_) => Err(UnexpectedBody::NotJson),
        }
    }
}
