//! From a failure to the answer as a caller gets it: through the envelope, which also counts it, and
//! asks whether it is logged (here, nothing is). An answer without a failure is there to compare with.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion};
use http::{Method, StatusCode};
use poem::{Endpoint, Request, Response};
use prowfm_auth::api::{CallKind, Failure, InvalidRequest, methods};
use prowfm_auth::facade::boundary::Envelope;
use prowfm_auth::metrics::Metrics;
use prowfm_auth::token::OAuthError;
use prowfm_auth::upstream::UpstreamFailure;
use tokio::runtime;
use tokio_util::task::TaskTracker;

/// Ends every call in the same way.
struct Ending(Option<Failure>);

impl Endpoint for Ending {
    type Output = Response;

    async fn call(&self, _: Request) -> poem::Result<Response> {
        match &self.0 {
            Some(failure) => Err(failure.clone().into()),
            None => Ok(Response::builder().finish()),
        }
    }
}

fn refused() -> Failure {
    let status = StatusCode::BAD_REQUEST.as_u16();
    let description = "The provided access grant is invalid, expired, or revoked.".to_owned();
    let error =
        OAuthError { error: "invalid_grant".to_owned(), error_description: Some(description) };
    let failure = UpstreamFailure::Refused { status, error };
    Failure::Tenant { kind: CallKind::Password, failure }
}

fn late() -> Failure {
    Failure::Tenant { kind: CallKind::Refresh, failure: UpstreamFailure::Late }
}

fn request() -> Request {
    let path = "/api/authentication/access_token";
    Request::builder().method(Method::POST).uri_str(path).finish()
}

pub fn all(criterion: &mut Criterion) {
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    let mut group = criterion.benchmark_group("failure");
    for (name, failure) in [
        ("none", None),
        ("a missing field", Some(InvalidRequest::Missing("password").into())),
        ("throttled", Some(Failure::Throttled { retry_after: 17 })),
        ("refused by the tenant", Some(refused())),
        ("late tenant", Some(late())),
    ] {
        let metrics = Arc::new(Metrics::new(false, Vec::new()));
        let calls = TaskTracker::new();
        let envelope = Envelope::new(Ending(failure), methods(), calls, metrics, None);
        group.bench_function(name, |bencher| {
            let answer = |request| runtime.block_on(envelope.call(black_box(request))).unwrap();
            bencher.iter_batched(request, answer, BatchSize::SmallInput);
        });
    }
    group.finish();
}
