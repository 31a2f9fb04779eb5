use super::{ClientCredentials, Parameter};
use crate::secret::Secret;

/// A token to be made invalid (RFC 7009, section 2.1).
#[derive(Clone, Debug)]
pub struct Revocation {
    /// The access token or refresh token.
    pub token: Secret,
    /// The client that the token was issued to.
    pub client: ClientCredentials,
}

impl Revocation {
    /// The fields of the request, in the order of UKG's own example.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter<'_>> {
        vec![
            ("token", self.token.expose()),
            ("client_id", self.client.id.expose()),
            ("client_secret", self.client.secret.expose()),
        ]
    }

    /// What must never come back in a text of the tenant.
    #[must_use]
    pub fn secrets(&self) -> [&Secret; 2] {
        [&self.token, &self.client.secret]
    }
}
