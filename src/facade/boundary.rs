use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures_util::FutureExt;
use http::header::{ALLOW, CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue};
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::{Endpoint, IntoResponse, Request, Response};
use poem_openapi::OperationId;
use tokio_util::task::TaskTracker;

use super::call_log::{Logged, PROBES, log, method_name};
use super::detached::ToTheEnd;
use super::request_id;
use crate::api::{CallRecord, ErrorResponse, Failure, Written};
use crate::metrics::{FinishedCall, Metrics};
use crate::throttle::Quota;
use crate::traces::{CallOutcome, Traces};

/// The tenant's tracking id, passed on.
const KRONOS_TID: HeaderName = HeaderName::from_static("kronos-tid");

/// What a connection has left, and of what (draft-ietf-httpapi-ratelimit-headers-10).
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What a 401 asks for (RFC 9110, section 11.6.1). There is no registered scheme for keys.
const CHALLENGE: HeaderValue = HeaderValue::from_static("ApiKey realm=\"prowfm-auth\"");

/// Stands around everything that is served: gives each call its id, turns every failure and every
/// panic into the one error body, sets the headers that every answer has, and logs one line.
///
/// A caller that goes away does not stop its call ([`ToTheEnd`]): the tenant may be about to replace a
/// refresh token, and what became of that must be in the log.
///
/// What is logged is the error's code, never its texts, the query or a body.
pub struct Envelope<E> {
    inner: Arc<E>,
    /// The methods of each path, for the `Allow` header of a 405.
    methods: Arc<Vec<(String, String)>>,
    calls: TaskTracker,
    metrics: Arc<Metrics>,
    traces: Option<Arc<Traces>>,
}

impl<E> Envelope<E> {
    /// Around an endpoint that serves these methods at these paths. `calls` knows the calls that are
    /// not finished, `metrics` those that are; `traces` exports them all.
    pub fn new(
        inner: E,
        methods: Vec<(String, String)>,
        calls: TaskTracker,
        metrics: Arc<Metrics>,
        traces: Option<Arc<Traces>>,
    ) -> Self {
        Self { inner: Arc::new(inner), methods: Arc::new(methods), calls, metrics, traces }
    }
}

impl<E: Endpoint + 'static> Endpoint for Envelope<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let started = Instant::now();
        let probe = request.uri().path().starts_with(PROBES);
        let traces = self.traces.as_ref().filter(|_| !probe);
        let span = traces.map(|t| t.call(request.headers(), method_name(request.method())));
        let record = Arc::new(CallRecord::new(request_id::of(request.headers()), span));
        request.extensions_mut().insert(Arc::clone(&record));
        let (inner, methods) = (Arc::clone(&self.inner), Arc::clone(&self.methods));
        let (noted, metrics) = (Arc::clone(&record), Arc::clone(&self.metrics));
        let call = self.calls.track_future(async move {
            let method = method_name(request.method());
            let route = methods.iter().find(|(route, _)| *route == request.uri().path());
            let outcome = AssertUnwindSafe(inner.call(request)).catch_unwind().await;
            let (operation, outcome) = match outcome {
                Ok(Ok(response)) => {
                    let response = response.into_response();
                    (response.data::<OperationId>().copied(), Ok(response))
                }
                Ok(Err(error)) => (error.data::<OperationId>().copied(), Err(failure_of(&error))),
                Err(_panic) => (None, Err(Failure::ServerError)),
            };
            let failure = outcome.as_ref().err().cloned();
            let mut response =
                outcome.unwrap_or_else(|failure| error_response(&failure, &noted.request_id));
            if let Some(Failure::MethodNotAllowed) = failure
                && let Some(allow) = route.and_then(|(_, methods)| methods.parse().ok())
            {
                response.headers_mut().insert(ALLOW, allow);
            }
            set_headers(response.headers_mut(), &noted);
            let time = started.elapsed();
            let operation = operation.map(|id| id.0);
            let route = route.map(|(route, _)| route.as_str());
            let status = response.status();
            log(&noted, &Logged { method, route, operation, status, time }, failure.as_ref());
            if probe {
                return response;
            }
            let error = failure.as_ref().map(Failure::known_code);
            if let Some(span) = noted.span() {
                let request_id = noted.request_id.as_str();
                span.end(&CallOutcome { operation, status, error, request_id });
            }
            metrics.count(&FinishedCall {
                operation,
                error,
                tenant: noted.tenant.get().map(String::as_str),
                time,
                tenant_time: noted.tenant_time.get().copied(),
            });
            response
        });
        let answered = ToTheEnd::of(AssertUnwindSafe(call).catch_unwind()).await;
        // What the operation panics with was caught before; this is about what stands around it.
        Ok(answered.unwrap_or_else(|_| error_response(&Failure::ServerError, &record.request_id)))
    }
}

/// What an error that came up through poem means. Errors of poem's own are never shown: their texts
/// may repeat what was sent.
fn failure_of(error: &poem::Error) -> Failure {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        failure.clone()
    } else if error.is::<NotFoundError>() {
        Failure::NotFound
    } else if error.is::<MethodNotAllowedError>() {
        Failure::MethodNotAllowed
    } else {
        Failure::ServerError
    }
}

fn error_response(failure: &Failure, request_id: &str) -> Response {
    let (status, code) = failure.status_and_code();
    let body = ErrorResponse {
        error: code.as_str().to_owned(),
        error_description: failure.description().into_owned(),
        hint: failure.hint().map(Into::into),
        request_id: request_id.to_owned(),
    };
    let mut response = Written(body).into_response();
    response.set_status(status);
    if let Failure::InvalidApiKey = failure {
        response.headers_mut().insert(WWW_AUTHENTICATE, CHALLENGE);
    }
    if let Some(seconds) = failure.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

fn set_headers(headers: &mut HeaderMap, record: &CallRecord) {
    // RFC 6749, section 5.1: what holds a token must not be cached. Only what says of itself that it may
    // be is left alone: the assets of the pages.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    }
    let quota = record.quota.get();
    let texts = [
        (HeaderName::from_static(request_id::HEADER), Some(record.request_id.clone())),
        (KRONOS_TID, record.kronos_tid.get().cloned()),
        (RATE_LIMIT, quota.map(Quota::header)),
        (RATE_LIMIT_POLICY, quota.map(|quota| quota.rate.policy_header())),
    ];
    for (name, text) in texts {
        if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    }
}
