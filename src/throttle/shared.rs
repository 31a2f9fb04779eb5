mod authorities;
mod fault;
mod window;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak};
use std::time::Duration;

use redis::{Client, RedisError};
use thiserror::Error;

use super::{Clock, ConnectionId, LocalThrottle, Quota, Rate, RedisUrl, Refused};
use fault::Fault;
pub use fault::RedisTrouble;
use window::RedisWindow;

/// How long Redis may take for a decision: less than the quarter of a second in which a call must be
/// decided.
const PATIENCE: Duration = Duration::from_millis(200);
/// How long a connection to Redis may take, with its TLS handshake. No call waits for it.
const CONNECT_PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks at whether Redis still decides: without a call, nobody else would notice.
const PROBE_PAUSE: Duration = Duration::from_secs(1);
/// After how long Redis is tried for the first time again.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest time between two attempts: a wrong password may stay so for days.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The throttle of several replicas, which share their windows through Redis.
///
/// # Who decides
///
/// A call is accepted when Redis and this replica's own window both have room for it. Redis knows
/// the calls of all replicas and goes by its own clock; it is asked once a call. The own window
/// knows the calls that this replica accepted.
///
/// When Redis does not decide within 200 ms, this replica falls back: its own window decides alone
/// and at once, and a task in the background tries to reach Redis again. Another one sees every
/// second whether Redis is still there, so that a replica without calls notices too.
///
/// # What holds
///
/// One replica never accepts more than the rate in any window, whatever becomes of Redis: its own
/// window is asked for every call, so it is complete when it has to decide alone.
///
/// All replicas together do not either while Redis decides and keeps what it knows. Those that have
/// fallen back do not know of each other, and Redis never learns what they accepted. From then, or
/// from when Redis has lost its data, until a window after it is back, all together may accept as
/// many times the rate as there are replicas.
///
/// # Refused calls that count
///
/// Some refused calls count in Redis, which only ever makes the throttle stricter, for one window:
///
/// - one that Redis decided too late, when the own window then refused it;
/// - one of several at once. The own window is looked at first, and without room Redis is not
///   asked. But calls at once may all see the same last room. Redis accepts them all if it has more
///   room than the own window: where it has lost its data, or for a moment when the window slides,
///   as the own window notes a call a little later than Redis does. To take the room before Redis
///   is asked, and to give it back, would end this, but would refuse calls for which there turns
///   out to be room.
///
/// # Redis
///
/// One server, version 5 or newer, or one endpoint of a cluster that does the routing. It holds a
/// list for each connection in use, under `prowfm:throttle:RATE:{ID}`, and need not keep them on
/// disk.
#[derive(Clone)]
pub struct SharedThrottle(Arc<Inner>);

struct Inner {
    rate: Rate,
    local: LocalThrottle,
    client: Client,
    url: RedisUrl,
    link: RwLock<Link>,
}

/// The window in Redis, or why it is out of use.
#[derive(Clone)]
struct Link {
    window: Result<RedisWindow, RedisTrouble>,
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
        let link = Link { window: Err(RedisTrouble::Unreachable), generation: 0 };
        let link = RwLock::new(link);
        let inner = Arc::new(Inner { rate, local, client, url, link });
        match RedisWindow::open(&inner.client, rate).await {
            Ok(window) => inner.link_up(window),
            Err(fault) => inner.go_alone(inner.link_mut(), fault),
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
        let Ok(window) = window else { return inner.local.admit(connection) };
        // Without room in its own window there is no need to ask Redis, where a call would count.
        inner.local.look(connection)?;
        match window.admit(connection).await {
            Ok(shared) => {
                let shared = shared?;
                let local = inner.local.admit(connection)?;
                Ok(if local.remaining < shared.remaining { local } else { shared })
            }
            Err(fault) => {
                inner.fall_back(generation, fault);
                inner.local.admit(connection)
            }
        }
    }

    /// Whether Redis decides; otherwise this replica has fallen back.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.0.link().window.is_ok()
    }

    /// Why Redis does not decide, while it does not.
    #[must_use]
    pub fn trouble(&self) -> Option<RedisTrouble> {
        self.0.link().window.as_ref().err().copied()
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
        *link = Link { window: Ok(window.clone()), generation };
        drop(link);
        tracing::info!(redis = %self.url, "the throttle is shared through Redis");
        tokio::spawn(watch(Arc::downgrade(self), window, generation));
    }

    /// From now on this replica decides on its own, if the fault is one of the present connection.
    fn fall_back(self: &Arc<Self>, generation: u64, fault: Fault) {
        let link = self.link_mut();
        if link.generation == generation && link.window.is_ok() {
            self.go_alone(link, fault);
        }
    }

    fn go_alone(self: &Arc<Self>, mut link: RwLockWriteGuard<'_, Link>, fault: Fault) {
        link.window = Err(fault.trouble());
        drop(link);
        let (redis, reason) = (&self.url, fault.to_string());
        tracing::warn!(%redis, reason, "Redis does not decide; this replica throttles alone");
        tokio::spawn(reach_again(Arc::downgrade(self), fault));
    }

    /// Redis still does not decide, but for another reason.
    fn still_alone(&self, fault: &Fault) {
        self.link_mut().window = Err(fault.trouble());
        let (redis, reason) = (&self.url, fault.to_string());
        tracing::warn!(%redis, reason, "Redis still does not decide, now for another reason");
    }
}

/// Sees every second whether Redis still decides, so that the state is right without calls too. Ends
/// with this connection, or when nobody needs the throttle any more.
async fn watch(inner: Weak<Inner>, window: RedisWindow, generation: u64) {
    let in_use = || {
        let decides = |link: &Link| link.generation == generation && link.window.is_ok();
        inner.upgrade().filter(|inner| decides(&inner.link()))
    };
    loop {
        tokio::time::sleep(PROBE_PAUSE).await;
        if in_use().is_none() {
            return;
        }
        if let Err(fault) = window.probe().await {
            if let Some(inner) = in_use() {
                inner.fall_back(generation, fault);
            }
            return;
        }
    }
}

/// Tries to reach Redis until it succeeds, or until nobody needs it any more. `last` is why it does not
/// decide.
async fn reach_again(inner: Weak<Inner>, mut last: Fault) {
    for pause in pauses() {
        tokio::time::sleep(pause).await;
        let Some(inner) = inner.upgrade() else { return };
        match RedisWindow::open(&inner.client, inner.rate).await {
            Ok(window) => return inner.link_up(window),
            Err(fault) => {
                if !fault.is_like(&last) {
                    inner.still_alone(&fault);
                }
                last = fault;
            }
        }
    }
}

/// The times between attempts to reach Redis, without end: soon at first, for a Redis that is restarted,
/// then seldom, for one that is not for us.
fn pauses() -> impl Iterator<Item = Duration> {
    std::iter::successors(Some(FIRST_PAUSE), |pause| Some((*pause * 2).min(LONGEST_PAUSE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redis_is_tried_soon_and_then_less_and_less_often() {
        let milliseconds: Vec<_> = pauses().map(|pause| pause.as_millis()).take(8).collect();
        assert_eq!(milliseconds, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    }
}
