mod authorities;
mod back_off;
mod decision_error;
mod window;

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::{RwLock, RwLockWriteGuard};
use redis::{Client, RedisError};
use thiserror::Error;

use super::{Clock, ConnectionId, LocalThrottle, Quota, Rate, RedisUrl, Refused};
pub use authorities::client as redis_client;
use back_off::{BackOff, pauses};
use decision_error::DecisionError;
pub use decision_error::RedisFailure;
use window::RedisWindow;

/// For a decision by Redis. Less than the 250 ms in which a call must be decided.
const DECISION_TIMEOUT: Duration = Duration::from_millis(200);
/// For a connection to Redis, including its TLS handshake. No call waits for it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Interval of the probes, which notice a lost Redis when there are no calls.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);
/// The throttle of several replicas, which share their windows through Redis.
///
/// # Who decides
///
/// A call is accepted when Redis and the local window of this replica both have room for it. Redis
/// knows the calls of all replicas and uses its own clock; it is asked once a call. The local window
/// knows the calls that this replica has accepted.
///
/// When Redis does not decide within 200 ms, this replica falls back: the local window decides alone
/// and at once, and a background task tries to reconnect to Redis. While Redis decides, another one
/// probes it every second, so that a replica without calls notices a loss too.
///
/// # Guarantees
///
/// One replica never accepts more than the rate in any window, whatever happens to Redis: every call
/// is counted in its local window, which is therefore complete when it has to decide alone.
///
/// All replicas together never accept more either, while Redis decides and keeps its data. Replicas
/// that have fallen back do not know of each other, and Redis never learns what they accepted. From a
/// fallback, or a loss of Redis's data, until one window after Redis is back, all replicas together may
/// accept the rate once per replica.
///
/// # Refused calls that count
///
/// Some refused calls count in Redis, which makes the throttle stricter for one window, never weaker:
///
/// - a call that Redis decided too late and the local window then refused;
/// - one of several concurrent calls. The local window is checked first, and without room Redis is
///   not asked. But concurrent calls may all see the same last room. Redis accepts them all if it has
///   more room than the local window: after a loss of its data, or for a moment when the window
///   slides, because the local window records a call a little later than Redis does. Reserving the
///   room before asking Redis, and returning it afterwards, would prevent this, but would refuse calls
///   for which there turns out to be room.
///
/// # Redis
///
/// One server, version 5 or newer, or one endpoint of a cluster that does the routing. It holds a
/// list for each connection in use, under `prowfm:throttle:RATE:{ID}`, and need not persist it.
pub struct SharedThrottle {
    /// The window of this replica, and the rate.
    local: LocalThrottle,
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    url: RedisUrl,
    link: RwLock<Link>,
}

/// The window in Redis, or why it is not in use.
#[derive(Clone)]
struct Link {
    window: Result<RedisWindow, RedisFailure>,
    /// Number of connections so far: an error of an earlier connection does not end a later one.
    generation: u64,
    back_off: BackOff,
}

/// The client for Redis cannot be set up.
#[derive(Debug, Error)]
pub enum RedisSetupError {
    #[error("no usable PEM certificate")]
    Certificate,
    /// The redis crate refuses the address or the certificates.
    #[error("the client for Redis cannot be set up")]
    Client(#[from] RedisError),
}

impl SharedThrottle {
    /// Tries once to connect to Redis, for at most 2.2 s. If that fails, this replica starts in fallback.
    /// `authorities` are PEM certificates trusted for TLS beside this machine's, or Mozilla's where it has
    /// none and none are given.
    ///
    /// # Errors
    ///
    /// When `authorities` contains no certificate, or an invalid one. Not when Redis cannot be reached.
    pub async fn start(
        rate: Rate,
        url: RedisUrl,
        authorities: Option<&[u8]>,
        clock: Clock,
    ) -> Result<Self, RedisSetupError> {
        let client = authorities::client(&url, authorities)?;
        let local = LocalThrottle::new(rate, clock);
        let window = Err(RedisFailure::Unreachable);
        let link = Link { window, generation: 0, back_off: BackOff::default() };
        let link = RwLock::new(link);
        let inner = Arc::new(Inner { client, url, link });
        match RedisWindow::open(&inner.client).await {
            Ok(window) => inner.link_up(window),
            Err(error) => inner.go_alone(inner.link.write(), error),
        }
        Ok(Self { local, inner })
    }

