use serde_json::{Map, Value};

use super::{
    ClientCredentials, Parameter, RequestKind, SuccessBody, TenantRequest, UnexpectedBody,
};
use crate::secret::Secret;

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

    fn parameters(&self) -> Vec<Parameter<'_>> {
        vec![
            ("token", self.token.expose()),
            ("client_id", self.client.id.expose()),
            ("client_secret", self.client.secret.expose()),
        ]
    }

    fn client(&self) -> &ClientCredentials {
        &self.client
    }

    fn secrets(&self) -> [&Secret; 2] {
        [&self.token, &self.client.secret]
    }
}

impl SuccessBody for Revoked {
    /// Empty, or an object that holds no error: the status decides (RFC 7009, section 2.2).
    fn parse(body: &[u8]) -> Result<Self, UnexpectedBody> {
        if body.trim_ascii().is_empty() {
            return Ok(Self);
        }
        match serde_json::from_slice::<Map<String, Value>>(body) {
            Ok(object) if object.contains_key("error") => Err(UnexpectedBody::NotRevoked),
            Ok(_) => Ok(Self),
            Err(_) => Err(UnexpectedBody::NotJson),
        }
    }
}
