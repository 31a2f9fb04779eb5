//! From a grant to what is handed to the HTTP client.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use prowfm_auth::tenant::{LoginService, VanityUrl};
use prowfm_auth::token::{Grant, Parameter, TenantRequest};
use prowfm_auth::upstream::Redaction;
use prowfm_auth::upstream::request::{TOKEN_PATH, form, headers};
use prowfm_auth::upstream::{AppKey, ForwardedHeaders};

use crate::samples::{HOST, grant};

fn parameters(grant: &Grant) -> Vec<Parameter<'_>> {
    grant.parameters(&LoginService::Legacy).unwrap()
}

pub fn all(criterion: &mut Criterion) {
    let grant = grant();
    let tenant = VanityUrl::parse(HOST).unwrap();
    let app_key = AppKey::new("Uq3hF8mWc5Zp1Rj9Xv7LbT2nKd6sYgA4").unwrap();
    let forwarded = ForwardedHeaders { app_key: Some(&app_key), traceparent: None };
    let mut group = criterion.benchmark_group("request");
    group.bench_function("address", |bencher| {
        bencher.iter(|| black_box(&tenant).endpoint(TOKEN_PATH));
    });
    group.bench_function("headers", |bencher| bencher.iter(|| headers(black_box(&forwarded))));
    group.bench_function("redaction made ready", |bencher| {
        bencher.iter(|| Redaction::of(black_box(&grant).secrets()));
    });
    group.throughput(Throughput::Bytes(form(&parameters(&grant)).len() as u64));
    group.bench_function("form", |bencher| bencher.iter(|| form(&parameters(black_box(&grant)))));
    group.finish();
}
