use std::sync::Arc;

use http::Method;
use http::header::CONTENT_TYPE;
use poem::endpoint::BoxEndpoint;
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, EndpointExt, Request, Response, Route};

use super::readiness::{self, Readiness};
use crate::metrics::{self, Metrics};

/// What the second listener serves: for the operator, not for callers.
pub fn endpoint(metrics: Arc<Metrics>, readiness: Readiness) -> BoxEndpoint<'static, Response> {
    let route = Route::new().at("/metrics", MetricsPage { metrics }).at(readiness::PATH, readiness);
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
        let page = Response::builder().header(CONTENT_TYPE, metrics::CONTENT_TYPE);
        Ok(page.body(self.metrics.text()))
    }
}