    /// A throttle of another rate with the same connection to Redis. Its local window knows the same calls;
    /// in Redis, each rate has windows of its own.
    #[must_use]
    pub fn with_rate(&self, rate: Rate) -> Self {
        Self { local: self.local.with_rate(rate), inner: Arc::clone(&self.inner) }
    }

    /// Accepts a call of a connection, or refuses it, within 250 ms.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the time to wait.
    pub async fn admit(&self, connection: &ConnectionId) -> Result<Quota, Refused> {
        let (inner, local) = (&self.inner, &self.local);
        let Link { window, generation, .. } = inner.link.read().clone();
        let Ok(window) = window else { return local.admit(connection) };
        // Without room in the local window Redis is not asked: the refused call would count there.
        local.check(connection)?;
        match window.admit(local.rate(), connection).await {
            Ok(shared) => {
                let shared = shared?;
                let local = local.admit(connection)?;
                Ok(if local.remaining < shared.remaining { local } else { shared })
            }
            Err(error) => {
                inner.fall_back(generation, error);
                local.admit(connection)
            }
        }
    }

    /// Whether Redis decides; otherwise this replica has fallen back.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.inner.link.read().window.is_ok()
    }

    /// Why Redis does not decide, while it does not.
    #[must_use]
    pub fn redis_failure(&self) -> Option<RedisFailure> {
        self.inner.link.read().window.as_ref().err().copied()
    }

    /// The local window of this replica.
    #[must_use]
    pub fn local(&self) -> &LocalThrottle {
        &self.local
    }
}

impl fmt::Debug for SharedThrottle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("SharedThrottle");
        shown.field("redis", &self.inner.url).field("is_shared", &self.is_shared());
        shown.finish_non_exhaustive()
    }
}

impl Inner {
    /// From now on Redis decides.
    fn link_up(self: &Arc<Self>, window: RedisWindow) {
        let mut link = self.link.write();
        let generation = link.generation + 1;
        link.window = Ok(window.clone());
        link.generation = generation;
        link.back_off.link_up();
        drop(link);
        tracing::info!(redis = %self.url, "the throttle is shared through Redis");
        tokio::spawn(watch(Arc::downgrade(self), window, generation));
    }

    /// From now on this replica decides alone, if the error is one of the current connection.
    fn fall_back(self: &Arc<Self>, generation: u64, error: DecisionError) {
        let link = self.link.write();
        if link.generation == generation && link.window.is_ok() {
            self.go_alone(link, error);
        }
    }

    fn go_alone(self: &Arc<Self>, mut link: RwLockWriteGuard<'_, Link>, error: DecisionError) {
        link.window = Err(error.failure());
        let pause = link.back_off.fall_back();
        drop(link);
        tracing::warn!(redis = %self.url, reason = %error, "Redis does not decide; this replica throttles alone");
        tokio::spawn(reconnect(Arc::downgrade(self), pause, error));
    }

    /// Redis still does not decide, but for another reason.
    fn still_alone(&self, error: &DecisionError) {
        self.link.write().window = Err(error.failure());
        tracing::warn!(redis = %self.url, reason = %error, "Redis still does not decide, now for another reason");
    }
}

/// Probes Redis until this connection is lost or the throttle is dropped.
async fn watch(inner: Weak<Inner>, window: RedisWindow, generation: u64) {
    let in_use = || {
        let decides = |link: &Link| link.generation == generation && link.window.is_ok();
        inner.upgrade().filter(|inner| decides(&inner.link.read()))
    };
    loop {
        tokio::time::sleep(PROBE_INTERVAL).await;
        if in_use().is_none() {
            return;
        }
        if let Err(error) = window.probe().await {
            if let Some(inner) = in_use() {
                inner.fall_back(generation, error);
            }
            return;
        }
    }
}

/// Tries to connect to Redis until that succeeds or the throttle is dropped. `last` is the latest reported
/// error.
async fn reconnect(inner: Weak<Inner>, first: Duration, mut last: DecisionError) {
    for pause in pauses(first) {
        tokio::time::sleep(pause).await;
        let Some(inner) = inner.upgrade() else { return };
        match RedisWindow::open(&inner.client).await {
            Ok(window) => return inner.link_up(window),
            Err(error) => {
                if !error.is_like(&last) {
                    inner.still_alone(&error);
                }
                last = error;
            }
        }
    }
}
