use std::sync::Arc;

use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
use validator::Validate;

use super::body::{Body, BodyOf, Fields, bind};
use super::caller::Caller;
use super::failure::Failure;
use super::headers::TenantHeaders;
use super::invalid_request::InvalidRequest;
use super::responses::AccessTokenIssued;
use super::tenants::TenantCalls;
use crate::secret::Secret;
use crate::token::{ClientCredentials, ClientGrant, Grant};

/// The client that asks for a token of its own.
#[derive(Deserialize, Object, Validate)]
#[oai(write_only_all)]
pub struct ClientAccessTokenRequest {
    /// The oAuth client ID assigned to this Pro WFM tenant.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_id: Secret,
    /// The oAuth client secret assigned to this Pro WFM tenant.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_secret: Secret,
}

impl From<ClientAccessTokenRequest> for Grant {
    fn from(request: ClientAccessTokenRequest) -> Self {
        let ClientAccessTokenRequest { client_id, client_secret } = request;
        let client = ClientCredentials { id: client_id, secret: client_secret };
        Self::Client(ClientGrant { client, scope: None })
    }
}

/// A client grant on its own path: `grant_type` may be absent, but must not have another value.
pub struct ClientToken(pub Grant);

impl BodyOf for ClientToken {
    type Documented = ClientAccessTokenRequest;

    fn from_fields(mut fields: Fields) -> Result<Self, InvalidRequest> {
        match fields.text_of("grant_type")? {
            None | Some("client_credentials") => {
                Ok(Self(bind::<ClientAccessTokenRequest>(&mut fields)?.into()))
            }
            Some(_) => Err(InvalidRequest::UnsupportedGrantType),
        }
    }
}

/// `POST /api/authentication/client_access_token`.
pub struct GetClientAccessToken(pub(super) Arc<TenantCalls>);

#[OpenApi]
impl GetClientAccessToken {
    /// Get an OAuth access token without a user
    ///
    /// Gets an access token for a client of its own, without a user name and password. It works for
    /// tenants that use UKG Authentication, with a client whose Application Flow is Non-interactive.
    /// There is no refresh token: get a new access token when the old one expires.
    #[oai(
        path = "/api/authentication/client_access_token",
        method = "post",
        operation_id = "GetClientAccessToken"
    )]
    async fn get_client_access_token(
        &self,
        caller: Caller,
        headers: TenantHeaders,
        Body(token): Body<ClientToken>,
    ) -> Result<AccessTokenIssued, Failure> {
        self.0.tokens(&caller, headers, &token.0).await.map(Into::into)
    }
}
