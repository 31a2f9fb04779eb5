use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::watch;

use super::call::Call;
use super::caller::Caller;
use super::failure::{Asked, Failure};
use super::gate::Place;
use super::headers::TenantHeaders;
use super::kept::Kept;
use super::login::{self, LoginFields};
use crate::lockout_guard::{Attempt, Held, LockoutGuard, Permit, Verdict};
use crate::logging::UserHash;
use crate::profiles::Profiles;
use crate::tenant::{AllowList, LoginService, VanityUrl};
use crate::throttle::{ConnectionId, Refused, Throttle};
use crate::token::{ClientCredentials, Parameter, RequestKind, TenantRequest};
use crate::traces::TenantSpan;
use crate::upstream::{
    AppKey, ForwardedHeaders, TenantCall, TenantResponse, Upstream, UpstreamFailure, request,
};

/// The parameters that say where a tenant looks a user up.
const REALMS: [&str; 2] = ["realm", "auth_chain"];

/// What all operations do: find the tenant of a call and its login service, call it once, note what
/// happened. A clone shares what is remembered.
#[derive(Clone)]
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
    /// `None` if no tokens are kept.
    pub kept: Option<Arc<Kept>>,
    /// `None` if no password is held back.
    pub guard: Option<Arc<LockoutGuard>>,
    pub user_hash: UserHash,
    /// The accounts of this server, which change with their file; `None` if there are none.
    pub profiles: Option<watch::Receiver<Arc<Profiles>>>,
}

/// The settings of one tenant.
#[derive(Clone, Debug)]
pub struct OwnSettings {
    pub login: LoginService,
    pub app_key: Option<AppKey>,
    /// Instead of the one for all tenants.
    pub throttle: Option<Arc<Throttle>>,
}

/// The tenant of a call, and how it is called.
pub(super) struct Destination<'a> {
    pub tenant: VanityUrl,
    pub login: Cow<'a, LoginService>,
    app_key: Option<Cow<'a, AppKey>>,
    throttle: &'a Throttle,
    /// The place of the call, free again on drop.
    _place: Place,
}

impl TenantCalls {
    /// Finds the tenant of a call, and its login service, and takes a place for the call.
    pub(super) fn destination(
        &self,
        caller: &Caller,
        headers: TenantHeaders,
        fields: &LoginFields,
    ) -> Result<Destination<'_>, Failure> {
        let tenant = self.tenant(caller, headers.vanity_url.as_deref())?;
        let own = if self.own.is_empty() { None } else { self.own.get(tenant.host()) };
        let login = login::decide(own.map(|own| &own.login), &headers, fields, &self.token_hosts)?;
        caller.call.notes().login_service = Some(login.kind());
        let app_key = match &*login {
            LoginService::Legacy => {
                let of_settings = own.map_or(&self.app_key, |own| &own.app_key);
                headers.app_key.map(Cow::Owned).or(of_settings.as_ref().map(Cow::Borrowed))
            }
            LoginService::UkgAuthentication(_) => None,
        };
        let throttle = own.and_then(|own| own.throttle.as_ref()).unwrap_or(&self.throttle);
        Ok(Destination { tenant, login, app_key, throttle, _place: caller.enter()? })
    }

    /// Calls a tenant once, unless the guard holds the password back or the quota is used up.
    pub(super) async fn send<R: TenantRequest>(
        &self,
        caller: &Caller,
        to: &Destination<'_>,
        request: &R,
    ) -> Result<R::Success, Failure> {
        let Destination { tenant, login, app_key, throttle, .. } = to;
        let parameters = request.parameters(login)?;
        let permit = self.permit(tenant, login, request, &parameters).await?;
        admit(throttle, caller, tenant, request.client()).await?;
        let timer = TenantTimer::start(&caller.call, tenant, login, request.kind());
        let call = TenantCall {
            tenant,
            login,
            request,
            parameters: &parameters,
            forwarded: ForwardedHeaders {
                app_key: app_key.as_deref(),
                traceparent: timer.span.as_ref().and_then(TenantSpan::traceparent),
            },
        };
        let (by_basic, by_profile) = {
            let notes = caller.call.notes();
            (notes.client_by_basic, notes.by_profile)
        };
        let response = self.upstream.call(&call).await;
        if let (Some(guard), Some(permit)) = (&self.guard, permit) {
            guard.learn(permit, verdict(response.outcome.as_ref().err())).await;
        }
        let (kind, login) = (request.kind(), login.kind());
        timer.stop(Asked { kind, login, by_basic, by_profile }, response)
    }

    /// Permission of the guard to send the password of a request, if it has one.
    async fn permit<R: TenantRequest>(
        &self,
        tenant: &VanityUrl,
        login: &LoginService,
        request: &R,
        parameters: &[Parameter<'_>],
    ) -> Result<Option<Permit>, Failure> {
        let (Some(guard), Some(username), Some(password)) =
            (&self.guard, request.username(), request.password())
        else {
            return Ok(None);
        };
        let mut realms = parameters.iter().filter(|(name, _)| REALMS.contains(name));
        let realm = realms.next().map_or("", |(_, value)| value);
        let place = [login.host(tenant), realm];
        let (tenant, username) = (tenant.host(), username.expose());
        let permit = guard.permit(Attempt { tenant, username, password, place }).await;
        permit.map(Some).map_err(|held| match held {
            Held::Paused(paused) => Failure::LoginPaused(paused),
            Held::Busy => Failure::Overloaded,
        })
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

/// What a tenant said about a password.
fn verdict(failure: Option<&UpstreamFailure>) -> Verdict {
    match failure {
        None => Verdict::Accepted,
        Some(UpstreamFailure::Refused { error, .. }) => match error.error.as_str() {
            "invalid_grant" | "invalid_user_password" => Verdict::Refused,
            "too_many_attempts" => Verdict::Blocked,
            _ => Verdict::Unknown,
        },
        Some(_) => Verdict::Unknown,
    }
}

/// Refuses a call that exceeds the quota of its key or its connection.
async fn admit(
    throttle: &Throttle,
    caller: &Caller,
    tenant: &VanityUrl,
    client: &ClientCredentials,
) -> Result<(), Failure> {
    if let Some(of_key) = caller.key.as_ref().and_then(|key| key.throttle.as_ref())
        && let Err(refused) = of_key.admit()
    {
        if let Refused::Exceeded { quota, .. } = refused {
            caller.call.notes().quota = Some(quota);
        }
        return Err(refused.into());
    }
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
    fn start(call: &'a Call, tenant: &VanityUrl, login: &LoginService, kind: RequestKind) -> Self {
        let span = call
            .span
            .as_ref()
            .map(|span| span.tenant(login.host(tenant), request::path(login, kind), login.kind()));
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
            let failure = outcome.as_ref().err();
            let status = failure.map_or(Some(200), Failure::tenant_status);
            span.end(was_called, status, failure.map(Failure::known_code));
        }
        outcome
    }
}
