use std::sync::Arc;

use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE};
use poem::endpoint::BoxEndpoint;
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, EndpointExt, Request, Response, Route};

use super::readiness::{self, Readiness};
use crate::metrics::{Format, Metrics};

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
        let format = Format::of(request.header(ACCEPT).unwrap_or_default());
        let page = Response::builder().header(CONTENT_TYPE, format.content_type());
        Ok(page.body(self.metrics.text(format)))
    }
}
