use std::time::{Duration, Instant};

/// Minimum interval between two warnings about the same. A success does not reset it: while connections
/// come and go at a limit, every one that goes is a success.
const INTERVAL: Duration = Duration::from_mins(1);

/// A warning that may be due often, and is given rarely.
#[derive(Debug, Default)]
pub struct Warning {
    given: Option<Instant>,
}

impl Warning {
    /// Whether to warn now; if so, the interval starts.
    pub fn is_due(&mut self) -> bool {
        self.is_due_at(Instant::now())
    }

    fn is_due_at(&mut self, now: Instant) -> bool {
        let is_due = self.given.is_none_or(|last| now.duration_since(last) >= INTERVAL);
        if is_due {
            self.given = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_due_at_once_and_then_once_in_each_interval() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut warning = Warning::default();
        let due = (0..150).filter(|seconds| warning.is_due_at(start + second * *seconds));
        assert_eq!(due.collect::<Vec<_>>(), [0, 60, 120]);
    }
}
