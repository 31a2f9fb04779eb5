use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::call::Call;
use super::caller::Caller;
use super::failure::{Asked, Failure};
use super::headers::TenantHeaders;
use super::login::{self, LoginFields};
use crate::logging::UserHash;
use crate::tenant::{AllowList, LoginService, VanityUrl};
use crate::throttle::{ConnectionId, Refused, Throttle};
use crate::token::{ClientCredentials, TenantRequest};
use crate::traces::TenantSpan;
use crate::upstream::{
    AppKey, ForwardedHeaders, TenantCall, TenantResponse, Upstream, UpstreamFailure,
};

/// What all operations do: find the tenant of a call and its login service, call it once, note what
/// happened.
pub struct TenantCalls {
    pub upstream: Upstream,
    pub allow_list: AllowList,
    /// The hosts of UKG Authentication that may be called.
    pub token_hosts: AllowList,
    /// The tenant of a call that names none.
    pub default_tenant: Option<VanityUrl>,
    pub throttle: Arc<Throttle>,
    /// The app key of a call that sends none, for a tenant without settings of its own.
    pub app_key: Option<AppKey>,
    /// The tenants with settings of their own, by host name.
    pub own: HashMap<String, OwnSettings>,
    pub user_hash: UserHash,
}

/// The settings of one tenant.
#[derive(Clone, Debug)]
pub struct OwnSettings {
    pub login: LoginService,
    pub app_key: Option<AppKey>,
    /// Instead of the one for all tenants.
    pub throttle: Option<Arc<Throttle>>,
}

impl TenantCalls {
    pub(super) async fn call<R: TenantRequest>(
        &self,
        caller: &Caller,
        headers: TenantHeaders,
        request: &R,
    ) -> Result<R::Success, Failure> {
        self.call_with(caller, headers, &LoginFields::default(), request).await
    }

    /// A call whose body may say something about the login service.
    pub(super) async fn call_with<R: TenantRequest>(
        &self,
        caller: &Caller,
        headers: TenantHeaders,
        fields: &LoginFields,
        request: &R,
    ) -> Result<R::Success, Failure> {
        if let Some(username) = request.username() {
            caller.call.notes().user = Some(self.user_hash.of(username));
        }
        let tenant = self.tenant(caller, headers.vanity_url.as_deref())?;
        let own = if self.own.is_empty() { None } else { self.own.get(tenant.host()) };
        let login = login::decide(own.map(|own| &own.login), &headers, fields, &self.token_hosts)?;
        caller.call.notes().login_service = Some(login.kind());
        let parameters = request.parameters(&login)?;
        let throttle = own.and_then(|own| own.throttle.as_ref()).unwrap_or(&self.throttle);
        admit(throttle, caller, &tenant, request.client()).await?;
        let timer = TenantTimer::start(&caller.call, &tenant, &login);
        let app_key = match &*login {
            LoginService::Legacy => {
                let of_settings = own.map_or(&self.app_key, |own| &own.app_key);
                headers.app_key.as_ref().or(of_settings.as_ref())
            }
            LoginService::UkgAuthentication(_) => None,
        };
        let call = TenantCall {
            tenant: &tenant,
            login: &login,
            request,
            parameters: &parameters,
            forwarded: ForwardedHeaders {
                app_key,
                traceparent: timer.span.as_ref().and_then(TenantSpan::traceparent),
            },
        };
        let by_basic = caller.call.notes().client_by_basic;
        let response = self.upstream.call(&call).await;
        timer.stop(Asked { kind: request.kind(), login: login.kind(), by_basic }, response)
    }

    /// The tenant that the caller's key is bound to, else the one that the header names, else the default
    /// one. Never a guess: a header that contradicts the key is refused, and so is a call without any.
    fn tenant(&self, caller: &Caller, vanity_url: Option<&str>) -> Result<VanityUrl, Failure> {
        let named = vanity_url.map(VanityUrl::parse).transpose();
        let named = named.map_err(Failure::InvalidVanityUrl)?;
        let of_key = caller.key.as_ref().and_then(|key| key.tenant.clone());
        let tenant = match (of_key, named) {
            (Some(of_key), Some(named)) if of_key != named => {
                return Err(Failure::TenantOfAnotherKey);
            }
            (Some(tenant), _) | (None, Some(tenant)) => tenant,
            (None, None) => self.default_tenant.clone().ok_or(Failure::NoVanityUrl)?,
        };
        let host = tenant.host().to_owned();
        if !self.allow_list.allows(&tenant) {
            caller.call.notes().refused_tenant = Some(host);
            return Err(Failure::TenantNotAllowed);
        }
        caller.call.notes().tenant = Some(host);
        Ok(tenant)
    }
}

/// Refuses a call that exceeds the quota of its connection.
async fn admit(
    throttle: &Throttle,
    caller: &Caller,
    tenant: &VanityUrl,
    client: &ClientCredentials,
) -> Result<(), Failure> {
    let key = caller.key.as_ref().map(|key| key.name.as_str());
    let connection = ConnectionId::of(key, tenant.host(), client.id.expose());
    let admitted = throttle.admit(&connection).await;
    caller.call.notes().quota = match admitted {
        Ok(quota) => quota,
        Err(Refused::Exceeded { quota, .. }) => Some(quota),
        Err(Refused::Full { .. }) => None,
    };
    admitted.map(drop).map_err(Failure::from)
}

/// Measures and traces the tenant's part of a call.
struct TenantTimer<'a> {
    call: &'a Call,
    started: Instant,
    span: Option<TenantSpan>,
}

impl<'a> TenantTimer<'a> {
    fn start(call: &'a Call, tenant: &VanityUrl, login: &LoginService) -> Self {
        let span = call.span.as_ref();
        let span = span.map(|span| span.tenant(login.host(tenant), login.kind()));
        Self { call, started: Instant::now(), span }
    }

    fn stop<T>(self, asked: Asked, response: TenantResponse<T>) -> Result<T, Failure> {
        let TenantResponse { outcome, tracking_id } = response;
        let was_called = !matches!(outcome, Err(UpstreamFailure::NotCalled(_)));
        if was_called {
            let mut notes = self.call.notes();
            notes.tenant_time = Some(self.started.elapsed());
            notes.tracking_id = tracking_id;
        }
        let outcome = outcome.map_err(|failure| Failure::Tenant { asked, failure });
        if let Some(span) = self.span {
            span.end(was_called, outcome.as_ref().err().map(Failure::known_code));
        }
        outcome
    }
}
