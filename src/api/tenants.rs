use std::sync::Arc;
use std::time::Instant;

use super::call::Call;
use super::caller::Caller;
use super::failure::Failure;
use super::headers::TenantHeaders;
use crate::logging::UserHash;
use crate::tenant::{AllowList, VanityUrl};
use crate::throttle::{ConnectionId, Refused, Throttle};
use crate::token::{ClientCredentials, RequestKind, TenantRequest};
use crate::traces::TenantSpan;
use crate::upstream::{AppKey, ForwardedHeaders, TenantResponse, Upstream, UpstreamFailure};

/// What all operations do: find the tenant of a call, call it once, note what happened.
pub struct TenantCalls {
    pub upstream: Upstream,
    pub allow_list: AllowList,
    /// The tenant of a call that names none.
    pub default_tenant: Option<VanityUrl>,
    pub throttle: Arc<Throttle>,
    /// The app key of a call that sends none.
    pub app_key: Option<AppKey>,
    pub user_hash: UserHash,
}

impl TenantCalls {
    pub(super) async fn call<R: TenantRequest>(
        &self,
        caller: &Caller,
        headers: TenantHeaders,
        request: &R,
    ) -> Result<R::Success, Failure> {
        if let Some(username) = request.username() {
            caller.call.notes().user = Some(self.user_hash.of(username));
        }
        let tenant = self.tenant(caller, headers.vanity_url.as_deref())?;
        self.throttle(caller, &tenant, request.client()).await?;
        let timer = TenantTimer::start(&caller.call, &tenant);
        let forwarded = ForwardedHeaders {
            app_key: headers.app_key.as_ref().or(self.app_key.as_ref()),
            traceparent: timer.span.as_ref().and_then(TenantSpan::traceparent),
        };
        let response = self.upstream.call(&tenant, request, &forwarded).await;
        timer.stop(request.kind(), response)
    }

    /// Refuses a call that exceeds the quota of its connection.
    async fn throttle(
        &self,
        caller: &Caller,
        tenant: &VanityUrl,
        client: &ClientCredentials,
    ) -> Result<(), Failure> {
        let key = caller.key.as_ref().map(|key| key.name.as_str());
        let connection = ConnectionId::of(key, tenant.host(), client.id.expose());
        let admitted = self.throttle.admit(&connection).await;
        caller.call.notes().quota = match admitted {
            Ok(quota) => quota,
            Err(Refused::Exceeded { quota, .. }) => Some(quota),
            Err(Refused::Full { .. }) => None,
        };
        admitted.map(drop).map_err(Failure::from)
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

/// Measures and traces the tenant's part of a call.
struct TenantTimer<'a> {
    call: &'a Call,
    started: Instant,
    span: Option<TenantSpan>,
}

impl<'a> TenantTimer<'a> {
    fn start(call: &'a Call, tenant: &VanityUrl) -> Self {
        let span = call.span.as_ref().map(|span| span.tenant(tenant));
        Self { call, started: Instant::now(), span }
    }

    fn stop<T>(self, kind: RequestKind, response: TenantResponse<T>) -> Result<T, Failure> {
        let TenantResponse { outcome, tracking_id } = response;
        let was_called = !matches!(outcome, Err(UpstreamFailure::NotCalled(_)));
        if was_called {
            let mut notes = self.call.notes();
            notes.tenant_time = Some(self.started.elapsed());
            notes.tracking_id = tracking_id;
        }
        let outcome = outcome.map_err(|failure| Failure::Tenant { kind, failure });
        if let Some(span) = self.span {
            span.end(was_called, outcome.as_ref().err().map(Failure::known_code));
        }
        outcome
    }
}
