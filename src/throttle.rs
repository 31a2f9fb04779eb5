//! How often a connection may call: never more than so many accepted calls in any window of a given
//! length, whenever the window begins.
//!
//! A connection is an API key, a tenant and a client id ([`ConnectionId`]). [`LocalThrottle`] remembers
//! in memory when each connection's calls were accepted; [`SharedThrottle`] lets Redis do so, for several
//! replicas. Refused calls do not count, but for a few with Redis, named there. Nothing of the web
//! framework is known here.

mod clock;
mod connection_id;
mod local;
mod quota;
mod rate;
mod redis_url;
mod shared;

pub use clock::Clock;
pub use connection_id::ConnectionId;
pub use local::{CONNECTIONS, LocalThrottle};
pub use quota::{Quota, Refused};
pub use rate::{InvalidRate, Rate, ThrottleRate};
pub use redis_url::{InvalidRedisUrl, RedisUrl};
pub use shared::{RedisSetupError, RedisTrouble, SharedThrottle};

/// Who decides.
#[derive(Debug)]
pub enum Throttle {
    /// Nobody: every call is accepted.
    Off,
    /// This process.
    Local(LocalThrottle),
    /// Redis, for several replicas.
    Shared(SharedThrottle),
}

/// Who decides at the moment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ThrottleState {
    /// Nobody: every call is accepted.
    Off,
    /// This process, as it is set to.
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

    /// How often a connection may call; `None` is as often as it likes.
    #[must_use]
    pub fn rate(&self) -> Option<Rate> {
        match self {
            Self::Off => None,
            Self::Local(local) => Some(local.rate()),
            Self::Shared(shared) => Some(shared.local().rate()),
        }
    }

    /// Who decides at the moment.
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
    pub fn trouble(&self) -> Option<RedisTrouble> {
        match self {
            Self::Off | Self::Local(_) => None,
            Self::Shared(shared) => shared.trouble(),
        }
    }

    /// How many connections this process remembers.
    #[must_use]
    pub fn connections(&self) -> usize {
        match self {
            Self::Off => 0,
            Self::Local(local) => local.connections(),
            Self::Shared(shared) => shared.local().connections(),
        }
    }
}
