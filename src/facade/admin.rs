use std::borrow::Cow;
use std::sync::Arc;

use arc_swap::ArcSwap;
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use poem::endpoint::{BoxEndpoint, make_sync};
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, EndpointExt, Request, Response, Route};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::WatchedFiles;
use super::current::Current;
use super::diagnosis::{self, DiagnosisPage};
use crate::listener::Places;
use crate::logging;
use crate::metrics::{Metrics, Reading, Value};
use crate::throttle::ThrottleState;
use crate::traces::Traces;

/// The routes of the operator's listener.
pub fn endpoint(
    metrics: Arc<Metrics>,
    readiness: Readiness,
    diagnosis: DiagnosisPage,
) -> BoxEndpoint<'static, Response> {
    let list = format!("{METRICS}\n{PATH}\n{}\n", diagnosis::PATH);
    let list = make_sync(move |_| list.clone());
    let route = Route::new().at("/", list).at(METRICS, MetricsPage { metrics });
    route.at(PATH, readiness).at(diagnosis::PATH, diagnosis).map_to_response().boxed()
}

const METRICS: &str = "/metrics";

struct MetricsPage {
    metrics: Arc<Metrics>,
}

impl Endpoint for MetricsPage {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(MethodNotAllowedError.into());
        }
        let page =
            Response::builder().header(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        Ok(page.body(self.metrics.text()))
    }
}

pub const PATH: &str = "/health/ready";
pub const METHODS: &str = "GET, HEAD";

/// Whether new calls should be sent here, for a load balancer. Not part of the connector.
#[derive(Clone)]
pub struct Readiness {
    /// Cancelled when the service begins to stop.
    pub stopping: CancellationToken,
    pub current: Arc<ArcSwap<Current>>,
    pub files: WatchedFiles,
    pub places: Places,
}

#[derive(Serialize)]
struct Report {
    status: &'static str,
    /// Why the service is not ready, or degraded.
    reasons: Vec<String>,
}

impl Endpoint for Readiness {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(MethodNotAllowedError.into());
        }
        let (status, report) = if self.stopping.is_cancelled() {
            let report = Report { status: "not_ready", reasons: vec!["stopping".to_owned()] };
            (StatusCode::SERVICE_UNAVAILABLE, report)
        } else {
            let redis = self.current.load().tenants.throttle.redis_failure();
            let redis = redis.map(|failure| failure.name().to_owned());
            let full = self.places.are_short().then(|| "connections_full".to_owned());
            let reasons = redis.into_iter().chain(full).chain(self.files.reasons());
            let reasons: Vec<_> = reasons.collect();
            // Degraded calls still succeed, so no load balancer should send them elsewhere.
            let status = if reasons.is_empty() { "ready" } else { "degraded" };
            (StatusCode::OK, Report { status, reasons })
        };
        let body = serde_json::to_string(&report).unwrap_or_default();
        Ok(Response::builder().status(status).header(CONTENT_TYPE, "application/json").body(body))
    }
}

pub fn readings(
    places: &Places,
    current: &Arc<ArcSwap<Current>>,
    traces: Option<&Arc<Traces>>,
) -> Vec<Reading> {
    fn gauge(
        name: &'static str,
        help: &'static str,
        read: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Reading {
        let read = move || i64::try_from(read()).unwrap_or(i64::MAX);
        Reading { name, help, value: Value::Gauge(Arc::new(read)) }
    }
    let (closed, keys) = (places.clone(), Arc::clone(current));
    let of_places = |read: fn(&Places) -> usize| {
        let places = places.clone();
        move || read(&places)
    };
    let of_current = |read: fn(&Current) -> usize| {
        let current = Arc::clone(current);
        move || read(&current.load())
    };
    let mut readings = vec![
        gauge("connections", "Open connections of callers", of_places(Places::taken)),
        gauge(
            "connections_limit",
            "Maximum of open connections of callers",
            of_places(Places::limit),
        ),
        Reading {
            name: "idle_connections_closed",
            help: "Idle connections of callers that were closed to make room for others",
            value: Value::Count(Arc::new(move || closed.closed())),
        },
        gauge(
            "calls_in_flight",
            "Calls to tenants in flight",
            of_current(|current| current.gate.calls_in_flight()),
        ),
        gauge(
            "calls_in_flight_limit",
            "Maximum of calls to tenants in flight",
            of_current(|current| current.gate.max_calls()),
        ),
        gauge(
            "circuits_open",
            "Tenants whose circuit breaker is open",
            of_current(|current| current.tenants.upstream.open_circuits()),
        ),
        gauge(
            "throttle_shared",
            "1 while the throttle is shared through Redis",
            of_current(|current| is_in(current, ThrottleState::Shared)),
        ),
        gauge(
            "throttle_fallen_back",
            "1 while Redis should decide and does not",
            of_current(|current| is_in(current, ThrottleState::FallenBack)),
        ),
        gauge(
            "throttle_connections",
            "Connections that the throttle remembers",
            of_current(|current| current.tenants.throttle.connections()),
        ),
        Reading {
            name: "key_last_used_seconds",
            help: "Unix time at which an API key of this name was last accepted",
            value: Value::Gauges("key", Arc::new(move || last_uses(&keys.load()))),
        },
        Reading {
            name: "log_lines_dropped",
            help: "Log lines that were not written, because the log was not read or stderr failed",
            value: Value::Count(Arc::new(logging::dropped_lines)),
        },
    ];
    readings.extend(traces.map(Arc::clone).map(|traces| Reading {
        name: "spans_lost",
        help: "Spans that were not exported, because the collector did not take them or they came too fast",
        value: Value::Count(Arc::new(move || traces.lost())),
    }));
    readings
}

fn last_uses(current: &Current) -> Vec<(Cow<'static, str>, i64)> {
    current.gate.last_uses().into_iter().map(|(name, time)| (name.into(), time)).collect()
}

fn is_in(current: &Current, state: ThrottleState) -> usize {
    usize::from(current.tenants.throttle.state() == state)
}
