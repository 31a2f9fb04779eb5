use std::sync::Arc;

use crate::clock::Clock;
use crate::throttle::{ConnectionId, LocalThrottle, Quota, Rate, Refused};

/// How often the keys of one name may call a tenant, all their connections together. Each replica counts for
/// itself.
#[derive(Clone, Debug)]
pub struct KeyThrottle(Arc<LocalThrottle>);

impl KeyThrottle {
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self(Arc::new(LocalThrottle::with_room_for(1, rate, Clock::default())))
    }

    /// The same rate, with the calls that an earlier one knows.
    #[must_use]
    pub fn going_on_from(&self, earlier: &Self) -> Self {
        Self(Arc::new(earlier.0.with_rate(self.rate())))
    }

    #[must_use]
    pub fn rate(&self) -> Rate {
        self.0.rate()
    }

    /// Accepts a call, or refuses it.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the time to wait.
    pub fn admit(&self) -> Result<Quota, Refused> {
        self.0.admit(&ConnectionId::of(None, "", ""))
    }
}
