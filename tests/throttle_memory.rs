//! What a full throttle takes, as the operating system counts it. Alone in its process, so that nobody
//! else's memory is measured.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prowfm_auth::throttle::{CONNECTIONS, Clock, ConnectionId, LocalThrottle};

/// Calls of each connection: as many as it may, and then enough to see that memory is used again.
const CALLS: [u64; 2] = [100, 20];
const MIB: usize = 1 << 20;

/// Memory in use by this process, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() * 1_024
}

fn connections(generation: usize) -> Vec<ConnectionId> {
    let client = |number: usize| format!("{generation} {number}");
    (0..CONNECTIONS).map(|number| ConnectionId::of(None, "host", &client(number))).collect()
}

#[test]
fn a_hundred_thousand_connections_with_a_hundred_calls_each_take_at_most_64_mib() {
    let milliseconds = Arc::new(AtomicU64::new(0));
    let time = milliseconds.clone();
    let clock = Clock::new(move || Duration::from_millis(time.load(Ordering::Relaxed)));
    let generations = [connections(0), connections(1)];
    let before = resident();
    let throttle = LocalThrottle::new("100/60s".parse().unwrap(), clock);
    for (generation, connections) in generations.iter().enumerate() {
        // In turn, which mixes their memory most.
        for _ in 0..CALLS[generation] {
            for connection in connections {
                assert!(throttle.admit(connection).is_ok());
            }
            milliseconds.fetch_add(590, Ordering::Relaxed);
        }
        let taken = resident() - before;
        assert_eq!(throttle.connections(), CONNECTIONS);
        assert!(taken <= 64 * MIB, "{taken}");
        assert!(taken >= 38 * MIB, "{taken} cannot be all: the times alone are more");
        // All fall idle, and others come.
        milliseconds.fetch_add(60_000, Ordering::Relaxed);
    }
}
