use std::sync::Arc;

use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
use validator::Validate;

use super::body::{Body, BodyOf, Fields, bind};
use super::caller::Caller;
use super::failure::Failure;
use super::headers::TenantHeaders;
use super::invalid_request::InvalidRequest;
use super::refresh_access_token::{RefreshTokenRequest, auth_chain};
use super::responses::TokensIssued;
use super::schema::Password;
use super::tenants::TenantCalls;
use crate::secret::Secret;
use crate::token::{ClientCredentials, Grant, PasswordGrant};

/// The credentials of a user and of the client that asks.
#[derive(Deserialize, Object, Validate)]
#[oai(write_only_all)]
pub struct AccessTokenRequest {
    /// The runtime user's username for accessing Pro WFM.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    username: Secret,
    /// The runtime user's password for accessing Pro WFM.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    password: Password,
    /// The oAuth client ID assigned to this Pro WFM tenant.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_id: Secret,
    /// The oAuth client secret assigned to this Pro WFM tenant.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_secret: Secret,
    /// The OAuth grant type.
    #[oai(default = "password_grant", validator(min_length = 1, max_length = 256))]
    #[serde(default = "password_grant")]
    #[validate(length(min = 1, max = 256))]
    grant_type: String,
    /// The login chain of the tenant.
    #[oai(default = "auth_chain", validator(min_length = 1, max_length = 256))]
    #[serde(default = "auth_chain")]
    #[validate(length(min = 1, max = 256))]
    auth_chain: String,
}

fn password_grant() -> String {
    "password".to_owned()
}

impl From<AccessTokenRequest> for Grant {
    fn from(request: AccessTokenRequest) -> Self {
        let AccessTokenRequest {
            username,
            password,
            client_id,
            client_secret,
            // Decided before the fields were bound to this type.
            grant_type: _,
            auth_chain,
        } = request;
        Self::Password(PasswordGrant {
            username,
            password: password.into(),
            client: ClientCredentials { id: client_id, secret: client_secret },
            auth_chain: Secret::new(auth_chain),
            scope: None,
        })
    }
}

/// `grant_type` decides between the two requests, as on UKG's own path: a program written for a tenant
/// works when only its host name is changed.
impl BodyOf for Grant {
    type Documented = AccessTokenRequest;

    fn from_fields(mut fields: Fields) -> Result<Self, InvalidRequest> {
        match fields.text_of("grant_type")? {
            None | Some("password") => Ok(bind::<AccessTokenRequest>(&mut fields)?.into()),
            Some("refresh_token") => Ok(bind::<RefreshTokenRequest>(&mut fields)?.into()),
            Some(_) => Err(InvalidRequest::UnsupportedGrantType),
        }
    }
}

/// `POST /api/authentication/access_token`.
pub struct GetAccessToken(pub(super) Arc<TenantCalls>);

#[OpenApi]
impl GetAccessToken {
    /// Get an OAuth access token
    ///
    /// Credentials for an OAuth access token which is needed to call UKG Pro WFM APIs.
    #[oai(
        path = "/api/authentication/access_token",
        method = "post",
        operation_id = "GetAccessToken"
    )]
    async fn get_access_token(
        &self,
        caller: Caller,
        headers: TenantHeaders,
        Body(grant): Body<Grant>,
    ) -> Result<TokensIssued, Failure> {
        self.0.tokens(&caller, headers, &grant).await.map(Into::into)
    }
}
