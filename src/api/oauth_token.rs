use std::str::FromStr;
use std::sync::Arc;

use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
use validator::Validate;

use super::body::{Body, BodyOf, Fields, bind};
use super::caller::Caller;
use super::failure::Failure;
use super::headers::TenantHeaders;
use super::invalid_request::InvalidRequest;
use super::login::LoginFields;
use super::refresh_access_token::auth_chain;
use super::responses::TokensIssued;
use super::schema::Password;
use super::tenants::TenantCalls;
use super::tokens::Keep;
use crate::secret::Secret;
use crate::token::{
    ClientCredentials, ClientGrant, Grant, PASSWORD_REALM, PasswordGrant, RefreshGrant,
};

/// The grant types of the path.
pub const GRANT_TYPES: [&str; 4] =
    ["password", PASSWORD_REALM, "refresh_token", "client_credentials"];

/// A token request in the fields of UKG Authentication. The grant type decides which are needed.
#[derive(Deserialize, Object, Validate)]
#[oai(write_only_all)]
pub struct OAuthTokenRequest {
    /// `password`, `refresh_token`, `client_credentials`, or the one for a password with a realm.
    #[oai(validator(min_length = 1, max_length = 256))]
    #[validate(length(min = 1, max = 256))]
    grant_type: String,
    /// The client ID, unless HTTP Basic has it.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_id: Option<Secret>,
    /// The client secret, unless HTTP Basic has it.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_secret: Option<Secret>,
    /// The user name, for a password.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    username: Option<Secret>,
    /// The password of the user.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    password: Option<Password>,
    /// The refresh token, for a refresh.
    #[oai(validator(min_length = 1, max_length = 16384))]
    #[validate(length(min = 1, max = 16384))]
    refresh_token: Option<Secret>,
    /// What the token shall be for, separated by spaces. Only UKG Authentication has scopes.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    scope: Option<Secret>,
    /// The realm of the tenant, if this service does not know it.
    #[oai(validator(min_length = 1, max_length = 256))]
    #[validate(length(min = 1, max = 256))]
    realm: Option<String>,
    /// The Organization ID of the tenant, if this service does not know it.
    #[oai(validator(min_length = 1, max_length = 128))]
    #[validate(length(min = 1, max = 128))]
    organization: Option<String>,
    /// The API that the token is for. It must be the tenant's.
    #[oai(validator(min_length = 1, max_length = 256))]
    #[validate(length(min = 1, max = 256))]
    audience: Option<String>,
    /// Programs written for the legacy service send it.
    #[oai(skip)]
    #[serde(default = "auth_chain")]
    #[validate(length(min = 1, max = 256))]
    auth_chain: String,
}

/// A grant of any type, and what it says about the login service.
pub struct OAuthGrant {
    pub grant: Grant,
    pub login: LoginFields,
}

impl TryFrom<OAuthTokenRequest> for OAuthGrant {
    type Error = InvalidRequest;

    fn try_from(request: OAuthTokenRequest) -> Result<Self, InvalidRequest> {
        let client = || client(request.client_id, request.client_secret);
        let (auth_chain, scope) = (Secret::new(request.auth_chain), request.scope);
        let grant = match request.grant_type.as_str() {
            "password" | PASSWORD_REALM => Grant::Password(PasswordGrant {
                client: client()?,
                username: required("username", request.username)?,
                password: required("password", request.password)?.into(),
                auth_chain,
                scope,
            }),
            "refresh_token" => Grant::Refresh(RefreshGrant {
                client: client()?,
                refresh_token: required("refresh_token", request.refresh_token)?,
                auth_chain,
                scope,
            }),
            "client_credentials" => Grant::Client(ClientGrant { client: client()?, scope }),
            _ => return Err(InvalidRequest::UnknownGrantType),
        };
        let login = LoginFields {
            organization: parsed("organization", request.organization.as_deref())?,
            realm: parsed("realm", request.realm.as_deref())?,
            audience: request.audience,
        };
        Ok(Self { grant, login })
    }
}

/// The client, from fields that are optional because HTTP Basic may have been used.
pub(super) fn client(
    id: Option<Secret>,
    secret: Option<Secret>,
) -> Result<ClientCredentials, InvalidRequest> {
    Ok(ClientCredentials {
        id: required("client_id", id)?,
        secret: required("client_secret", secret)?,
    })
}

fn required<T>(name: &'static str, value: Option<T>) -> Result<T, InvalidRequest> {
    value.ok_or(InvalidRequest::Missing(name))
}

fn parsed<T: FromStr>(name: &'static str, text: Option<&str>) -> Result<Option<T>, InvalidRequest> {
    text.map(str::parse).transpose().map_err(|_| InvalidRequest::Invalid(name))
}

impl BodyOf for OAuthGrant {
    type Documented = OAuthTokenRequest;

    fn from_fields(mut fields: Fields) -> Result<Self, InvalidRequest> {
        bind::<OAuthTokenRequest>(&mut fields)?.try_into()
    }
}

/// `POST /oauth/token`.
pub struct OAuthToken(pub(super) Arc<TenantCalls>);

#[OpenApi]
impl OAuthToken {
    /// Get an OAuth token, as at UKG Authentication
    ///
    /// For programs and libraries that speak OAuth 2.0. Path and fields are those of UKG
    /// Authentication, and every tenant can be called. The client may be authenticated in the body or by
    /// HTTP Basic.
    #[oai(path = "/oauth/token", method = "post", operation_id = "OAuthToken")]
    async fn oauth_token(
        &self,
        caller: Caller,
        headers: TenantHeaders,
        Body(token): Body<OAuthGrant>,
    ) -> Result<TokensIssued, Failure> {
        let OAuthGrant { grant, login } = token;
        let tokens = self.0.tokens_with(&caller, headers, &login, &grant, Keep::IfEvery).await?;
        Ok(tokens.into())
    }
}
