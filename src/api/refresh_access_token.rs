use std::sync::Arc;

use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
use validator::Validate;

use super::body::{Body, BodyOf, Fields, bind};
use super::caller::Caller;
use super::failure::Failure;
use super::headers::TenantHeaders;
use super::invalid_request::InvalidRequest;
use super::responses::TokensIssued;
use super::tenants::TenantCalls;
use crate::secret::Secret;
use crate::token::{AUTH_CHAIN, ClientCredentials, Grant, RefreshGrant};

/// The refresh token and the client that it was issued to.
#[derive(Deserialize, Object, Validate)]
#[oai(write_only_all)]
pub struct RefreshTokenRequest {
    /// The refresh token that came with the access token.
    #[oai(validator(min_length = 1, max_length = 16384))]
    #[validate(length(min = 1, max = 16384))]
    refresh_token: Secret,
    /// The oAuth client ID assigned to this Pro WFM tenant.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_id: Secret,
    /// The oAuth client secret assigned to this Pro WFM tenant.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_secret: Secret,
    /// Programs written for UKG's own path send it. It has no function in a refresh, so the connector does
    /// not offer it.
    #[oai(skip)]
    #[serde(default = "auth_chain")]
    #[validate(length(min = 1, max = 256))]
    auth_chain: String,
}

pub(super) fn auth_chain() -> String {
    AUTH_CHAIN.to_owned()
}

impl From<RefreshTokenRequest> for Grant {
    fn from(request: RefreshTokenRequest) -> Self {
        let RefreshTokenRequest { refresh_token, client_id, client_secret, auth_chain } = request;
        Self::Refresh(RefreshGrant {
            refresh_token,
            client: ClientCredentials { id: client_id, secret: client_secret },
            auth_chain: Secret::new(auth_chain),
            scope: None,
        })
    }
}

/// A refresh on its own path: `grant_type` may be absent, but must not have another value.
pub struct Refresh(pub Grant);

impl BodyOf for Refresh {
    type Documented = RefreshTokenRequest;

    fn from_fields(mut fields: Fields) -> Result<Self, InvalidRequest> {
        match fields.text_of("grant_type")? {
            None | Some("refresh_token") => {
                Ok(Self(bind::<RefreshTokenRequest>(&mut fields)?.into()))
            }
            Some(_) => Err(InvalidRequest::UnsupportedGrantType),
        }
    }
}

/// `POST /api/authentication/refresh_token`.
pub struct RefreshAccessToken(pub(super) Arc<TenantCalls>);

#[OpenApi]
impl RefreshAccessToken {
    /// Refresh an OAuth access token
    ///
    /// Exchanges a refresh token for a new access token. Use it when an access token has expired,
    /// instead of sending the password again. If the answer has no refresh token, the old one is
    /// still valid.
    #[oai(
        path = "/api/authentication/refresh_token",
        method = "post",
        operation_id = "RefreshAccessToken"
    )]
    async fn refresh_access_token(
        &self,
        caller: Caller,
        headers: TenantHeaders,
        Body(refresh): Body<Refresh>,
    ) -> Result<TokensIssued, Failure> {
        self.0.tokens(&caller, headers, &refresh.0).await.map(Into::into)
    }
}
