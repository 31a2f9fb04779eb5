mod authorities;
mod window;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak};
use std::time::Duration;

use redis::{Client, RedisError};
use thiserror::Error;

use super::{Clock, ConnectionId, LocalThrottle, Quota, Rate, RedisUrl, Refused};
use window::{Fault, RedisWindow};

/// How long Redis may take for a decision: less than the quarter of a second in which a call must be
/// decided.
const PATIENCE: Duration = Duration::from_millis(200);
/// How long a connection to Redis may take, with its TLS handshake. No call waits for it.
const CONNECT_PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks at whether Redis still decides: without a call, nobody else would notice.
const PROBE_PAUSE: Duration = Duration::from_secs(1);
/// Between two attempts to reach Redis again.
const PAUSE: Duration = Duration::from_millis(250);

/// The throttle of several replicas, which share their windows through Redis.
///
/// Redis decides by its own clock, in one round trip. Where it does not within 200 ms, this replica
/// falls back: its own window decides, at once, until a task in the background has reached Redis again.
///
/// Its own window has to agree at any time, and has to have room. So it already holds what this replica accepted when it falls
/// back, and this replica never accepts more than the rate in any window, whatever becomes of Redis.
/// What replicas accept while they have fallen back is not made known to Redis: together they may accept
/// as many times the rate as there are replicas, until a window after Redis is back. A call that Redis
/// was too slow to decide may count there, even if it was refused.
///
/// Redis is one server, version 5 or newer (or one endpoint of a cluster that does the routing); it holds a
/// list for each connection in use, under `prowfm:throttle:RATE:{ID}`. It need not keep them on disk.
#[derive(Clone)]
pub struct SharedThrottle(Arc<Inner>);

struct Inner {
    rate: Rate,
    local: LocalThrottle,
    client: Client,
    url: RedisUrl,
    link: RwLock<Link>,
}

/// The window in Redis, if it can be reached.
#[derive(Clone)]
struct Link {
    window: Option<RedisWindow>,
    /// How often Redis was reached: faults of an earlier connection do not end a later one.
    generation: u64,
}

/// The client for Redis cannot be set up.
#[derive(Debug, Error)]
pub enum RedisSetupError {
    /// Among what it should trust is no certificate, or a broken one.
    #[error("no usable PEM certificate")]
    Certificate,
    /// The address or the certificates are nothing for the redis crate.
    #[error("the client for Redis cannot be set up")]
    Client(#[from] RedisError),
}

impl SharedThrottle {
    /// Tries once to reach Redis, for at most 2.2 s. If that fails, this replica begins on its own.
    /// `authorities` are PEM certificates that are trusted for TLS beside this machine's, or Mozilla's
    /// where it has none and none are given.
    ///
    /// # Errors
    ///
    /// When `authorities` holds no certificate, or a broken one. Never because Redis cannot be reached.
    pub async fn start(
        rate: Rate,
        url: RedisUrl,
        authorities: Option<&[u8]>,
        clock: Clock,
    ) -> Result<Self, RedisSetupError> {
        let client = authorities::client(&url, authorities)?;
        let local = LocalThrottle::new(rate, clock);
        let link = RwLock::new(Link { window: None, generation: 0 });
        let inner = Arc::new(Inner { rate, local, client, url, link });
        match RedisWindow::open(&inner.client, rate).await {
            Ok(window) => inner.link_up(window),
            Err(fault) => inner.fallen_back(&fault),
        }
        Ok(Self(inner))
    }

    /// Accepts a call of a connection, or refuses it, within 250 ms.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the time to wait.
    pub async fn admit(&self, connection: &ConnectionId) -> Result<Quota, Refused> {
        let inner = &self.0;
        let Link { window, generation } = inner.link().clone();
        let Some(window) = window else { return inner.local.admit(connection) };
        // Without room in its own window there is no need to ask Redis, where a call would count.
        inner.local.look(connection)?;
        match window.admit(connection).await {
            Ok(shared) => {
                let shared = shared?;
                let local = inner.local.admit(connection)?;
                Ok(if local.remaining < shared.remaining { local } else { shared })
            }
            Err(fault) => {
                inner.fall_back(generation, &fault);
                inner.local.admit(connection)
            }
        }
    }

    /// Whether Redis decides; otherwise this replica has fallen back.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.0.link().window.is_some()
    }

    /// This replica's own window.
    #[must_use]
    pub fn local(&self) -> &LocalThrottle {
        &self.0.local
    }
}

impl fmt::Debug for SharedThrottle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("SharedThrottle");
        shown.field("redis", &self.0.url).field("is_shared", &self.is_shared());
        shown.finish_non_exhaustive()
    }
}

impl Inner {
    fn link(&self) -> RwLockReadGuard<'_, Link> {
        self.link.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn link_mut(&self) -> RwLockWriteGuard<'_, Link> {
        self.link.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on Redis decides.
    fn link_up(self: &Arc<Self>, window: RedisWindow) {
        let mut link = self.link_mut();
        let generation = link.generation + 1;
        *link = Link { window: Some(window.clone()), generation };
        drop(link);
        tracing::info!(redis = %self.url, "the throttle is shared through Redis");
        tokio::spawn(watch(Arc::downgrade(self), window, generation));
    }

    /// From now on this replica decides on its own, if the fault is one of the present connection.
    fn fall_back(self: &Arc<Self>, generation: u64, fault: &Fault) {
        let mut link = self.link_mut();
        if link.generation != generation || link.window.take().is_none() {
            return;
        }
        drop(link);
        self.fallen_back(fault);
    }

    fn fallen_back(self: &Arc<Self>, fault: &Fault) {
        let reason = fault.to_string();
        tracing::warn!(redis = %self.url, reason, "Redis does not decide; this replica throttles alone");
        tokio::spawn(reach_again(Arc::downgrade(self)));
    }
}

/// Sees every second whether Redis still decides, so that the state is right without calls too. Ends
/// with this connection, or when nobody needs the throttle any more.
async fn watch(inner: Weak<Inner>, window: RedisWindow, generation: u64) {
    let in_use = || inner.upgrade().filter(|inner| inner.link().generation == generation);
    loop {
        tokio::time::sleep(PROBE_PAUSE).await;
        if !in_use().is_some_and(|inner| inner.link().window.is_some()) {
            return;
        }
        if let Err(fault) = window.probe().await {
            if let Some(inner) = in_use() {
                inner.fall_back(generation, &fault);
            }
            return;
        }
    }
}

/// Tries to reach Redis until it succeeds, or until nobody needs it any more.
async fn reach_again(inner: Weak<Inner>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(inner) = inner.upgrade() else { return };
        if let Ok(window) = RedisWindow::open(&inner.client, inner.rate).await {
            inner.link_up(window);
            return;
        }
    }
}
