use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use arc_swap::ArcSwap;
use futures_util::FutureExt;
use http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, PRAGMA, RETRY_AFTER, STRICT_TRANSPORT_SECURITY,
    WWW_AUTHENTICATE,
};
use http::uri::Scheme;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::{Endpoint, IntoResponse, Request, Response};
use poem_openapi::OperationId;
use power_platform::PublicUrl;
use tokio_util::task::TaskTracker;

use super::routes::{Route, Routes};
use super::{call_log, opened, request_id, strict};
use crate::api::{Call, ErrorResponse, Failure, InvalidRequest, JsonBody, Notes};
use crate::finished_call::FinishedCall;
use crate::kept_tokens::Source;
use crate::metrics::Metrics;
use crate::page::paths;
use crate::tenant::LoginKind;
use crate::throttle::Quota;
use crate::traces::Traces;
use crate::trusted_proxies::TrustedProxies;
use crate::upstream::TrackingId;

/// The tenant's tracking id, passed on.
const KRONOS_TID: HeaderName = HeaderName::from_static("kronos-tid");

/// The quota of a connection and its policy (draft-ietf-httpapi-ratelimit-headers-10).
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Browsers use no other scheme for a year (RFC 6797).
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The challenge of a 401 (RFC 9110, section 11.6.1). No scheme is registered for keys.
const KEY_CHALLENGE: HeaderValue = HeaderValue::from_static("ApiKey realm=\"prowfm-auth\"");
/// The same for a client (RFC 6749, section 5.2).
const CLIENT_CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"prowfm-auth\"");

/// The boundary around everything that is served: gives each request its id, turns every failure and
/// every panic into the one error body, sets the headers that every response has, and reports the
/// finished call to log, traces and metrics.
///
/// Each call is a detached task, so a caller that goes away does not stop it: the tenant may be about to
/// replace a refresh token, and the outcome must be in the log.
pub struct Boundary(Arc<Inner>);

struct Inner {
    /// A call keeps the routes that it began with.
    routes: Arc<ArcSwap<Routes>>,
    /// The calls in progress.
    calls: TaskTracker,
    metrics: Arc<Metrics>,
    traces: Option<Arc<Traces>>,
    trusted_proxies: TrustedProxies,
    /// The address of the page that explains errors.
    reference: String,
}

impl Boundary {
    /// `calls` tracks the calls in progress, `metrics` counts the finished ones.
    #[must_use]
    pub fn new(
        routes: Arc<ArcSwap<Routes>>,
        calls: TaskTracker,
        metrics: Arc<Metrics>,
        traces: Option<Arc<Traces>>,
        trusted_proxies: TrustedProxies,
        public_url: &PublicUrl,
    ) -> Self {
        let reference = format!("{public_url}{}", paths::REFERENCE);
        Self(Arc::new(Inner { routes, calls, metrics, traces, trusted_proxies, reference }))
    }
}

impl Endpoint for Boundary {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let inner = Arc::clone(&self.0);
        let request_id = request_id::of(request.headers());
        // Boxed, because a task moves its future several times, and this one is large.
        let work = Box::pin(inner.answer(request, request_id.clone()));
        // The endpoint's own panics are caught in the task; this one would be a fault of the boundary.
        let answered = self.0.calls.spawn(work).await;
        Ok(answered.unwrap_or_else(|_| {
            error_response(&Failure::ServerError, &request_id, &self.0.reference)
        }))
    }
}

