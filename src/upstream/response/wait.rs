//! How long a tenant wants its callers to wait, as the headers of a response say it.

use std::time::{Duration, SystemTime};

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName};

use crate::whole_seconds::whole_seconds;

/// Maximum wait that is taken over from a tenant.
const MAX_WAIT: Duration = Duration::from_hours(24);

/// The Unix time, in seconds, at which a limit is counted anew.
const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
/// Maximum wait for that time: clocks differ.
const MAX_RESET_WAIT: Duration = Duration::from_mins(5);
/// The Unix time of the year 2001.
const MIN_RESET: u64 = 1_000_000_000;

/// `Retry-After` in whole seconds, rounded up, from a number of seconds or a date (RFC 9110, section
/// 10.2.3).
pub fn retry_after(headers: &HeaderMap, now: impl FnOnce() -> SystemTime) -> Option<u32> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if value.bytes().all(|b| b.is_ascii_digit()) {
        Duration::from_secs(value.parse().ok()?)
    } else {
        httpdate::parse_http_date(value).ok()?.duration_since(now()).unwrap_or_default()
    };
    Some(whole_seconds(wait.min(MAX_WAIT)))
}

/// The seconds until UKG Authentication counts anew, from 1 to 300 (`docs/ukg-wire.md`, UKG
/// Authentication's limits).
pub fn until_reset(headers: &HeaderMap, now: impl FnOnce() -> SystemTime) -> Option<u32> {
    let reset = headers.get(RATE_LIMIT_RESET)?.to_str().ok()?.trim().parse().ok()?;
    // A smaller number is no time of this century: other servers write a number of seconds there.
    if reset < MIN_RESET {
        return None;
    }
    let now = now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let wait = Duration::from_secs(reset).saturating_sub(now);
    Some(whole_seconds(wait.min(MAX_RESET_WAIT)).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_until_a_reset_is_one_second_to_five_minutes() {
        let seconds = |value: &str| {
            let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_800_000_000_500);
            let headers = HeaderMap::from_iter([(RATE_LIMIT_RESET, value.parse().unwrap())]);
            until_reset(&headers, || now)
        };
        assert_eq!(seconds("1800000030"), Some(30));
        assert_eq!(seconds(" 1800000001 "), Some(1));
        for past in ["1800000000", "1799999000", "1000000000"] {
            assert_eq!(seconds(past), Some(1), "{past}");
        }
        for far in ["1800000301", "1800000030000", "18446744073709551615"] {
            assert_eq!(seconds(far), Some(300), "{far}");
        }
        for none in ["", "30", "999999999", "-1", "1800000030.5", "soon", "18446744073709551616"] {
            assert_eq!(seconds(none), None, "{none}");
        }
    }

    fn seconds(value: &str) -> Option<u32> {
        let now =
            SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_700) - Duration::from_millis(1);
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
        retry_after(&headers, || now)
    }

    #[test]
    fn retry_after_is_whole_seconds_however_the_tenant_writes_it() {
        assert_eq!(seconds("7"), Some(7));
        assert_eq!(seconds(" 7 "), Some(7));
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(78));
        assert_eq!(seconds("Tue, 06 Nov 1990 08:49:37 GMT"), Some(0));
        assert_eq!(seconds("99999999999"), Some(86_400));
        for none in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(seconds(none), None, "{none}");
        }
    }
}
