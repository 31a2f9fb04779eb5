use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, StatusCode};
use poem::endpoint::BoxEndpoint;
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, EndpointExt, Request, Response, Route};
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::api::{Gate, TenantCalls};
use crate::metrics::{Format, Gauge, Metrics};
use crate::throttle::{Throttle, ThrottleState};

/// What the second listener serves: for the operator, not for callers.
pub fn endpoint(metrics: Arc<Metrics>, readiness: Readiness) -> BoxEndpoint<'static, Response> {
    let route = Route::new().at("/metrics", MetricsPage { metrics }).at(PATH, readiness);
    route.map_to_response().boxed()
}

struct MetricsPage {
    metrics: Arc<Metrics>,
}

impl Endpoint for MetricsPage {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(MethodNotAllowedError.into());
        }
        let format = Format::of(request.header(ACCEPT).unwrap_or_default());
        let page = Response::builder().header(CONTENT_TYPE, format.content_type());
        Ok(page.body(self.metrics.text(format)))
    }
}

/// Where it is, and its methods.
pub const PATH: &str = "/health/ready";
pub const METHODS: &str = "GET, HEAD";

/// Whether new calls should be sent here: what a load balancer asks. Not part of the connector.
#[derive(Clone)]
pub struct Readiness {
    /// Cancelled as soon as the service is asked to stop.
    pub stopping: CancellationToken,
    /// Whether it is shared with the other replicas, as it should be.
    pub throttle: Arc<Throttle>,
}

#[derive(Serialize)]
struct Report {
    status: &'static str,
    /// Why not, or what is not as it should be.
    reasons: Vec<&'static str>,
}

impl Endpoint for Readiness {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(MethodNotAllowedError.into());
        }
        let (status, report) = if self.stopping.is_cancelled() {
            let report = Report { status: "not_ready", reasons: vec!["stopping"] };
            (StatusCode::SERVICE_UNAVAILABLE, report)
        } else if let Some(trouble) = self.throttle.trouble() {
            // Calls go on, so that no load balancer should turn away.
            (StatusCode::OK, Report { status: "degraded", reasons: vec![trouble.name()] })
        } else {
            (StatusCode::OK, Report { status: "ready", reasons: Vec::new() })
        };
        let body = serde_json::to_string(&report).unwrap_or_default();
        Ok(Response::builder().status(status).header(CONTENT_TYPE, "application/json").body(body))
    }
}

/// What has a state that can be read at any time.
pub fn gauges(connections: &TaskTracker, gate: &Arc<Gate>, calls: &TenantCalls) -> Vec<Gauge> {
    fn gauge(
        name: &'static str,
        help: &'static str,
        read: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Gauge {
        Gauge { name, help, read: Arc::new(move || i64::try_from(read()).unwrap_or(i64::MAX)) }
    }
    let (connections, gate) = (connections.clone(), Arc::clone(gate));
    let upstream = calls.upstream.clone();
    let (throttle, shared, alone) = (&calls.throttle, &calls.throttle, &calls.throttle);
    let (throttle, shared, alone) = (Arc::clone(throttle), Arc::clone(shared), Arc::clone(alone));
    vec![
        gauge("connections", "Open connections of callers", move || connections.len()),
        gauge("calls_in_flight", "Calls to tenants in flight", move || gate.calls_in_flight()),
        gauge("circuits_open", "Tenants that are not called for a while", move || {
            upstream.open_circuits()
        }),
        gauge("throttle_connections", "Connections that the throttle remembers", move || {
            throttle.connections()
        }),
        gauge("throttle_shared", "1 while the throttle is shared through Redis", move || {
            usize::from(shared.state() == ThrottleState::Shared)
        }),
        gauge("throttle_fallen_back", "1 while Redis should decide and does not", move || {
            usize::from(alone.state() == ThrottleState::FallenBack)
        }),
    ]
}
