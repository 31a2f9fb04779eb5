use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A clock that never goes back: the time since a moment of its own choice. Tests bring their own.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Duration + Send + Sync>);

impl Clock {
    /// A clock that tells what a function returns.
    #[must_use]
    pub fn new(now: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time since the clock's beginning.
    #[must_use]
    pub fn now(&self) -> Duration {
        (self.0)()
    }
}

/// The monotonic clock of this machine.
impl Default for Clock {
    fn default() -> Self {
        let beginning = Instant::now();
        Self::new(move || beginning.elapsed())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
