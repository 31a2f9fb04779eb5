use super::Parameter;
use crate::secret::Secret;

/// The login chain that UKG's documentation names, used when a caller names none.
pub const AUTH_CHAIN: &str = "OAuthLdapService";

/// The OAuth client that a tenant registered (RFC 6749, section 2.3.1).
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// `client_id`.
    pub id: Secret,
    /// `client_secret`.
    pub secret: Secret,
}

/// The resource owner password grant (RFC 6749, section 4.3).
#[derive(Clone, Debug)]
pub struct PasswordGrant {
    /// `username`.
    pub username: Secret,
    /// `password`.
    pub password: Secret,
    /// The client that asks.
    pub client: ClientCredentials,
    /// `auth_chain`: which login chain of the tenant is to be used.
    pub auth_chain: Secret,
}

/// The refresh grant (RFC 6749, section 6).
#[derive(Clone, Debug)]
pub struct RefreshGrant {
    /// `refresh_token`.
    pub refresh_token: Secret,
    /// The client that asks.
    pub client: ClientCredentials,
    /// `auth_chain`. UKG documents it here too, although it has no function in a refresh.
    pub auth_chain: Secret,
}

/// What can be exchanged for an access token.
#[derive(Clone, Debug)]
pub enum Grant {
    /// A user's password.
    Password(PasswordGrant),
    /// A refresh token.
    Refresh(RefreshGrant),
}

impl Grant {
    /// The fields of the request, in the order of UKG's own examples.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter<'_>> {
        let (mut parameters, client, grant_type, auth_chain) = match self {
            Self::Password(grant) => (
                vec![("username", grant.username.expose()), ("password", grant.password.expose())],
                &grant.client,
                "password",
                &grant.auth_chain,
            ),
            Self::Refresh(grant) => (
                vec![("refresh_token", grant.refresh_token.expose())],
                &grant.client,
                "refresh_token",
                &grant.auth_chain,
            ),
        };
        parameters.extend([
            ("client_id", client.id.expose()),
            ("client_secret", client.secret.expose()),
            ("grant_type", grant_type),
            ("auth_chain", auth_chain.expose()),
        ]);
        parameters
    }

    /// The client that asks.
    #[must_use]
    pub fn client(&self) -> &ClientCredentials {
        match self {
            Self::Password(grant) => &grant.client,
            Self::Refresh(grant) => &grant.client,
        }
    }

    /// What must never come back in a text of the tenant.
    #[must_use]
    pub fn secrets(&self) -> [&Secret; 2] {
        match self {
            Self::Password(grant) => [&grant.password, &grant.client.secret],
            Self::Refresh(grant) => [&grant.refresh_token, &grant.client.secret],
        }
    }
}
