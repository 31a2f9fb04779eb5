use std::collections::VecDeque;
use std::hash::RandomState;
use std::time::Duration;

use hashlink::LinkedHashMap;
use hashlink::linked_hash_map::Entry;

use crate::throttle::{ConnectionId, Quota, Rate, Refused};

/// Maximum number of idle connections that are forgotten with each call. More than one, so that they
/// become fewer while each call makes a new connection known.
const MAX_FORGOTTEN: usize = 4;

/// A part of the table of connections. Times are milliseconds since the start of the clock, rounded
/// down. The rate may be another with each call.
#[derive(Debug)]
pub struct Shard {
    room: usize,
    /// In the order of their last accepted calls. All have the same window, so that they become idle in
    /// this order.
    connections: LinkedHashMap<ConnectionId, Window, RandomState>,
    /// The latest time that was passed in.
    now: u64,
}

/// The accepted calls of a connection.
#[derive(Debug, Default)]
struct Window {
    newest: u64,
    /// Oldest first, modulo 2³² (49 days). When they are compared, none is older than two windows.
    times: VecDeque<u32>,
}

impl Shard {
    pub fn new(room: usize) -> Self {
        let connections = LinkedHashMap::with_capacity_and_hasher(room, RandomState::new());
        Self { room, connections, now: 0 }
    }

    pub fn connections(&self) -> usize {
        self.connections.len()
    }

    pub fn admit(&mut self, rate: Rate, id: &ConnectionId, now: u64) -> Result<Quota, Refused> {
        self.check(rate, id, now)?;
        let window = match self.connections.entry(*id) {
            Entry::Occupied(mut known) => {
                known.to_back();
                known.into_mut()
            }
            Entry::Vacant(new) => new.insert(Window::default()),
        };
        window.accept(self.now);
        Ok(window.quota(rate, self.now))
    }

    pub fn check(&mut self, rate: Rate, id: &ConnectionId, now: u64) -> Result<Quota, Refused> {
        self.now = self.now.max(now);
        self.forget_idle(rate);
        let Some(window) = self.connections.get_mut(id) else { return self.quota_of_unknown(rate) };
        window.slide(rate, self.now);
        match window.quota(rate, self.now) {
            Quota { remaining: 0, reset, rate } => Err(Refused::exceeded(rate, reset)),
            quota => Ok(quota),
        }
    }

    fn forget_idle(&mut self, rate: Rate) {
        for _ in 0..MAX_FORGOTTEN {
            match self.connections.front() {
                Some((_, first)) if first.is_idle(rate, self.now) => {
                    self.connections.pop_front();
                }
                _ => break,
            }
        }
    }

    fn quota_of_unknown(&self, rate: Rate) -> Result<Quota, Refused> {
        match self.connections.front() {
            Some((_, first)) if self.connections.len() >= self.room => {
                Err(Refused::full(wait(rate, self.now - first.newest)))
            }
            _ => Ok(Window::default().quota(rate, self.now)),
        }
    }
}

impl Window {
    fn accept(&mut self, now: u64) {
        self.newest = now;
        self.times.push_back(low_half(now));
    }

    /// Whether no accepted call is in the window.
    fn is_idle(&self, rate: Rate, now: u64) -> bool {
        now - self.newest > rate.milliseconds().into()
    }

    /// Forgets the calls that have left the window.
    fn slide(&mut self, rate: Rate, now: u64) {
        if self.is_idle(rate, now) {
            self.times.clear();
        }
        while self.times.pop_front_if(|time| age(*time, now) > rate.milliseconds()).is_some() {}
    }

    fn quota(&self, rate: Rate, now: u64) -> Quota {
        let used = u32::try_from(self.times.len()).unwrap_or(u32::MAX);
        // After a change of the rate there may be more calls than it allows.
        let too_many = used.saturating_sub(rate.calls.get());
        let next = usize::try_from(too_many).ok().and_then(|index| self.times.get(index));
        let reset = next.map_or(Duration::ZERO, |time| wait(rate, age(*time, now).into()));
        Quota { rate, remaining: rate.calls.get().saturating_sub(used), reset }
    }
}

/// Time until a call of this age, in milliseconds, has left the window. Both of its times are rounded
/// down, so that the true age exceeds the window only when the difference exceeds it by one.
fn wait(rate: Rate, age: u64) -> Duration {
    let window = u64::from(rate.milliseconds());
    Duration::from_millis((window + 1).saturating_sub(age))
}

fn age(time: u32, now: u64) -> u32 {
    low_half(now).wrapping_sub(time)
}

fn low_half(time: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "times are kept modulo 2³²")]
    let low = time as u32;
    low
}
