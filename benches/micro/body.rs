//! From the bytes of a body to the grant that it asks for.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use prowfm_auth::api::body::{BodyOf, MediaType, decode};
use prowfm_auth::token::Grant;

use crate::samples::{FIELDS, web_token};

fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

fn json(fields: &[(&str, &str)]) -> Vec<u8> {
    let object: BTreeMap<_, _> = fields.iter().copied().collect();
    serde_json::to_vec(&object).unwrap()
}

pub fn all(criterion: &mut Criterion) {
    let token = web_token(4_096);
    let grant = [("grant_type", "refresh_token"), ("refresh_token", &token)];
    let refresh = [&grant[..], &FIELDS[2..]].concat();
    let mut group = criterion.benchmark_group("body");
    for (name, media_type, body) in [
        ("password as a form", MediaType::Form, form(&FIELDS)),
        ("password as JSON", MediaType::Json, json(&FIELDS)),
        ("password as JSON called a form", MediaType::Form, json(&FIELDS)),
        ("refresh with 4 KiB as a form", MediaType::Form, form(&refresh)),
        ("refresh with 4 KiB as JSON", MediaType::Json, json(&refresh)),
    ] {
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let fields = decode(media_type, black_box(&body)).unwrap();
                Grant::from_fields(fields).unwrap()
            });
        });
    }
    group.finish();
}
