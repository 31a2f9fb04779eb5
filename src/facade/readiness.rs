use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, Request, Response};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::throttle::Throttle;

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
