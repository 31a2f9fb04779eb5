//! From a failure to the response that a caller gets, through the boundary, which also counts the call and
//! would log it (here, nothing is). A response without a failure is there for comparison.

use std::hint::black_box;
use std::sync::Arc;

use arc_swap::ArcSwap;
use criterion::{BatchSize, Criterion};
use http::{Method, StatusCode};
use poem::{Endpoint, Request, Response};
use prowfm_auth::access::Access;
use prowfm_auth::api::{Asked, Failure, Gate, InvalidRequest};
use prowfm_auth::facade::boundary::Boundary;
use prowfm_auth::facade::routes::Routes;
use prowfm_auth::metrics::Metrics;
use prowfm_auth::tenant::LoginKind;
use prowfm_auth::token::{OAuthError, RequestKind};
use prowfm_auth::trusted_proxies::TrustedProxies;
use prowfm_auth::upstream::UpstreamFailure;
use tokio::runtime;
use tokio_util::task::TaskTracker;

const PATH: &str = "/api/authentication/access_token";

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
    Failure::Tenant { asked: asked(RequestKind::Password), failure }
}

fn asked(kind: RequestKind) -> Asked {
    Asked { kind, login: LoginKind::Legacy, by_basic: false, by_profile: false }
}

fn timed_out() -> Failure {
    Failure::Tenant { asked: asked(RequestKind::Refresh), failure: UpstreamFailure::TimedOut }
}

fn request() -> Request {
    Request::builder().method(Method::POST).uri_str(PATH).finish()
}

pub fn all(criterion: &mut Criterion) {
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    let mut group = criterion.benchmark_group("failure");
    for (name, failure) in [
        ("none", None),
        ("a missing field", Some(InvalidRequest::Missing("password").into())),
        ("throttled", Some(Failure::Throttled { retry_after: 17 })),
        ("refused by the tenant", Some(refused())),
        ("timed out tenant", Some(timed_out())),
    ] {
        let metrics = Arc::new(Metrics::new(false, Vec::new()));
        let calls = TaskTracker::new();
        let mut routes = Routes::behind(Arc::new(Gate::new(Access::Anyone, 1)));
        routes.add(PATH, "POST", Ending(failure));
        let (proxies, url) = (TrustedProxies::default(), "https://a.example".parse().unwrap());
        let routes = Arc::new(ArcSwap::from_pointee(routes));
        let boundary = Boundary::new(routes, calls, metrics, None, proxies, &url);
        group.bench_function(name, |bencher| {
            let answer = |request| runtime.block_on(boundary.call(black_box(request))).unwrap();
            bencher.iter_batched(request, answer, BatchSize::SmallInput);
        });
    }
    group.finish();
}
