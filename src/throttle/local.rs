mod shard;
mod timestamps;

use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Clock, ConnectionId, Quota, Rate, Refused};
use shard::Shard;

/// How many connections are remembered.
pub const CONNECTIONS: usize = 100_000;
/// Parts of the table, each with a lock of its own, so that calls rarely wait for each other.
const SHARDS: usize = 16;

/// The throttle of one process, in memory.
///
/// A connection's accepted calls of the last window are remembered, each with its time to the
/// millisecond, so that no window of that length, however it lies, holds more than the rate allows. Times
/// are rounded such that a call is let in up to a millisecond late, and never early.
///
/// A connection without a call in the last window is forgotten, some with each call. One that has any is
/// not: while there is no room, a new connection is refused.
///
/// # Memory
///
/// A connection takes 74 bytes, and 64 bytes for every 15 calls in its window. [`CONNECTIONS`] with 100
/// calls each stay below 64 MiB; with the largest rate, 10,000 calls, they would take 4.5 GB, which
/// takes a billion accepted calls in one window. What was used once is kept for reuse.
///
/// The table is divided by chance. For every part to have room for its share of [`CONNECTIONS`], there
/// is a sixteenth more room, six standard deviations; so that up to that much more may be remembered.
#[derive(Debug)]
pub struct LocalThrottle {
    rate: Rate,
    clock: Clock,
    /// With random keys, so that nobody can choose connections that meet in one place.
    hasher: RandomState,
    shards: Box<[Mutex<Shard>]>,
}

impl LocalThrottle {
    /// With room for [`CONNECTIONS`].
    #[must_use]
    pub fn new(rate: Rate, clock: Clock) -> Self {
        let share = CONNECTIONS / SHARDS;
        Self::with_shards(rate, clock, SHARDS, share + share / 16)
    }

    /// With room for this many connections, exactly, under one lock. For tests.
    #[must_use]
    pub fn with_room_for(connections: usize, rate: Rate, clock: Clock) -> Self {
        Self::with_shards(rate, clock, 1, connections)
    }

    fn with_shards(rate: Rate, clock: Clock, shards: usize, room: usize) -> Self {
        let shards = (0..shards).map(|_| Mutex::new(Shard::new(rate, room))).collect();
        Self { rate, clock, hasher: RandomState::new(), shards }
    }

    /// How often a connection may call.
    #[must_use]
    pub fn rate(&self) -> Rate {
        self.rate
    }

    /// Accepts a call of a connection, or refuses it.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the time to wait.
    pub fn admit(&self, connection: &ConnectionId) -> Result<Quota, Refused> {
        let mut shard = self.shard(connection);
        shard.admit(connection, self.milliseconds())
    }

    /// Whether a call would be accepted. Changes nothing.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the time to wait.
    pub fn look(&self, connection: &ConnectionId) -> Result<Quota, Refused> {
        let mut shard = self.shard(connection);
        shard.look(connection, self.milliseconds())
    }

    /// How many connections are remembered, idle ones that are yet to be forgotten among them.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).connections()).sum()
    }

    fn shard(&self, connection: &ConnectionId) -> MutexGuard<'_, Shard> {
        let shards = u64::try_from(self.shards.len()).unwrap_or(1);
        let index = self.hasher.hash_one(connection) % shards;
        lock(&self.shards[usize::try_from(index).unwrap_or_default()])
    }

    /// The time, rounded down. Only to be asked for under the lock: times must not go back.
    fn milliseconds(&self) -> u64 {
        u64::try_from(self.clock.now().as_millis()).unwrap_or(u64::MAX)
    }
}

fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
