use std::sync::Arc;

use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
use validator::Validate;

use super::body::{Body, BodyOf, Fields, bind};
use super::caller::Caller;
use super::failure::Failure;
use super::headers::TenantHeaders;
use super::invalid_request::InvalidRequest;
use super::responses::TokenRevoked;
use super::tenants::TenantCalls;
use crate::secret::Secret;
use crate::token::{ClientCredentials, Revocation};

/// The token and the client that it was issued to.
#[derive(Deserialize, Object, Validate)]
#[oai(write_only_all)]
pub struct RevocationRequest {
    /// The access token or refresh token to revoke.
    #[oai(validator(min_length = 1, max_length = 16384))]
    #[validate(length(min = 1, max = 16384))]
    token: Secret,
    /// The oAuth client ID assigned to this Pro WFM tenant.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_id: Secret,
    /// The oAuth client secret assigned to this Pro WFM tenant.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_secret: Secret,
}

impl BodyOf for Revocation {
    type Documented = RevocationRequest;

    fn from_fields(mut fields: Fields) -> Result<Self, InvalidRequest> {
        let RevocationRequest { token, client_id, client_secret } = bind(&mut fields)?;
        Ok(Self { token, client: ClientCredentials { id: client_id, secret: client_secret } })
    }
}

/// `POST /api/authentication/token/revoke`.
pub struct RevokeToken(pub(super) Arc<TenantCalls>);

#[OpenApi]
impl RevokeToken {
    /// Revoke an OAuth token
    ///
    /// Makes an access token or a refresh token invalid. Use it as the last step, when the token is
    /// no longer needed. Revoking a refresh token also revokes the access tokens that came from it.
    #[oai(path = "/api/authentication/token/revoke", method = "post", operation_id = "RevokeToken")]
    async fn revoke_token(
        &self,
        caller: Caller,
        headers: TenantHeaders,
        Body(revocation): Body<Revocation>,
    ) -> Result<TokenRevoked, Failure> {
        self.0.revoke(&caller, headers, &revocation).await.map(Into::into)
    }
}
