//! How often a connection may call: at most a number of accepted calls in any window of a given length,
//! whenever the window begins.
//!
//! A connection is an API key, a tenant and a client id ([`ConnectionId`]). [`LocalThrottle`] keeps the
//! times of accepted calls in memory, [`SharedThrottle`] in Redis, for several replicas. Refused calls do
//! not count; [`SharedThrottle`] names the exceptions.

mod connection_id;
mod local;
mod quota;
mod rate;
mod redis_url;
mod shared;

pub use crate::clock::Clock;
pub use connection_id::ConnectionId;
pub use local::{CONNECTIONS, LocalThrottle};
pub use quota::{Quota, Refused};
pub use rate::{InvalidRate, Rate, ThrottleRate};
pub use redis_url::{InvalidRedisUrl, RedisUrl};
pub use shared::{RedisFailure, RedisSetupError, SharedThrottle, redis_client};

/// The throttle that the operator has chosen.
#[derive(Debug)]
pub enum Throttle {
    /// Every call is accepted.
    Off,
    Local(LocalThrottle),
    Shared(SharedThrottle),
}

/// What decides at the moment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ThrottleState {
    /// Every call is accepted.
    Off,
    /// This process, by choice.
    Local,
    /// Redis.
    Shared,
    /// This process, because Redis does not decide.
    FallenBack,
}

impl Throttle {
    /// Accepts a call of a connection, or refuses it. Without a throttle there is no quota.
    ///
    /// # Errors
    ///
    /// [`Refused`], with the time to wait.
    pub async fn admit(&self, connection: &ConnectionId) -> Result<Option<Quota>, Refused> {
        match self {
            Self::Off => Ok(None),
            Self::Local(local) => local.admit(connection).map(Some),
            Self::Shared(shared) => shared.admit(connection).await.map(Some),
        }
    }

    /// A throttle of another rate that knows the same calls; `None` if none are counted.
    #[must_use]
    pub fn with_rate(&self, rate: Rate) -> Option<Self> {
        match self {
            Self::Off => None,
            Self::Local(local) => Some(Self::Local(local.with_rate(rate))),
            Self::Shared(shared) => Some(Self::Shared(shared.with_rate(rate))),
        }
    }

    /// How often a connection may call; `None` without a throttle.
    #[must_use]
    pub fn rate(&self) -> Option<Rate> {
        match self {
            Self::Off => None,
            Self::Local(local) => Some(local.rate()),
            Self::Shared(shared) => Some(shared.local().rate()),
        }
    }

    #[must_use]
    pub fn state(&self) -> ThrottleState {
        match self {
            Self::Off => ThrottleState::Off,
            Self::Local(_) => ThrottleState::Local,
            Self::Shared(shared) if shared.is_shared() => ThrottleState::Shared,
            Self::Shared(_) => ThrottleState::FallenBack,
        }
    }

    /// Why Redis does not decide, while it should and does not.
    #[must_use]
    pub fn redis_failure(&self) -> Option<RedisFailure> {
        match self {
            Self::Off | Self::Local(_) => None,
            Self::Shared(shared) => shared.redis_failure(),
        }
    }

    /// Number of connections that this process knows.
    #[must_use]
    pub fn connections(&self) -> usize {
        match self {
            Self::Off => 0,
            Self::Local(local) => local.connections(),
            Self::Shared(shared) => shared.local().connections(),
        }
    }
}
