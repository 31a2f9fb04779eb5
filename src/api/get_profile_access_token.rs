use std::sync::Arc;

use poem::Result;
use poem_openapi::OpenApi;

use super::caller::{Caller, CallerByAnyHeader};
use super::failure::Failure;
use super::fresh::Fresh;
use super::headers::{TenantAlone, TenantHeaders};
use super::login::LoginFields;
use super::responses::AccountToken;
use super::tenants::TenantCalls;
use crate::profiles::Profile;
use crate::tenant::VanityUrl;

/// `GET /api/profile/access_token`.
pub struct GetProfileAccessToken(pub(super) Arc<TenantCalls>);

#[OpenApi]
impl GetProfileAccessToken {
    /// Get an access token for the API key
    ///
    /// Gets an access token for the account that the service keeps for the API key of the connection, which
    /// is needed to call UKG Pro WFM APIs. A token that is still valid is handed out again, so this can be
    /// used as often as needed.
    #[oai(
        path = "/api/profile/access_token",
        method = "get",
        operation_id = "GetProfileAccessToken"
    )]
    async fn get_profile_access_token(
        &self,
        CallerByAnyHeader(caller): CallerByAnyHeader,
        Fresh(keep): Fresh,
        TenantAlone(named): TenantAlone,
    ) -> Result<AccountToken, Failure> {
        let Profile { tenant, grant } = self.profile(&caller)?;
        if named.is_some_and(|named| VanityUrl::parse(&named).ok().as_ref() != Some(&tenant)) {
            return Err(Failure::TenantOfAnotherKey);
        }
        caller.call.notes().by_profile = true;
        let headers = TenantHeaders::naming(&tenant);
        let fields = LoginFields::default();
        let tokens = self.0.tokens_with(&caller, headers, &fields, &grant, keep).await?;
        Ok(tokens.into())
    }

    /// The newest profile that the caller's key names.
    fn profile(&self, caller: &Caller) -> Result<Profile, Failure> {
        let name = caller.key.as_ref().and_then(|key| key.profile.as_ref());
        let profiles = self.0.profiles.as_ref().map(|profiles| Arc::clone(&profiles.borrow()));
        let profile = profiles.and_then(|profiles| profiles.get(name?).cloned());
        profile.ok_or(Failure::NoProfile)
    }
}
