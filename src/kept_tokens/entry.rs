use std::time::Duration;

use crate::token::IssuedTokens;

/// A kept token.
#[derive(Clone, Debug)]
pub struct Entry {
    pub tokens: IssuedTokens,
    /// The whole life of the access token.
    pub life: Duration,
    /// When it ends, by the clock of this process.
    pub ends: Duration,
    /// It was got by a login, and not by a refresh.
    pub by_login: bool,
}

impl Entry {
    /// `None` if the tenant did not say how long the token lives.
    pub fn new(tokens: IssuedTokens, now: Duration, by_login: bool) -> Option<Self> {
        let seconds = tokens.expires_in.and_then(|seconds| u64::try_from(seconds).ok())?;
        let life = Duration::from_secs(seconds);
        (seconds > 0).then(|| Self { tokens, life, ends: now + life, by_login })
    }

    /// When the token was got.
    pub fn got(&self) -> Duration {
        self.ends.saturating_sub(self.life)
    }

    /// How long the token is still valid.
    pub fn left(&self, now: Duration) -> Duration {
        self.ends.saturating_sub(now)
    }

    /// The tokens with what is left of the life.
    pub fn tokens_at(&self, now: Duration) -> IssuedTokens {
        let seconds = i32::try_from(self.left(now).as_secs()).unwrap_or(i32::MAX);
        IssuedTokens { expires_in: Some(seconds), ..self.tokens.clone() }
    }
}
