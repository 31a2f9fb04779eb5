use std::time::Duration;

use thiserror::Error;

use super::rate::{POLICY, Rate};
use crate::whole_seconds::whole_seconds;

/// What a connection has left of its rate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Quota {
    pub rate: Rate,
    /// Number of calls that would be accepted now.
    pub remaining: u32,
    /// Time until one more would be accepted, when the oldest accepted call leaves the window. Zero when
    /// the whole rate is left.
    pub reset: Duration,
}

impl Quota {
    /// The value of the header `RateLimit`, as `"connection";r=42;t=17`
    /// (draft-ietf-httpapi-ratelimit-headers-10, section 4). The time is in whole seconds, rounded up, and
    /// never longer than the window of the policy.
    #[must_use]
    pub fn header(&self) -> String {
        let reset = whole_seconds(self.reset.min(self.rate.window));
        format!("\"{POLICY}\";r={};t={reset}", self.remaining)
    }
}

/// A call that was not accepted and does not count. After `retry_after` seconds it would be, unless other
/// calls have used up the quota.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum Refused {
    /// The connection has used up its quota.
    #[error("the connection has used up its {} calls", quota.rate.calls)]
    Exceeded { quota: Quota, retry_after: u32 },
    /// There is no room for another connection.
    #[error("too many connections are in use")]
    Full { retry_after: u32 },
}

impl Refused {
    /// In seconds.
    #[must_use]
    pub fn retry_after(&self) -> u32 {
        match *self {
            Self::Exceeded { retry_after, .. } | Self::Full { retry_after } => retry_after,
        }
    }

    pub(super) fn exceeded(rate: Rate, wait: Duration) -> Self {
        let quota = Quota { rate, remaining: 0, reset: wait };
        Self::Exceeded { quota, retry_after: whole_seconds(wait).max(1) }
    }

    pub(super) fn full(wait: Duration) -> Self {
        Self::Full { retry_after: whole_seconds(wait).max(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_are_those_of_the_draft() {
        let reset = Duration::from_millis(16_001);
        let quota = Quota { rate: "100/60s".parse().unwrap(), remaining: 42, reset };
        assert_eq!(quota.header(), r#""connection";r=42;t=17"#);
        let just_after_a_call = Quota { reset: Duration::from_millis(60_001), ..quota };
        assert_eq!(just_after_a_call.header(), r#""connection";r=42;t=60"#);
        let policy = |rate: &str| rate.parse::<Rate>().unwrap().policy_header();
        assert_eq!(policy("100/60s"), r#""connection";q=100;w=60"#);
        assert_eq!(policy("1/1500ms"), r#""connection";q=1;w=2"#);
    }

    #[test]
    fn a_wait_is_rounded_up_to_whole_seconds_and_never_nothing() {
        let rate = "1/60s".parse().unwrap();
        for (wait, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (60_001, 61)] {
            let wait = Duration::from_millis(wait);
            assert_eq!(Refused::exceeded(rate, wait).retry_after(), seconds);
            assert_eq!(Refused::full(wait).retry_after(), seconds);
        }
    }
}
