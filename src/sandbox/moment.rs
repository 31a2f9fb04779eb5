use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::Clock;

/// A point in time, as durations are measured and as tokens name it.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub instant: Instant,
    /// In seconds.
    pub unix: u64,
}

/// Moments of an injected clock.
pub struct WallClock {
    clock: Clock,
    start: Instant,
    /// `start`, since 1970.
    unix_start: Duration,
}

impl WallClock {
    pub fn new(clock: Clock) -> Self {
        let unix_start = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { start: clock(), clock, unix_start }
    }

    pub fn now(&self) -> Moment {
        let instant = (self.clock)();
        let since_start = instant.saturating_duration_since(self.start);
        Moment { instant, unix: (self.unix_start + since_start).as_secs() }
    }
}
