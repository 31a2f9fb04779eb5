mod together;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use super::*;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Failure {
    Refused,
    Outage,
    /// A limit of the caller that met it.
    Quota,
}

impl Fault for Failure {
    fn refuses_refresh(&self) -> bool {
        *self == Self::Refused
    }

    fn concerns_all(&self) -> bool {
        *self != Self::Quota
    }
}

const LIFE: u64 = 1_000;
const AT_LEAST: u64 = 300;

/// Kept tokens with a clock that a test moves, in seconds.
fn kept() -> (Arc<KeptTokens<Failure>>, Arc<AtomicU64>) {
    let seconds = Arc::new(AtomicU64::new(0));
    let now = Arc::clone(&seconds);
    let clock = Clock::new(move || Duration::from_secs(now.load(Ordering::SeqCst)));
    let keys = SealingKeys::random().unwrap();
    (Arc::new(KeptTokens::new(keys, Duration::from_secs(AT_LEAST), clock, None)), seconds)
}

fn account(name: &str) -> Credentials {
    Credentials::of("test", &[name])
}

fn tokens(access: &str, refresh: Option<&str>, life: u64) -> IssuedTokens {
    IssuedTokens {
        access_token: access.into(),
        refresh_token: refresh.map(Secret::from),
        scope: None,
        id_token: None,
        token_type: None,
        expires_in: i32::try_from(life).ok(),
    }
}

#[tokio::test]
async fn fifty_calls_at_once_are_one_login() {
    let (kept, _) = kept();
    let logins = Arc::new(AtomicUsize::new(0));
    let calls = (0..50).map(|_| {
        let (kept, logins) = (Arc::clone(&kept), Arc::clone(&logins));
        tokio::spawn(async move {
            let login = |_| async {
                logins.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(tokens("token", None, LIFE))
            };
            kept.token(&account("a"), false, login).await.unwrap().source
        })
    });
    let mut sources = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        sources.push(call.await.unwrap());
    }
    assert_eq!(logins.load(Ordering::SeqCst), 1);
    assert_eq!(sources.iter().filter(|source| **source == Source::Login).count(), 1);
}

