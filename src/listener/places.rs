use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use slab::Slab;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::progress::Progress;
use super::warning::Warning;

/// How long a connection waits for a place before another idle one is closed for it.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long the places count as short after the last one was taken.
const SHORTAGE: Duration = Duration::from_mins(1);

/// The places for connections of a listener. A connection that finds none free gets that of the
/// longest idle one, so that callers who only hold connections open keep no others out.
#[derive(Clone)]
pub struct Places(Arc<Inner>);

struct Inner {
    limit: usize,
    free: Arc<Semaphore>,
    taken: Mutex<Taken>,
    shortage: Mutex<Shortage>,
    closed: AtomicU64,
}

#[derive(Default)]
struct Taken {
    connections: Slab<Arc<Progress>>,
    /// Those that were idle when they were last looked for, and since when; the longest idle one is the
    /// last. Any other has become idle later.
    idle: Vec<(Instant, usize)>,
}

#[derive(Default)]
struct Shortage {
    last: Option<Instant>,
    warning: Warning,
}

/// The place of a connection, free again on drop.
pub struct Place {
    places: Places,
    key: usize,
    _permit: OwnedSemaphorePermit,
}

impl Places {
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self(Arc::new(Inner {
            limit,
            free: Arc::new(Semaphore::new(limit)),
            taken: Mutex::default(),
            shortage: Mutex::default(),
            closed: AtomicU64::new(0),
        }))
    }

    #[must_use]
    pub fn limit(&self) -> usize {
        self.0.limit
    }

    #[must_use]
    pub fn taken(&self) -> usize {
        self.0.limit.saturating_sub(self.0.free.available_permits())
    }

    /// How many idle connections were closed to make room.
    #[must_use]
    pub fn closed(&self) -> u64 {
        self.0.closed.load(Ordering::Relaxed)
    }

    /// Whether a connection has found no free place within the last minute.
    #[must_use]
    pub fn are_short(&self) -> bool {
        self.0.shortage.lock().last.is_some_and(|last| last.elapsed() < SHORTAGE)
    }

    /// A place for a connection, as soon as there is one.
    pub(super) async fn take(&self, progress: Arc<Progress>) -> Option<Place> {
        let free = &self.0.free;
        let permit = if let Ok(permit) = Arc::clone(free).try_acquire_owned() {
            permit
        } else {
            self.0.report_shortage();
            loop {
                self.0.close_longest_idle();
                if let Ok(permit) = timeout(PATIENCE, Arc::clone(free).acquire_owned()).await {
                    break permit.ok()?;
                }
            }
        };
        let key = self.0.taken.lock().connections.insert(progress);
        Some(Place { places: self.clone(), key, _permit: permit })
    }
}

impl Inner {
    fn report_shortage(&self) {
        let mut shortage = self.shortage.lock();
        shortage.last = Some(Instant::now());
        if shortage.warning.is_due() {
            let connections = self.limit;
            tracing::warn!(
                connections,
                "all places for connections are taken: the longest idle ones are closed"
            );
        }
    }

    fn close_longest_idle(&self) {
        let mut taken = self.taken.lock();
        let connection = taken.next_idle().or_else(|| {
            taken.look_for_idle();
            taken.next_idle()
        });
        if let Some(connection) = connection {
            connection.close();
            self.closed.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Taken {
    /// The longest idle connection, of those that were idle at the last look and still are.
    fn next_idle(&mut self) -> Option<Arc<Progress>> {
        while let Some((since, key)) = self.idle.pop() {
            let connection = self.connections.get(key);
            let connection = connection.filter(|connection| connection.idle_since() == Some(since));
            if let Some(connection) = connection {
                return Some(Arc::clone(connection));
            }
        }
        None
    }

    /// A connection that was told to close and has not yet is not idle again.
    fn look_for_idle(&mut self) {
        let connections = self.connections.iter();
        let idle =
            connections.filter_map(|(key, open)| open.idle_since().map(|since| (since, key)));
        self.idle.extend(idle);
        self.idle.sort_unstable_by(|one, other| other.cmp(one));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.0.taken.lock().connections.remove(self.key);
    }
}
