use super::{ClientCredentials, IssuedTokens, NotPossible, Parameter, RequestKind, TenantRequest};
use crate::secret::Secret;
use crate::tenant::{LoginService, UkgAuthentication};

/// The login chain that UKG's documentation names, used when a caller sends none.
pub const AUTH_CHAIN: &str = "OAuthLdapService";
/// The name of Auth0 for a password grant with a realm.
pub const PASSWORD_REALM: &str = "http://auth0.com/oauth/grant-type/password-realm";

/// The resource owner password grant (RFC 6749, section 4.3).
#[derive(Clone, Debug)]
pub struct PasswordGrant {
    pub username: Secret,
    pub password: Secret,
    pub client: ClientCredentials,
    /// The login chain of a legacy tenant that checks the password.
    pub auth_chain: Secret,
    /// Replaces the scope of the tenant's settings. Only UKG Authentication has scopes.
    pub scope: Option<Secret>,
}

/// The refresh grant (RFC 6749, section 6).
#[derive(Clone, Debug)]
pub struct RefreshGrant {
    pub refresh_token: Secret,
    pub client: ClientCredentials,
    /// UKG documents it for a refresh too, where it has no function.
    pub auth_chain: Secret,
    /// Less than what was granted. Only UKG Authentication has scopes.
    pub scope: Option<Secret>,
}

/// The client credentials grant (RFC 6749, section 4.4): a token without a user.
#[derive(Clone, Debug)]
pub struct ClientGrant {
    pub client: ClientCredentials,
    /// Sent only if the caller names one: without it, UKG Authentication grants all of the client's.
    pub scope: Option<Secret>,
}

/// Something that is exchanged for an access token.
#[derive(Clone, Debug)]
pub enum Grant {
    Password(PasswordGrant),
    Refresh(RefreshGrant),
    Client(ClientGrant),
}

impl Grant {
    /// The order of the fields is that of UKG's own examples.
    fn at_legacy(&self) -> Result<Vec<Parameter<'_>>, NotPossible> {
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
            Self::Client(_) => return Err(NotPossible::ClientCredentials),
        };
        let client = self.client();
        parameters.extend([
            ("client_id", client.id.expose()),
            ("client_secret", client.secret.expose()),
            ("grant_type", grant_type),
            ("auth_chain", auth_chain.expose()),
        ]);
        Ok(parameters)
    }

    fn at_ukg_authentication<'a>(
        &'a self,
        login: &'a UkgAuthentication,
    ) -> Result<Vec<Parameter<'a>>, NotPossible> {
        let audience = login.audience.as_str();
        let (mut parameters, scope) = match self {
            Self::Password(grant) => {
                let realm = login.realm.as_ref().ok_or(NotPossible::NoRealm)?;
                let parameters = vec![
                    ("grant_type", PASSWORD_REALM),
                    ("username", grant.username.expose()),
                    ("password", grant.password.expose()),
                    ("realm", realm.as_str()),
                    ("audience", audience),
                ];
                (parameters, grant.scope.as_ref().map_or(login.scope.as_str(), Secret::expose))
            }
            Self::Refresh(grant) => {
                let refresh_token = grant.refresh_token.expose();
                let parameters =
                    vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
                (parameters, grant.scope.as_ref().map_or("", Secret::expose))
            }
            Self::Client(grant) => {
                let organization =
                    login.organization.as_ref().ok_or(NotPossible::NoOrganization)?;
                let parameters = vec![
                    ("grant_type", "client_credentials"),
                    ("organization", organization.as_str()),
                    ("audience", audience),
                ];
                (parameters, grant.scope.as_ref().map_or("", Secret::expose))
            }
        };
        let client = self.client();
        parameters
            .extend([("client_id", client.id.expose()), ("client_secret", client.secret.expose())]);
        if !scope.is_empty() {
            parameters.push(("scope", scope));
        }
        Ok(parameters)
    }
}

impl TenantRequest for Grant {
    type Success = IssuedTokens;

    fn kind(&self) -> RequestKind {
        match self {
            Self::Password(_) => RequestKind::Password,
            Self::Refresh(_) => RequestKind::Refresh,
            Self::Client(_) => RequestKind::Client,
        }
    }

    fn parameters<'a>(
        &'a self,
        login: &'a LoginService,
    ) -> Result<Vec<Parameter<'a>>, NotPossible> {
        match login {
            LoginService::Legacy => self.at_legacy(),
            LoginService::UkgAuthentication(login) => self.at_ukg_authentication(login),
        }
    }

    fn client(&self) -> &ClientCredentials {
        match self {
            Self::Password(grant) => &grant.client,
            Self::Refresh(grant) => &grant.client,
            Self::Client(grant) => &grant.client,
        }
    }

    fn username(&self) -> Option<&Secret> {
        match self {
            Self::Password(grant) => Some(&grant.username),
            Self::Refresh(_) | Self::Client(_) => None,
        }
    }

    fn password(&self) -> Option<&Secret> {
        match self {
            Self::Password(grant) => Some(&grant.password),
            Self::Refresh(_) | Self::Client(_) => None,
        }
    }

    fn secrets(&self) -> [&Secret; 2] {
        match self {
            Self::Password(grant) => [&grant.password, &grant.client.secret],
            Self::Refresh(grant) => [&grant.refresh_token, &grant.client.secret],
            Self::Client(grant) => [&grant.client.secret, &grant.client.secret],
        }
    }
}
