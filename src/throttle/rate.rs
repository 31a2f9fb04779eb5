use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

use crate::whole_seconds::whole_seconds;

/// Name of the one policy in the headers.
pub(super) const POLICY: &str = "connection";

/// Maximum number of calls in a window.
const MAX_CALLS: u32 = 10_000;
const MIN_WINDOW: Duration = Duration::from_secs(1);
const MAX_WINDOW: Duration = Duration::from_hours(24);
/// Written for no throttle.
const OFF: &str = "off";

/// A number of calls in any window of a length. Written `100/60s`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rate {
    /// 1 to 10,000.
    pub calls: NonZeroU32,
    /// 1 second to 1 day, in whole milliseconds.
    pub window: Duration,
}

/// Whether there is a throttle: a [`Rate`], or `off`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ThrottleRate {
    Off,
    Every(Rate),
}

/// What to write instead of a text that is not a rate.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidRate {
    #[error("write CALLS/DURATION, as in 100/60s")]
    Form,
    #[error("write a number of calls from 1 to 10000 before the slash, as in 100/60s")]
    Calls,
    #[error(
        "write a duration from 1s to 1day in whole milliseconds after the slash, as in 100/60s"
    )]
    Window,
}

impl Rate {
    /// The rate that the connector's published page promises: 100 calls in 60 seconds. The default.
    pub const PUBLISHED: Self =
        Self { calls: NonZeroU32::new(100).expect("is not zero"), window: Duration::from_mins(1) };

    /// A rate within the bounds.
    ///
    /// # Errors
    ///
    /// [`InvalidRate::Calls`] and [`InvalidRate::Window`].
    pub fn new(calls: u32, window: Duration) -> Result<Self, InvalidRate> {
        let calls = NonZeroU32::new(calls).filter(|calls| calls.get() <= MAX_CALLS);
        let calls = calls.ok_or(InvalidRate::Calls)?;
        let whole = window.subsec_nanos().is_multiple_of(1_000_000);
        if !whole || !(MIN_WINDOW..=MAX_WINDOW).contains(&window) {
            return Err(InvalidRate::Window);
        }
        Ok(Self { calls, window })
    }

    /// The value of the header `RateLimit-Policy`, as `"connection";q=100;w=60`
    /// (draft-ietf-httpapi-ratelimit-headers-10, section 3). The window is in whole seconds, rounded up.
    #[must_use]
    pub fn policy_header(&self) -> String {
        format!("\"{POLICY}\";q={};w={}", self.calls, whole_seconds(self.window))
    }

    /// Length of the window.
    pub(super) fn milliseconds(&self) -> u32 {
        u32::try_from(self.window.as_millis()).unwrap_or(u32::MAX)
    }
}

impl FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (calls, window) = text.split_once('/').ok_or(InvalidRate::Form)?;
        let digits = calls.bytes().all(|byte| byte.is_ascii_digit());
        let calls = calls.parse().ok().filter(|_| digits).ok_or(InvalidRate::Calls)?;
        let window = humantime::parse_duration(window).map_err(|_| InvalidRate::Window)?;
        Self::new(calls, window)
    }
}

/// In seconds, or in milliseconds where it must be.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.window.subsec_nanos() == 0 {
            write!(f, "{}/{}s", self.calls, self.window.as_secs())
        } else {
            write!(f, "{}/{}ms", self.calls, self.window.as_millis())
        }
    }
}

impl FromStr for ThrottleRate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == OFF { Ok(Self::Off) } else { text.parse().map(Self::Every) }
    }
}

impl fmt::Display for ThrottleRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str(OFF),
            Self::Every(rate) => rate.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_reads_and_is_written() {
        for (text, calls, milliseconds, written) in [
            ("100/60s", 100, 60_000, "100/60s"),
            ("100/1m", 100, 60_000, "100/60s"),
            ("1/1500ms", 1, 1_500, "1/1500ms"),
            ("10000/1day", 10_000, 86_400_000, "10000/86400s"),
            ("10/1m 30s", 10, 90_000, "10/90s"),
        ] {
            let rate: Rate = text.parse().unwrap();
            assert_eq!((rate.calls.get(), rate.milliseconds()), (calls, milliseconds));
            assert_eq!(rate.to_string(), written);
            assert_eq!(written.parse(), Ok(rate));
        }
    }

    #[test]
    fn off_means_no_throttle() {
        assert_eq!("off".parse(), Ok(ThrottleRate::Off));
        assert_eq!(ThrottleRate::Off.to_string(), "off");
        let rate: ThrottleRate = "100/60s".parse().unwrap();
        assert_eq!(rate.to_string(), "100/60s");
        assert_eq!("on".parse::<ThrottleRate>(), Err(InvalidRate::Form));
    }

    #[test]
    fn a_text_that_is_not_a_rate_is_answered_with_what_to_write() {
        use InvalidRate::{Calls, Form, Window};
        for (text, error) in [
            ("", Form),
            ("100", Form),
            ("100 per 60s", Form),
            ("/60s", Calls),
            ("0/60s", Calls),
            ("10001/60s", Calls),
            ("-1/60s", Calls),
            ("+1/60s", Calls),
            (" 1/60s", Calls),
            ("1.5/60s", Calls),
            ("99999999999/60s", Calls),
            ("100/", Window),
            ("100/60", Window),
            ("100/0s", Window),
            ("100/999ms", Window),
            ("100/1s 1us", Window),
            ("100/86401s", Window),
            ("100/60s/2", Window),
            ("100/999999999999999999999y", Window),
        ] {
            assert_eq!(text.parse::<Rate>(), Err(error), "{text}");
            assert!(error.to_string().contains("100/60s"));
        }
    }
}
