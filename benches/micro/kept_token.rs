//! What an answer from a kept token costs beside reading the request and writing the response: the name
//! of the account is derived, and its token is looked up.

use std::hint::black_box;
use std::time::Duration;

use criterion::Criterion;
use futures_util::FutureExt;
use prowfm_auth::clock::Clock;
use prowfm_auth::kept_tokens::{Fault, Handed, KeptTokens, Source};
use prowfm_auth::sealing::{Credentials, SealingKeys};
use prowfm_auth::token::{IssuedTokens, SuccessBody};
use testing::{CLIENT_ID, CLIENT_SECRET, PASSWORD, TENANT, TOKENS, USERNAME};

/// A number of accounts whose tokens are kept.
const ACCOUNTS: usize = 1_000;

/// A failure that does not happen.
#[derive(Clone, Debug)]
struct Never;

impl Fault for Never {
    fn refuses_refresh(&self) -> bool {
        false
    }

    fn concerns_all(&self) -> bool {
        false
    }
}

fn credentials(account: usize) -> Credentials {
    let client = format!("{CLIENT_ID}-{account}");
    Credentials::of("user token", &[TENANT, &client, CLIENT_SECRET, USERNAME, PASSWORD])
}

/// The token of an account, which is there at once if it is kept.
fn token(kept: &KeptTokens<Never>, account: usize, source: Source) -> Handed {
    let issued = || IssuedTokens::parse(TOKENS.as_bytes()).unwrap();
    let credentials = credentials(account);
    let handed = kept.token(&credentials, false, |_| async { Ok(issued()) }).now_or_never();
    let handed = handed.unwrap().unwrap();
    assert!(handed.source == source);
    handed
}

pub fn all(criterion: &mut Criterion) {
    let keys = SealingKeys::random().unwrap();
    let kept = KeptTokens::new(keys, Duration::from_mins(5), Clock::default(), None);
    for account in 0..ACCOUNTS {
        token(&kept, account, Source::Login);
    }
    let mut next = 0;
    criterion.bench_function("a kept token", |bencher| {
        bencher.iter(|| {
            next = (next + 1) % ACCOUNTS;
            black_box(token(&kept, next, Source::Kept))
        });
    });
}
