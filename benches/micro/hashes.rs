//! The hashes of a user in the log and of a connection in the throttle.

use std::hint::black_box;

use criterion::Criterion;
use prowfm_auth::logging::UserHash;
use prowfm_auth::secret::Secret;
use prowfm_auth::throttle::ConnectionId;

use crate::samples::{CLIENT_ID, HOST, USERNAME};

pub fn all(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hashes");
    let (user_hash, username) = (UserHash::with_key(&[7; 32]), Secret::from(USERNAME));
    group.bench_function("user", |bencher| {
        bencher.iter(|| user_hash.of(black_box(&username)));
    });
    group.bench_function("connection", |bencher| {
        bencher.iter(|| ConnectionId::of(Some("payroll-flows"), HOST, black_box(CLIENT_ID)));
    });
    group.finish();
}