#[tokio::test]
async fn a_refusal_is_shared_by_those_who_wait_and_not_kept() {
    let (kept, _) = kept();
    let logins = AtomicUsize::new(0);
    let credentials = account("a");
    let call = || {
        kept.token(&credentials, false, |_| async {
            logins.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Err(Failure::Refused)
        })
    };
    let (one, other) = tokio::join!(call(), call());
    assert_eq!((one.err(), other.err()), (Some(Failure::Refused), Some(Failure::Refused)));
    assert_eq!(logins.load(Ordering::SeqCst), 1);
    assert!(call().await.is_err());
    assert_eq!(logins.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_call_that_ends_without_an_outcome_lets_the_next_one_begin() {
    let (kept, _) = kept();
    let waiting = Arc::clone(&kept);
    let first = tokio::spawn(async move {
        let never = |_| std::future::pending();
        waiting.token(&account("a"), false, never).await.map(drop)
    });
    tokio::task::yield_now().await;
    let second = tokio::spawn(async move {
        let login = |_| async { Ok(tokens("token", None, LIFE)) };
        kept.token(&account("a"), false, login).await.unwrap().source
    });
    tokio::task::yield_now().await;
    first.abort();
    let second = tokio::time::timeout(Duration::from_secs(10), second).await;
    assert_eq!(second.expect("the second call gets a token").unwrap(), Source::Login);
}

/// What a tenant would say, and what the model expects.
struct Walk {
    kept: Arc<KeptTokens<Failure>>,
    seconds: Arc<AtomicU64>,
    /// The token, when it was got, and whether it has a refresh token.
    model: Option<(String, u64, bool)>,
    logged_in: Option<u64>,
    number: u32,
}

impl Walk {
    async fn call(
        &mut self,
        fresh: bool,
        refresh: Result<(), Failure>,
        login: Result<(), Failure>,
    ) {
        let now = self.seconds.load(Ordering::SeqCst);
        self.number += 1;
        let access = self.number.to_string();
        let obtain = |how| {
            let outcome = if matches!(how, Obtain::Refresh(_)) { refresh } else { login };
            let tokens = tokens(&access, Some("refresh"), LIFE);
            async move { outcome.map(|()| tokens) }
        };
        let got = self.kept.token(&account("a"), fresh, obtain).await;
        let is_usable = |at: u64| at + LIFE >= now + AT_LEAST;
        let is_fresh = self.logged_in.is_some_and(|at| now < at + 60);
        let expected = match self.model.clone() {
            Some((token, at, _)) if is_usable(at) && (!fresh || is_fresh) => {
                Ok((token, at + LIFE - now, Source::Kept))
            }
            Some((_, _, true)) if !fresh && refresh.is_ok() => {
                self.logged_in = None;
                self.model = Some((access.clone(), now, true));
                Ok((access, LIFE, Source::Refresh))
            }
            Some((_, _, true)) if !fresh && refresh == Err(Failure::Outage) => Err(Failure::Outage),
            _ => login.map(|()| {
                self.logged_in = Some(now);
                self.model = Some((access.clone(), now, true));
                (access, LIFE, Source::Login)
            }),
        };
        let got = got.map(|Handed { tokens, source }| {
            let left = u64::try_from(tokens.expires_in.unwrap()).unwrap();
            (tokens.access_token.expose().to_owned(), left, source)
        });
        assert_eq!(got, expected, "at {now}, call {}", self.number);
    }

    async fn revoke(&mut self) {
        if let Some((token, ..)) = self.model.take() {
            let token = if self.number.is_multiple_of(2) { "refresh" } else { &token };
            self.kept.forget(&token.into()).await;
            self.logged_in = None;
        }
    }
}

/// Walks through expiry, refresh, refusal, outage, fresh logins and revocation, beside a model.
#[tokio::test]
async fn a_long_walk_is_as_the_model_expects() {
    for seed in 0_u64..50 {
        let (kept, seconds) = kept();
        let (model, logged_in) = (None, None);
        let mut walk = Walk { kept, seconds, model, logged_in, number: 0 };
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        for _ in 0..200 {
            // Xorshift.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let outcome = |choice: u64| match choice % 8 {
                0 => Err(Failure::Refused),
                1 => Err(Failure::Outage),
                _ => Ok(()),
            };
            match state % 10 {
                0 => walk.revoke().await,
                1..=4 => {
                    walk.seconds.fetch_add(state / 16 % 700, Ordering::SeqCst);
                }
                step => walk.call(step == 5, outcome(state / 256), outcome(state / 4_096)).await,
            }
        }
    }
}

#[tokio::test]
async fn a_short_life_needs_only_half_of_it_left() {
    let (kept, seconds) = kept();
    let login = |_| async { Ok(tokens("token", None, 100)) };
    assert_eq!(kept.token(&account("a"), false, login).await.unwrap().source, Source::Login);
    seconds.store(50, Ordering::SeqCst);
    assert_eq!(kept.token(&account("a"), false, login).await.unwrap().source, Source::Kept);
    seconds.store(51, Ordering::SeqCst);
    assert_eq!(kept.token(&account("a"), false, login).await.unwrap().source, Source::Login);
}

#[tokio::test]
async fn a_token_of_unknown_life_is_not_kept() {
    let (kept, _) = kept();
    for life in [0, u64::MAX] {
        let login = |_| async move { Ok(tokens("token", None, life)) };
        assert_eq!(kept.token(&account("a"), false, login).await.unwrap().source, Source::Login);
        assert_eq!(kept.accounts(), 0);
    }
}

#[tokio::test]
async fn accounts_are_bounded() {
    let (kept, _) = kept();
    for number in 0..10_100 {
        let login = |_| async { Ok(tokens("token", None, LIFE)) };
        kept.token(&account(&number.to_string()), false, login).await.unwrap();
    }
    assert_eq!(kept.accounts(), 10_000);
}

#[tokio::test]
async fn tokens_are_forgotten_an_hour_after_their_end() {
    let (kept, seconds) = kept();
    let login = |_| async { Ok(tokens("token", Some("refresh"), LIFE)) };
    kept.token(&account("a"), false, login).await.unwrap();
    for (at, accounts) in [(LIFE + 60 * 60 - 1, 1), (LIFE + 60 * 60, 0)] {
        seconds.store(at, Ordering::SeqCst);
        kept.sweep();
        assert_eq!(kept.accounts(), accounts);
    }
}
