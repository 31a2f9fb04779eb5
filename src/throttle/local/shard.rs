use std::collections::HashMap;
use std::time::Duration;

use super::timestamps::{Blocks, Log};
use crate::throttle::{ConnectionId, Quota, Rate, Refused};

/// Stands where there is no connection.
const NONE: u32 = u32::MAX;
/// Idle connections that are forgotten with each call: more than one, so that they get fewer.
const FORGOTTEN_AT_ONCE: usize = 4;

/// A part of the table of connections. Times are milliseconds since the clock's beginning, rounded down.
///
/// All connections have the same window. So they fall idle in the order of their last accepted calls,
/// and in that order they are linked.
#[derive(Debug)]
pub struct Shard {
    rate: Rate,
    room: usize,
    places: HashMap<ConnectionId, u32>,
    connections: Vec<Connection>,
    blocks: Blocks,
    /// The place of the connection that falls idle first.
    first: u32,
    /// The place of the one that falls idle last.
    last: u32,
    /// The first of the places that are not in use, linked by `next`.
    unused: u32,
    /// The latest time that was seen.
    now: u64,
}

#[derive(Debug)]
struct Connection {
    id: ConnectionId,
    /// When its last call was accepted.
    newest: u64,
    log: Log,
    previous: u32,
    next: u32,
}

impl Shard {
    pub fn new(rate: Rate, room: usize) -> Self {
        Self {
            rate,
            room,
            places: HashMap::with_capacity(room),
            connections: Vec::with_capacity(room),
            blocks: Blocks::default(),
            first: NONE,
            last: NONE,
            unused: NONE,
            now: 0,
        }
    }

    pub fn connections(&self) -> usize {
        self.places.len()
    }

    pub fn admit(&mut self, id: &ConnectionId, now: u64) -> Result<Quota, Refused> {
        let place = self.look_up(id, now);
        self.quota_before(place)?;
        let place = place.unwrap_or_else(|| self.remember(id));
        self.accept(place);
        Ok(self.quota(place))
    }

    pub fn look(&mut self, id: &ConnectionId, now: u64) -> Result<Quota, Refused> {
        let place = self.look_up(id, now);
        self.quota_before(place)
    }

    /// Lets the time go on and finds a connection.
    fn look_up(&mut self, id: &ConnectionId, now: u64) -> Option<u32> {
        self.now = self.now.max(now);
        for _ in 0..FORGOTTEN_AT_ONCE {
            if self.first == NONE || !self.is_idle(self.first) {
                break;
            }
            self.forget_first();
        }
        let place = *self.places.get(id)?;
        let idle = self.is_idle(place);
        let Self { connections, blocks, rate, now, .. } = self;
        let log = &mut connections[place as usize].log;
        if idle {
            log.clear(blocks);
        }
        // What is left is at most two windows old: it was not before the newest but one.
        while log.oldest(blocks).is_some_and(|time| since(time, *now) > rate.milliseconds()) {
            log.pop(blocks);
        }
        Some(place)
    }

    /// What a connection has, before a call.
    fn quota_before(&mut self, place: Option<u32>) -> Result<Quota, Refused> {
        let limit = self.rate.calls.get();
        let Some(place) = place else {
            if self.places.len() < self.room {
                return Ok(Quota { rate: self.rate, remaining: limit, reset: Duration::ZERO });
            }
            // The first is in use, or it would have been forgotten.
            let newest = self.connections.get(self.first as usize).map(|first| first.newest);
            let age = newest.map_or(0, |newest| self.now - newest);
            return Err(Refused::full(self.wait(age)));
        };
        let quota = self.quota(place);
        if quota.remaining == 0 {
            Err(Refused::exceeded(self.rate, quota.reset))
        } else {
            Ok(quota)
        }
    }

    fn quota(&mut self, place: u32) -> Quota {
        let limit = self.rate.calls.get();
        let log = self.connections[place as usize].log;
        let oldest = log.oldest(&mut self.blocks);
        let reset = oldest.map_or(Duration::ZERO, |time| self.wait(since(time, self.now).into()));
        Quota { rate: self.rate, remaining: limit.saturating_sub(log.len()), reset }
    }

    /// How long until a call that was accepted so long ago, both times rounded down, has left the
    /// window: until the difference is larger by one, so that the true one is larger than the window.
    fn wait(&self, age: u64) -> Duration {
        let window = u64::from(self.rate.milliseconds());
        Duration::from_millis((window + 1).saturating_sub(age))
    }

    /// Whether no accepted call of the connection is in the window.
    fn is_idle(&self, place: u32) -> bool {
        let age = self.now - self.connections[place as usize].newest;
        age > u64::from(self.rate.milliseconds())
    }

    /// Notes an accepted call.
    fn accept(&mut self, place: u32) {
        self.unlink(place);
        self.link_last(place);
        let Self { connections, blocks, now, .. } = self;
        let connection = &mut connections[place as usize];
        connection.newest = *now;
        connection.log.push(low_half(*now), blocks);
    }

    /// Makes a connection known.
    fn remember(&mut self, id: &ConnectionId) -> u32 {
        let log = Log::new(&mut self.blocks);
        let connection = Connection { id: *id, newest: self.now, log, previous: NONE, next: NONE };
        let place = if self.unused == NONE {
            self.connections.push(connection);
            u32::try_from(self.connections.len() - 1).unwrap_or(NONE)
        } else {
            let place = self.unused;
            let unused = &mut self.connections[place as usize];
            self.unused = unused.next;
            *unused = connection;
            place
        };
        self.places.insert(*id, place);
        self.link_last(place);
        place
    }

    fn forget_first(&mut self) {
        let place = self.first;
        self.unlink(place);
        let Self { connections, blocks, places, unused, .. } = self;
        let connection = &mut connections[place as usize];
        places.remove(&connection.id);
        connection.log.end(blocks);
        connection.next = *unused;
        *unused = place;
    }

    fn unlink(&mut self, place: u32) {
        let Connection { previous, next, .. } = self.connections[place as usize];
        match self.connections.get_mut(previous as usize) {
            Some(connection) => connection.next = next,
            None => self.first = next,
        }
        match self.connections.get_mut(next as usize) {
            Some(connection) => connection.previous = previous,
            None => self.last = previous,
        }
    }

    fn link_last(&mut self, place: u32) {
        let last = self.last;
        match self.connections.get_mut(last as usize) {
            Some(connection) => connection.next = place,
            None => self.first = place,
        }
        let connection = &mut self.connections[place as usize];
        (connection.previous, connection.next) = (last, NONE);
        self.last = place;
    }
}

/// Milliseconds since a time in a log.
fn since(time: u32, now: u64) -> u32 {
    low_half(now).wrapping_sub(time)
}

/// The time as it stands in a log.
fn low_half(now: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "times in a log are modulo 2³²")]
    let low = now as u32;
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_takes_as_little_as_the_docs_say() {
        // Its place in the hash table: the entry and a byte, in a table that is 6/8 full.
        let place = (size_of::<(ConnectionId, u32)>() + 1) * 8_192 / 6_640;
        assert!(size_of::<Connection>() + place <= 74, "{place}");
    }
}
