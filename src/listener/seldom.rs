use std::time::{Duration, Instant};

/// Keeps what happens often from being said often.
pub struct Seldom {
    pause: Duration,
    last: Option<Instant>,
}

impl Seldom {
    pub fn every(pause: Duration) -> Self {
        Self { pause, last: None }
    }

    /// Whether to say it now; if so, the pause begins.
    pub fn is_time(&mut self, now: Instant) -> bool {
        let is_time = self.last.is_none_or(|last| now.duration_since(last) >= self.pause);
        if is_time {
            self.last = Some(now);
        }
        is_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_said_at_once_and_then_once_in_each_pause() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut warnings = Seldom::every(second * 60);
        let said = (0..150).filter(|seconds| warnings.is_time(start + second * *seconds));
        assert_eq!(said.collect::<Vec<_>>(), [0, 60, 120]);
    }
}
