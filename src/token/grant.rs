use super::{ClientCredentials, IssuedTokens, Parameter, RequestKind, TenantRequest};
use crate::secret::Secret;

/// The login chain that UKG's documentation names, used when a caller sends none.
pub const AUTH_CHAIN: &str = "OAuthLdapService";

/// The resource owner password grant (RFC 6749, section 4.3).
#[derive(Clone, Debug)]
pub struct PasswordGrant {
    pub username: Secret,
    pub password: Secret,
    pub client: ClientCredentials,
    /// The login chain of the tenant that checks the password.
    pub auth_chain: Secret,
}

/// The refresh grant (RFC 6749, section 6).
#[derive(Clone, Debug)]
pub struct RefreshGrant {
    pub refresh_token: Secret,
    pub client: ClientCredentials,
    /// UKG documents it for a refresh too, where it has no function.
    pub auth_chain: Secret,
}

/// Something that is exchanged for an access token.
#[derive(Clone, Debug)]
pub enum Grant {
    Password(PasswordGrant),
    Refresh(RefreshGrant),
}

impl TenantRequest for Grant {
    type Success = IssuedTokens;

    fn kind(&self) -> RequestKind {
        match self {
            Self::Password(_) => RequestKind::Password,
            Self::Refresh(_) => RequestKind::Refresh,
        }
    }

    fn parameters(&self) -> Vec<Parameter<'_>> {
        let (mut parameters, grant_type, auth_chain) = match self {
            Self::Password(grant) => (
                vec![("username", grant.username.expose()), ("password", grant.password.expose())],
                "password",
                &grant.auth_chain,
            ),
            Self::Refresh(grant) => (
                vec![("refresh_token", grant.refresh_token.expose())],
                "refresh_token",
                &grant.auth_chain,
            ),
        };
        let client = self.client();
        parameters.extend([
            ("client_id", client.id.expose()),
            ("client_secret", client.secret.expose()),
            ("grant_type", grant_type),
            ("auth_chain", auth_chain.expose()),
        ]);
        parameters
    }

    fn client(&self) -> &ClientCredentials {
        match self {
            Self::Password(grant) => &grant.client,
            Self::Refresh(grant) => &grant.client,
        }
    }

    fn username(&self) -> Option<&Secret> {
        match self {
            Self::Password(grant) => Some(&grant.username),
            Self::Refresh(_) => None,
        }
    }

    fn secrets(&self) -> [&Secret; 2] {
        match self {
            Self::Password(grant) => [&grant.password, &grant.client.secret],
            Self::Refresh(grant) => [&grant.refresh_token, &grant.client.secret],
        }
    }
}
