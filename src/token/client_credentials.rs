use crate::secret::Secret;

/// The OAuth client that a tenant registered (RFC 6749, section 2.3.1).
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    pub id: Secret,
    pub secret: Secret,
}
