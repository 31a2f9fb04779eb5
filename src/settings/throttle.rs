use std::path::PathBuf;
use std::time::Duration;
use std::{fs, io};

use clap::Args;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::connector::texts;
use crate::throttle::{
    Clock, InvalidRedisUrl, LocalThrottle, Rate, RedisSetupError, RedisUrl, SharedThrottle,
    Throttle, ThrottleRate,
};

/// How often a connection may call.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Throttle")]
pub struct ThrottleSettings {
    /// Most calls of a connection (API key, tenant and client id) in any window of that length; or off
    #[arg(long, env = "PROWFM_THROTTLE", value_name = "CALLS/DURATION", default_value_t = published())]
    pub throttle: ThrottleRate,

    /// Share the throttle between replicas through this Redis server; rediss:// for TLS. Without an
    /// answer from it, a replica goes on with its own window
    #[arg(long, env = "PROWFM_REDIS", value_name = "URL", hide_env_values = true)]
    pub redis: Option<RedisUrl>,

    /// The file with the password for Redis, so that it need not stand in the address
    #[arg(long, env = "PROWFM_REDIS_PASSWORD_FILE", value_name = "FILE")]
    pub redis_password_file: Option<PathBuf>,

    /// PEM certificates trusted for Redis over TLS, beside the system's
    #[arg(long, env = "PROWFM_REDIS_CA", value_name = "FILE")]
    pub redis_ca: Option<PathBuf>,
}

/// What the connector's page promises.
fn published() -> ThrottleRate {
    let window = Duration::from_secs(texts::THROTTLE_SECONDS.into());
    Rate::new(texts::THROTTLE_CALLS, window).map_or(ThrottleRate::Off, ThrottleRate::Every)
}

/// The throttle cannot be set up.
#[derive(Debug, Error)]
pub enum ThrottleError {
    /// A file cannot be read.
    #[error("{}: {} cannot be read", .0, .1.display())]
    File(&'static str, PathBuf, #[source] io::Error),
    /// The file holds no password, or the address cannot have one.
    #[error("--redis-password-file: {} holds no password in UTF-8", .0.display())]
    Password(PathBuf, #[source] InvalidRedisUrl),
    /// There is no certificate in it, or a broken one.
    #[error("--redis-ca: {} holds no usable PEM certificate", .0.display())]
    Certificate(PathBuf),
    /// Redis cannot be used in this way.
    #[error("--redis cannot be used")]
    Setup(#[source] RedisSetupError),
}

impl ThrottleSettings {
    /// Sets the throttle up. Waits a moment for Redis, and goes on without.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or used.
    pub async fn throttle(&self) -> Result<Throttle, ThrottleError> {
        let ThrottleRate::Every(rate) = self.throttle else { return Ok(Throttle::Off) };
        let Some(url) = self.redis_url()? else {
            return Ok(Throttle::Local(LocalThrottle::new(rate, Clock::default())));
        };
        let read = |path: &PathBuf| {
            fs::read(path).map_err(|error| ThrottleError::File("--redis-ca", path.clone(), error))
        };
        let authorities = self.redis_ca.as_ref().map(read).transpose()?;
        let shared = SharedThrottle::start(rate, url, authorities.as_deref(), Clock::default());
        let shared = shared.await.map_err(|error| match (&self.redis_ca, error) {
            (Some(path), RedisSetupError::Certificate) => ThrottleError::Certificate(path.clone()),
            (_, error) => ThrottleError::Setup(error),
        });
        Ok(Throttle::Shared(shared?))
    }

    fn redis_url(&self) -> Result<Option<RedisUrl>, ThrottleError> {
        let (Some(url), Some(path)) = (&self.redis, &self.redis_password_file) else {
            return Ok(self.redis.clone());
        };
        let unreadable = |error| ThrottleError::File("--redis-password-file", path.clone(), error);
        let password = Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?);
        let url = url.with_password(password.trim());
        url.map(Some).map_err(|error| ThrottleError::Password(path.clone(), error))
    }
}
