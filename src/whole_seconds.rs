use std::time::Duration;

/// A wait in whole seconds, rounded up: a caller that waits that long is never too early.
#[must_use]
pub fn whole_seconds(wait: Duration) -> u32 {
    let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
    u32::try_from(seconds).unwrap_or(u32::MAX)
}
