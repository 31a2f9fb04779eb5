//! From what people paste to a tenant that may be called.

use std::hint::black_box;

use criterion::Criterion;
use prowfm_auth::tenant::{AllowList, VanityUrl};

use crate::samples::HOST;

pub fn all(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("vanity URL");
    let pasted = format!(" https://{}:443/wfd/home?x=1#top ", HOST.to_uppercase());
    for (name, text) in [("a host", HOST), ("out of the address bar", &pasted)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| VanityUrl::parse(black_box(text)).unwrap());
        });
    }
    group.bench_function("refused: an address", |bencher| {
        bencher.iter(|| VanityUrl::parse(black_box("https://127.0.0.1/")).unwrap_err());
    });
    let (allow_list, tenant) = (AllowList::default(), VanityUrl::parse(HOST).unwrap());
    group.bench_function("is allowed", |bencher| {
        bencher.iter(|| allow_list.allows(black_box(&tenant)));
    });
    group.finish();
}
