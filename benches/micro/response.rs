//! From a tenant's response to tokens or a failure that shows no secret.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use http::{HeaderMap, StatusCode};
use prowfm_auth::token::{IssuedTokens, TenantRequest};
use prowfm_auth::upstream::Redaction;
use prowfm_auth::upstream::response::{Body, RawResponse};
use serde_json::json;

use crate::samples::{PASSWORD, grant, web_token};

/// A response with the headers that a tenant sends.
fn answer(status: StatusCode, body: &serde_json::Value) -> RawResponse {
    let mut answer = RawResponse::from_head(status, &head());
    answer.body = Body::Complete(body.to_string().as_bytes().into());
    answer
}

fn head() -> HeaderMap {
    let headers = [
        ("content-type", "application/json;charset=UTF-8"),
        ("cache-control", "no-store"),
        ("kronos-tid", "8f0d5a43-3d1b-4b37-9a66-f1f4a1d40a55"),
    ];
    let pair = |(name, value): (&str, &str)| (name.parse().unwrap(), value.parse().unwrap());
    HeaderMap::from_iter(headers.map(pair))
}

fn issued(access_token: &str, id_token: &str) -> serde_json::Value {
    json!({
        "access_token": access_token,
        "refresh_token": "ae131028-414c-4fb7-b17d-4a0769bbcd96",
        "scope": "givenName mail nonce openid profile sn uid",
        "id_token": id_token,
        "token_type": "Bearer",
        "expires_in": 1799,
    })
}

fn refused(description: &str) -> serde_json::Value {
    json!({"error": "invalid_grant", "error_description": description})
}

fn size(answer: &RawResponse) -> u64 {
    match &answer.body {
        Body::Complete(body) => body.as_slice().len() as u64,
        Body::TooLarge | Body::Broken(_) => 0,
    }
}

pub fn all(criterion: &mut Criterion) {
    let grant = grant();
    let redaction = Redaction::of(grant.secrets());
    let mut group = criterion.benchmark_group("answer");
    let headers = head();
    group.bench_function("head", |bencher| {
        bencher.iter(|| {
            RawResponse::from_head(StatusCode::OK, black_box(&headers)).tracking_id(&redaction)
        });
    });
    let opaque = "7a398ff1-1ec4-40de-a21a-f1df5f977710";
    for (name, access_token, id_token) in [
        ("tokens", opaque, web_token(900)),
        ("tokens of 4 KiB each", &web_token(4_096), web_token(4_096)),
    ] {
        let answer = answer(StatusCode::OK, &issued(access_token, &id_token));
        group.throughput(Throughput::Bytes(size(&answer)));
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(&answer).read::<IssuedTokens>(&redaction).unwrap());
        });
    }
    let usual = "The provided access grant is invalid, expired, or revoked.";
    for (name, description) in [
        ("refused", usual),
        ("refused, with the password", &format!("No user has the password {PASSWORD} here.")),
        // The longest text that is searched, nearly all of it readable in two ways.
        ("refused, with 4 KiB of backslashes", &"\\".repeat(4_096)),
    ] {
        let answer = answer(StatusCode::BAD_REQUEST, &refused(description));
        group.throughput(Throughput::Bytes(size(&answer)));
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(&answer).read::<IssuedTokens>(&redaction).unwrap_err());
        });
    }
    group.finish();
}
