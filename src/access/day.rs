use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use thiserror::Error;

const LENGTH: Duration = Duration::from_hours(24);

/// A day in UTC, written as `2027-01-31`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Day {
    begin: SystemTime,
}

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("expected a day such as 2027-01-31")]
pub struct InvalidDay;

impl Day {
    /// Whether it is over at this time.
    #[must_use]
    pub fn is_over(self, now: SystemTime) -> bool {
        now >= self.begin + LENGTH
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = humantime::format_rfc3339_seconds(self.begin).to_string();
        f.write_str(text.split('T').next().unwrap_or_default())
    }
}

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A date alone: the time is ours.
        if text.len() != 10 {
            return Err(InvalidDay);
        }
        let begin = humantime::parse_rfc3339(&format!("{text}T00:00:00Z"));
        begin.map(|begin| Self { begin }).map_err(|_| InvalidDay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_lasts_until_its_end() {
        let day: Day = "2028-02-29".parse().unwrap();
        let at = |time: &str| humantime::parse_rfc3339(time).unwrap();
        assert!(!day.is_over(at("2028-02-29T23:59:59Z")));
        assert!(day.is_over(at("2028-03-01T00:00:00Z")));
        assert_eq!(day.to_string(), "2028-02-29");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2027-02-29",
            "2027-13-01",
            "31.1.2027",
            "2027-1-31",
            "tomorrow!!",
            "2027-01-31T10:00:00Z",
        ] {
            assert_eq!(text.parse::<Day>(), Err(InvalidDay), "{text}");
        }
    }
}