impl Inner {
    async fn answer(self: Arc<Self>, request: Request, request_id: String) -> Response {
        let method = method_name(request.method());
        let routes = self.routes.load_full();
        let route = routes.find(request.uri().path());
        let traces = self.traces.as_ref().filter(|_| !route.is_some_and(Route::is_probe));
        let is_tls = *request.scheme() == Scheme::HTTPS;
        let scheme = if is_tls { "https" } else { "http" };
        let span = traces.map(|traces| traces.call(request.headers(), method, scheme));
        let peer = request.remote_addr().as_socket_addr();
        let peer = peer.map(|peer| self.trusted_proxies.caller(peer.ip(), request.headers()));
        let call = Arc::new(Call::new(request_id, peer, span));
        let opened = opened::path(&request);
        let refused = strict::check(&request).err();
        let ends_connection = refused.is_some();
        let work = async {
            match refused {
                Some(invalid) => Err(invalid.into()),
                None => routes.answer(route, request, Arc::clone(&call)).await,
            }
        };
        let (operation, outcome) = match AssertUnwindSafe(work).catch_unwind().await {
            Ok(Ok(response)) => (response.data().copied(), Ok(response)),
            Ok(Err(error)) => (error.data().copied(), Err(failure_of(&error))),
            Err(_panic) => (None, Err(Failure::ServerError)),
        };
        let failure = outcome.as_ref().err().cloned();
        let notes = std::mem::take(&mut *call.notes());
        let another_id = notes.id_is_secret.then(request_id::new);
        let id = another_id.as_ref().unwrap_or(&call.request_id);
        let mut response = outcome.unwrap_or_else(|failure| {
            let page = opened.and_then(|path| opened::page(&path, &failure, route));
            page.unwrap_or_else(|| error_response(&failure, id, &self.reference))
        });
        if let (Some(Failure::MethodNotAllowed), Some(route)) = (&failure, route) {
            response.headers_mut().insert(ALLOW, route.methods().clone());
        }
        set_headers(response.headers_mut(), id, &notes);
        if is_tls {
            response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, TLS_ONLY);
        }
        if ends_connection {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        let (kronos_tid, auth0_request_id) = match &notes.tracking_id {
            Some(TrackingId::Kronos(id)) => (Some(id.as_str()), None),
            Some(TrackingId::Auth0(id)) => (None, Some(id.as_str())),
            None => (None, None),
        };
        self.report(
            &call,
            &FinishedCall {
                request_id: id,
                peer,
                method,
                route: route.map(Route::path),
                is_probe: route.is_some_and(Route::is_probe),
                is_page: route.is_some_and(Route::is_page),
                operation: operation.map(|OperationId(id)| id),
                key: notes.key.as_deref(),
                user: notes.user.as_deref(),
                tenant: notes.tenant.as_deref(),
                refused_tenant: notes.refused_tenant.as_deref(),
                status: response.status().as_u16(),
                error: failure.as_ref().map(Failure::known_code),
                reason: failure.as_ref().and_then(Failure::reason),
                is_fault: matches!(failure, Some(Failure::ServerError)),
                tenant_status: failure.as_ref().and_then(Failure::tenant_status),
                time: call.started.elapsed(),
                tenant_time: notes.tenant_time,
                login_service: notes.login_service.map(LoginKind::name),
                token_from: notes.token_from.map(Source::name),
                kronos_tid,
                auth0_request_id,
            },
        );
        response
    }

    fn report(&self, call: &Call, finished: &FinishedCall<'_>) {
        call_log::log(finished, call.span.as_ref());
        if !finished.is_probe {
            if let Some(span) = &call.span {
                span.end(finished);
            }
            self.metrics.count(finished);
        }
    }
}

/// The name of a method of HTTP. Any other is a text of the caller's, and has the name that
/// OpenTelemetry's semantic conventions give it.
fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("_OTHER")
}

/// The failure behind an error of poem. Errors of poem's own are never shown: their texts may repeat what
/// was sent.
fn failure_of(error: &poem::Error) -> Failure {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        failure.clone()
    } else if let Some(invalid) = error.downcast_ref::<InvalidRequest>() {
        Failure::InvalidRequest(invalid.clone())
    } else if error.is::<NotFoundError>() {
        Failure::NotFound
    } else if error.is::<MethodNotAllowedError>() {
        Failure::MethodNotAllowed
    } else {
        Failure::ServerError
    }
}

fn error_response(failure: &Failure, request_id: &str, reference: &str) -> Response {
    let (status, code) = failure.status_and_code();
    let body = ErrorResponse {
        error: code.as_str().to_owned(),
        error_description: failure.description().into_owned(),
        hint: failure.hint().into_owned(),
        error_uri: format!("{reference}#{}", failure.known_code()),
        request_id: request_id.to_owned(),
    };
    let mut response = JsonBody(body).into_response();
    response.set_status(status);
    let challenge = match failure {
        Failure::InvalidApiKey | Failure::ExpiredApiKey => Some(KEY_CHALLENGE),
        failure => failure.refuses_basic().then_some(CLIENT_CHALLENGE),
    };
    if let Some(challenge) = challenge {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    if let Some(seconds) = failure.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

fn set_headers(headers: &mut HeaderMap, request_id: &str, notes: &Notes) {
    // RFC 6749, section 5.1: a response with a token must not be cached. The assets of the pages have a
    // Cache-Control of their own.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    }
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(HeaderName::from_static(request_id::HEADER), request_id);
    if let Some(TrackingId::Kronos(id)) = &notes.tracking_id {
        set(KRONOS_TID, id);
    }
    if let Some(quota) = &notes.quota {
        set(RATE_LIMIT, &Quota::header(quota));
        set(RATE_LIMIT_POLICY, &quota.rate.policy_header());
    }
}
