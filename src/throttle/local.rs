mod shard;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};

use super::{Clock, ConnectionId, Quota, Rate, Refused};
use shard::Shard;

/// Number of connections for which there is room.
pub const CONNECTIONS: usize = 100_000;
/// Parts of the table, each with a lock of its own, so that calls rarely wait for each other.
const SHARDS: usize = 16;

/// The throttle of one process, in memory.
///
/// It holds the times of a connection's accepted calls of the last window, to the millisecond, so that no
/// window of that length, whenever it begins, contains more than the rate allows. Rounding admits a call
/// up to a millisecond late, and never early.
///
/// Each call forgets some connections without a call in the last window. A connection with calls in the
/// window is never forgotten: while there is no room, new connections are refused.
///
/// # Memory
///
/// A connection takes about 90 bytes, and 4 to 8 bytes for each call in its window. [`CONNECTIONS`] with
/// 100 calls each take about 62 MiB.
///
/// Connections are distributed over the parts of the table at random. Each part has a sixteenth more
/// than its share of room, six standard deviations, so that [`CONNECTIONS`] always fit.
#[derive(Debug)]
pub struct LocalThrottle {
    rate: Rate,
    calls: Arc<Calls>,
}

/// The accepted calls, whatever the rate is.
#[derive(Debug)]
struct Calls {
    clock: Clock,
    /// Its keys are random, so that callers cannot choose connections that share a part.
    hasher: RandomState,
    shards: Box<[Mutex<Shard>]>,
}

impl LocalThrottle {
    /// Has room for [`CONNECTIONS`].
    #[must_use]
    pub fn new(rate: Rate, clock: Clock) -> Self {
        let share = CONNECTIONS / SHARDS;
        Self::with_shards(rate, clock, SHARDS, share + share / 16)
    }

    /// Has room for exactly this number of connections, under one lock.
    #[must_use]
    pub fn with_room_for(connections: usize, rate: Rate, clock: Clock) -> Self {
        Self::with_shards(rate, clock, 1, connections)
    }

    fn with_shards(rate: Rate, clock: Clock, shards: usize, room: usize) -> Self {
        let shards = (0..shards).map(|_| Mutex::new(Shard::new(room))).collect();
        Self { rate, calls: Arc::new(Calls { clock, hasher: RandomState::new(), shards }) }
    }

    /// A throttle of another rate that knows the same calls, from now on too. Calls that a shorter window
    /// has forgotten are not known to a longer one.
    #[must_use]
    pub fn with_rate(&self, rate: Rate) -> Self {
        Self { rate, calls: Arc::clone(&self.calls) }
    }

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
        let mut shard = self.calls.shard(connection);
        shard.admit(self.rate, connection, self.calls.milliseconds())
    }

    /// Whether a call would be accepted. Counts nothing.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the time to wait.
    pub fn check(&self, connection: &ConnectionId) -> Result<Quota, Refused> {
        let mut shard = self.calls.shard(connection);
        shard.check(self.rate, connection, self.calls.milliseconds())
    }

    /// Number of known connections, including idle ones that are not forgotten yet.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.calls.shards.iter().map(|shard| shard.lock().connections()).sum()
    }
}

impl Calls {
    fn shard(&self, connection: &ConnectionId) -> MutexGuard<'_, Shard> {
        let shards = u64::try_from(self.shards.len()).unwrap_or(1);
        let index = self.hasher.hash_one(connection) % shards;
        self.shards[usize::try_from(index).unwrap_or_default()].lock()
    }

    /// The time, rounded down. Must be read under the lock: times of a shard must not go back.
    fn milliseconds(&self) -> u64 {
        u64::try_from(self.clock.now().as_millis()).unwrap_or(u64::MAX)
    }
}
