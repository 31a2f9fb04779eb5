//! What our own steps on the way of a call cost, each by itself, and what making and checking a
//! connector costs: `cargo bench --bench micro`, with a part of a name behind ` -- ` for some of them.
//!
//! What a whole call costs, and where, is for `scripts/count-instructions`.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a tool for developers")]

mod body;
mod connector;
mod failure;
mod hashes;
mod kept_token;
mod request;
mod response;
mod samples;
mod throttle;
mod vanity_url;

use criterion::{criterion_group, criterion_main};

criterion_group!(
    benches,
    body::all,
    vanity_url::all,
    hashes::all,
    throttle::all,
    kept_token::all,
    request::all,
    response::all,
    failure::all,
    connector::all,
);
criterion_main!(benches);
