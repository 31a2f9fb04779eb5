//! Calls for one account at the same time.

use tokio::sync::Notify;

use super::*;

/// A call that waits for `go` before it gets its token, and another beside it.
struct Together {
    kept: Arc<KeptTokens<Failure>>,
    go: Notify,
}

impl Together {
    /// With a token of this account that is about to end, so that the next call refreshes it.
    async fn refreshing() -> Self {
        let (kept, seconds) = kept();
        let login = |_| async { Ok(tokens("first", Some("refresh"), LIFE)) };
        kept.token(&account("a"), false, login).await.unwrap();
        seconds.store(LIFE - AT_LEAST + 1, Ordering::SeqCst);
        Self { kept, go: Notify::new() }
    }

    async fn refresh(&self) -> Result<Handed, Failure> {
        let refresh = |_| async {
            self.go.notified().await;
            Ok(tokens("refreshed", None, LIFE))
        };
        self.kept.token(&account("a"), false, refresh).await
    }

    async fn login(&self, fresh: bool, access: &str) -> Result<Handed, Failure> {
        let login = |_| async { Ok(tokens(access, None, LIFE)) };
        self.kept.token(&account("a"), fresh, login).await
    }
}

#[tokio::test]
async fn a_fresh_token_is_not_one_that_another_call_refreshed() {
    let together = Together::refreshing().await;
    let (refreshed, fresh, ()) =
        tokio::join!(together.refresh(), together.login(true, "fresh"), async {
            together.go.notify_one();
        });
    assert_eq!(refreshed.unwrap().source, Source::Refresh);
    let fresh = fresh.unwrap();
    assert_eq!((fresh.tokens.access_token.expose(), fresh.source), ("fresh", Source::Login));
}

#[tokio::test]
async fn what_is_revoked_during_a_refresh_is_not_kept() {
    for revoked in ["first", "refresh"] {
        let together = Together::refreshing().await;
        let (refreshed, ()) = tokio::join!(together.refresh(), async {
            tokio::task::yield_now().await;
            together.kept.forget(&revoked.into()).await;
            together.go.notify_one();
        });
        assert_eq!(refreshed.unwrap().tokens.access_token.expose(), "refreshed");
        let next = together.login(false, "next").await.unwrap();
        assert_eq!((next.tokens.access_token.expose(), next.source), ("next", Source::Login));
    }
}

#[tokio::test]
async fn a_limit_of_one_caller_does_not_stop_the_others() {
    let (kept, _) = kept();
    let credentials = account("a");
    let limited = kept.token(&credentials, false, |_| async {
        tokio::task::yield_now().await;
        Err(Failure::Quota)
    });
    let other = kept.token(&credentials, false, |_| async { Ok(tokens("token", None, LIFE)) });
    let (limited, other) = tokio::join!(limited, other);
    assert_eq!(limited.err(), Some(Failure::Quota));
    assert_eq!(other.unwrap().source, Source::Login);
}
