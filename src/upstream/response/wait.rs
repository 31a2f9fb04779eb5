//! How long a tenant wants its callers to wait, as the headers of a response say it.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::whole_seconds::whole_seconds;

/// Maximum wait that is taken over from a tenant.
const MAX_WAIT: Duration = Duration::from_hours(24);

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

#[cfg(test)]
mod tests {
    use super::*;

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
