use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

/// Maximum size of all unfinished bodies together, in bytes.
const MAX_SIZE: usize = 32 << 20;

/// Maximum size of the unfinished bodies of one peer, in bytes.
const MAX_SIZE_OF_PEER: usize = 4 << 20;

/// The bodies of which a part has arrived and the rest has not. A body that arrives at once, as nearly
/// every one does, is not counted.
#[derive(Default)]
pub struct UnfinishedBodies(Mutex<Sizes>);

#[derive(Default)]
struct Sizes {
    total: usize,
    by_peer: HashMap<IpAddr, usize>,
}

/// There is no room for more.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Full;

/// The room that one body takes, free again on drop.
pub struct Room {
    /// `None` without limits.
    bodies: Option<(Arc<UnfinishedBodies>, IpAddr)>,
    size: usize,
}

impl Room {
    pub fn unlimited() -> Self {
        Self { bodies: None, size: 0 }
    }

    pub fn of_peer(bodies: Arc<UnfinishedBodies>, peer: IpAddr) -> Self {
        Self { bodies: Some((bodies, network(peer))), size: 0 }
    }

    /// Takes as much room as the body has now.
    pub fn grow_to(&mut self, size: usize) -> Result<(), Full> {
        let more = size.saturating_sub(self.size);
        if let Some((bodies, peer)) = &self.bodies
            && more > 0
        {
            bodies.0.lock().add(*peer, more)?;
            self.size = size;
        }
        Ok(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Some((bodies, peer)) = &self.bodies
            && self.size > 0
        {
            bodies.0.lock().remove(*peer, self.size);
        }
    }
}

impl Sizes {
    fn add(&mut self, peer: IpAddr, size: usize) -> Result<(), Full> {
        let of_peer = self.by_peer.get(&peer).copied().unwrap_or_default() + size;
        if self.total + size > MAX_SIZE || of_peer > MAX_SIZE_OF_PEER {
            return Err(Full);
        }
        self.total += size;
        self.by_peer.insert(peer, of_peer);
        Ok(())
    }

    fn remove(&mut self, peer: IpAddr, size: usize) {
        self.total = self.total.saturating_sub(size);
        if let Some(of_peer) = self.by_peer.get_mut(&peer) {
            *of_peer = of_peer.saturating_sub(size);
            if *of_peer == 0 {
                self.by_peer.remove(&peer);
            }
        }
    }
}

/// What counts as one peer: with IPv6 each has a network of addresses.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & (u128::MAX << 64)).into()),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: usize = 64 * 1024;

    fn room(bodies: &Arc<UnfinishedBodies>, peer: &str) -> Room {
        Room::of_peer(Arc::clone(bodies), peer.parse().unwrap())
    }

    /// As many bodies as find room.
    fn fill(bodies: &Arc<UnfinishedBodies>, peer: &str) -> Vec<Room> {
        let mut rooms = Vec::new();
        loop {
            let mut room = room(bodies, peer);
            if room.grow_to(BODY).is_err() {
                return rooms;
            }
            rooms.push(room);
        }
    }

    #[test]
    fn a_peer_takes_only_a_part_of_the_room() {
        let bodies = Arc::default();
        let rooms = fill(&bodies, "192.0.2.1");
        assert_eq!(rooms.len(), 64);
        assert!(fill(&bodies, "::ffff:192.0.2.1").is_empty(), "it is the same peer");
        assert_eq!(fill(&bodies, "2001:db8::1").len(), 64);
        let other = fill(&bodies, "2001:db8::1");
        assert!(fill(&bodies, "2001:db8::2").is_empty(), "it is the same network");
        drop(other);
        assert_eq!(fill(&bodies, "2001:db8::2").len(), 64);
        drop(rooms);
        assert_eq!(fill(&bodies, "192.0.2.1").len(), 64);
        assert!(bodies.0.lock().by_peer.is_empty());
    }

    #[test]
    fn all_peers_together_take_no_more_than_there_is() {
        let bodies = Arc::default();
        let rooms: Vec<_> = (0..20).map(|n| fill(&bodies, &format!("192.0.2.{n}"))).collect();
        assert_eq!(rooms.iter().map(Vec::len).sum::<usize>(), 512);
        drop(rooms);
        assert_eq!(bodies.0.lock().total, 0);
    }

    /// What it has counts once, however many pieces it arrives in.
    #[test]
    fn a_body_that_grows_takes_the_room_of_its_size() {
        let bodies = Arc::default();
        let mut room = room(&bodies, "192.0.2.1");
        for size in [0, 10, 10, 1_000, 900] {
            room.grow_to(size).unwrap();
        }
        assert_eq!(bodies.0.lock().total, 1_000);
        assert_eq!(room.grow_to(MAX_SIZE_OF_PEER + 1), Err(Full));
        assert_eq!(bodies.0.lock().total, 1_000);
        assert!(Room::unlimited().grow_to(usize::MAX).is_ok());
    }
}
