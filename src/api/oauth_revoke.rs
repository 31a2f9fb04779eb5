use std::sync::Arc;

use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
use validator::Validate;

use super::body::{Body, BodyOf, Fields, bind};
use super::caller::Caller;
use super::failure::Failure;
use super::headers::TenantHeaders;
use super::invalid_request::InvalidRequest;
use super::oauth_token::client;
use super::responses::TokenRevoked;
use super::tenants::TenantCalls;
use crate::secret::Secret;
use crate::token::Revocation;

/// A revocation request (RFC 7009, section 2.1).
#[derive(Deserialize, Object, Validate)]
#[oai(write_only_all)]
pub struct OAuthRevocationRequest {
    /// The token to revoke. UKG Authentication revokes refresh tokens only.
    #[oai(validator(min_length = 1, max_length = 16384))]
    #[validate(length(min = 1, max = 16384))]
    token: Secret,
    /// What kind of token it is. No tenant needs the hint, so it is not passed on.
    #[oai(validator(min_length = 1, max_length = 256))]
    #[validate(length(min = 1, max = 256))]
    token_type_hint: Option<String>,
    /// The client ID, unless HTTP Basic has it.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_id: Option<Secret>,
    /// The client secret, unless HTTP Basic has it.
    #[oai(validator(min_length = 1, max_length = 4096))]
    #[validate(length(min = 1, max = 4096))]
    client_secret: Option<Secret>,
}

/// A revocation by its standard path.
pub struct OAuthRevocation(pub Revocation);

impl BodyOf for OAuthRevocation {
    type Documented = OAuthRevocationRequest;

    fn from_fields(mut fields: Fields) -> Result<Self, InvalidRequest> {
        let OAuthRevocationRequest { token, token_type_hint: _, client_id, client_secret } =
            bind(&mut fields)?;
        Ok(Self(Revocation { token, client: client(client_id, client_secret)? }))
    }
}

/// `POST /oauth/revoke`.
pub struct OAuthRevoke(pub(super) Arc<TenantCalls>);

#[OpenApi]
impl OAuthRevoke {
    /// Revoke an OAuth token, as at UKG Authentication
    ///
    /// For programs and libraries that speak OAuth 2.0 (RFC 7009). The client may be authenticated in
    /// the body or by HTTP Basic.
    #[oai(path = "/oauth/revoke", method = "post", operation_id = "OAuthRevoke")]
    async fn oauth_revoke(
        &self,
        caller: Caller,
        headers: TenantHeaders,
        Body(revocation): Body<OAuthRevocation>,
    ) -> Result<TokenRevoked, Failure> {
        self.0.revoke(&caller, headers, &revocation.0).await.map(Into::into)
    }
}
