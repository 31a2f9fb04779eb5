use std::time::{Duration, Instant};

/// Pause before the first attempt to reconnect to Redis.
const MIN_PAUSE: Duration = Duration::from_millis(250);
/// Maximum pause between two attempts: a wrong password may stay wrong for days.
const MAX_PAUSE: Duration = Duration::from_secs(5);
/// How long Redis decides before it counts as steady.
const STEADY: Duration = Duration::from_mins(1);
/// Maximum pause after a fallback before Redis was steady.
const MAX_FLAPPING_PAUSE: Duration = Duration::from_mins(1);

/// How long a fallback lasts at least. Until Redis was steady, longer each time, so that a Redis at the limit
/// of its time does not cost a slow call and a warning every second.
#[derive(Clone, Copy, Debug)]
pub struct BackOff {
    /// Since when Redis decides, or did last.
    since: Instant,
    /// The first pause after the last fallback.
    pause: Duration,
}

impl Default for BackOff {
    fn default() -> Self {
        Self { since: Instant::now(), pause: MIN_PAUSE / 2 }
    }
}

impl BackOff {
    /// From now on Redis decides.
    pub fn link_up(&mut self) {
        self.since = Instant::now();
    }

    /// From now on it does not. Returns the pause before the first attempt to reconnect.
    pub fn fall_back(&mut self) -> Duration {
        self.pause = if self.since.elapsed() >= STEADY {
            MIN_PAUSE
        } else {
            (self.pause * 2).min(MAX_FLAPPING_PAUSE)
        };
        self.pause
    }
}

/// The pauses before attempts to connect: short at first, for a server that restarts, then longer, for a
/// wrong configuration. Endless.
pub fn pauses(first: Duration) -> impl Iterator<Item = Duration> {
    std::iter::successors(Some(first), |pause| Some((*pause * 2).min(MAX_PAUSE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redis_is_tried_soon_and_then_less_and_less_often() {
        let milliseconds: Vec<_> =
            pauses(MIN_PAUSE).map(|pause| pause.as_millis()).take(8).collect();
        assert_eq!(milliseconds, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    }

    /// A Redis whose responses take about as long as they may.
    #[test]
    fn a_fallback_soon_after_the_last_one_lasts_longer() {
        let mut back_off = BackOff::default();
        let mut pauses = Vec::new();
        for _ in 0..10 {
            pauses.push(back_off.fall_back().as_millis());
            back_off.link_up();
        }
        assert_eq!(pauses, [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
        back_off.since = Instant::now().checked_sub(STEADY).unwrap();
        assert_eq!(back_off.fall_back(), MIN_PAUSE, "Redis was steady");
    }
}
