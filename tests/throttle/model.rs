//! The throttle without regard to time and memory, and a clock that tests set.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prowfm_auth::throttle::{Clock, ConnectionId, Rate};

pub fn connection(number: usize) -> ConnectionId {
    ConnectionId::of(None, "acme.mykronos.com", &number.to_string())
}

/// A clock that tests set forward.
#[derive(Clone, Default)]
pub struct SetClock(Arc<AtomicU64>);

impl SetClock {
    pub fn at(time: Duration) -> Self {
        let clock = Self::default();
        clock.forward(time);
        clock
    }

    pub fn forward(&self, time: Duration) {
        self.0.fetch_add(u64::try_from(time.as_nanos()).unwrap(), Ordering::Relaxed);
    }

    pub fn now(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }

    pub fn clock(&self) -> Clock {
        let clock = self.clone();
        Clock::new(move || clock.now())
    }
}

/// Keeps every accepted call for ever.
pub struct Model {
    pub rate: Rate,
    pub room: usize,
    pub accepted: HashMap<usize, Vec<Duration>>,
}

/// The model's decision about a call.
#[derive(Debug, Eq, PartialEq)]
pub enum Verdict {
    /// With the number of calls left before it.
    Accept {
        remaining: u32,
    },
    Exceeded {
        until: Duration,
    },
    Full {
        until: Duration,
    },
}

impl Model {
    pub fn new(rate: Rate, room: usize) -> Self {
        Self { rate, room, accepted: HashMap::new() }
    }

    /// Whether a call that was accepted then counts now: it does until more than a window has passed
    /// between the two milliseconds.
    fn counts(&self, then: Duration, now: Duration) -> bool {
        now.as_millis() - then.as_millis() <= self.rate.window.as_millis()
    }

    /// When a call that was accepted then no longer counts.
    pub fn end(&self, then: Duration) -> Duration {
        let milliseconds = u64::try_from(then.as_millis()).unwrap() + 1;
        Duration::from_millis(milliseconds) + self.rate.window
    }

    pub fn ask(&self, connection: usize, now: Duration) -> Verdict {
        let limit = self.rate.calls.get();
        let calls = self.accepted.get(&connection).map_or(&[][..], Vec::as_slice);
        let counted: Vec<_> = calls.iter().filter(|then| self.counts(**then, now)).collect();
        let used = u32::try_from(counted.len()).unwrap();
        if used >= limit {
            let frees = counted[(used - limit) as usize];
            return Verdict::Exceeded { until: self.end(*frees) };
        }
        let newest = self.accepted.values().filter_map(|calls| calls.last());
        let in_use: Vec<_> = newest.filter(|then| self.counts(**then, now)).collect();
        if used == 0 && in_use.len() >= self.room {
            return Verdict::Full { until: self.end(**in_use.iter().min().unwrap()) };
        }
        Verdict::Accept { remaining: limit - used }
    }

    pub fn accept(&mut self, connection: usize, now: Duration) {
        self.accepted.entry(connection).or_default().push(now);
    }
}

/// Asserts that no window, both of its ends included, contains more accepted calls than the rate allows.
pub fn assert_never_more(rate: Rate, accepted: &[Duration]) {
    let calls = rate.calls.get() as usize;
    for (first, later) in accepted.iter().zip(accepted.iter().skip(calls)) {
        assert!(
            later.saturating_sub(*first) > rate.window,
            "{calls} calls and one more from {first:?} on"
        );
    }
}
