use std::io;
use std::path::PathBuf;

use clap::Args;
use redis::Client;
use thiserror::Error;

use super::InvalidSetting;
use crate::file::{self, Mode};
use crate::shared_store::SharedStore;
use crate::throttle::{
    Clock, InvalidRedisUrl, LocalThrottle, Rate, RedisSetupError, RedisUrl, SharedThrottle,
    Throttle, ThrottleRate, redis_client,
};

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Throttle")]
pub struct ThrottleSettings {
    /// Maximum number of calls of a connection (API key, tenant and client id) in any window of this
    /// length, or off
    #[arg(
        long,
        env = "PROWFM_THROTTLE",
        value_name = "CALLS/DURATION",
        default_value_t = ThrottleRate::Every(Rate::PUBLISHED)
    )]
    pub throttle: ThrottleRate,

    /// Share the throttle between replicas through this Redis server, and with --sealing-key-file kept
    /// tokens and refused passwords; rediss:// for TLS. Each replica goes on alone while Redis does not
    /// respond
    #[arg(long, env = "PROWFM_REDIS", value_name = "URL", hide_env_values = true)]
    pub redis: Option<RedisUrl>,

    /// File with the password for Redis, so that the address need not contain it
    #[arg(long, env = "PROWFM_REDIS_PASSWORD_FILE", value_name = "FILE")]
    pub redis_password_file: Option<PathBuf>,

    /// CA certificates (PEM) to trust for Redis over TLS, in addition to the system's
    #[arg(long, env = "PROWFM_REDIS_CA", value_name = "FILE")]
    pub redis_ca: Option<PathBuf>,
}

#[derive(Debug, Error)]
pub enum ThrottleError {
    #[error("{}: {} cannot be read", .0, .1.display())]
    File(&'static str, PathBuf, #[source] io::Error),
    /// The file has no password, or the address cannot have one.
    #[error("--redis-password-file: {} contains no password in UTF-8", .0.display())]
    Password(PathBuf, #[source] InvalidRedisUrl),
    #[error("--redis-ca: {} contains no usable PEM certificate", .0.display())]
    Certificate(PathBuf),
    #[error("--redis cannot be used")]
    Setup(#[source] RedisSetupError),
}

impl ThrottleSettings {
    /// Refuses a setting that would have no effect, because an operator who sets it relies on it.
    pub fn check(&self, shares_tokens: bool) -> Result<(), InvalidSetting> {
        let no_effect = |key, message: &str| Err(InvalidSetting { key, message: message.into() });
        match &self.redis {
            None if self.redis_password_file.is_some() => {
                no_effect("redis-password-file", "has no effect without --redis")
            }
            None if self.redis_ca.is_some() => {
                no_effect("redis-ca", "has no effect without --redis")
            }
            Some(_) if self.throttle == ThrottleRate::Off && !shares_tokens => no_effect(
                "redis",
                "shares the throttle, which --throttle off turns off: remove one of them",
            ),
            Some(url) if self.redis_ca.is_some() && !url.is_tls() => no_effect(
                "redis-ca",
                "has no effect with redis://: for TLS, write rediss:// in --redis",
            ),
            _ => Ok(()),
        }
    }

    /// Redis, with its files read. Connects to nothing.
    pub fn redis(&self) -> Result<Option<Redis>, ThrottleError> {
        let Some(url) = self.redis_url()? else { return Ok(None) };
        let redis = Redis { url, authorities: self.authorities()? };
        match redis.client() {
            Ok(_) => Ok(Some(redis)),
            Err(error) => Err(self.setup_error(error)),
        }
    }

    fn authorities(&self) -> Result<Option<Vec<u8>>, ThrottleError> {
        let read = |path: &PathBuf| {
            let read = file::read_once(path).map(|content| content.to_vec());
            read.map_err(|error| ThrottleError::File("--redis-ca", path.clone(), error))
        };
        self.redis_ca.as_ref().map(read).transpose()
    }

    fn setup_error(&self, error: RedisSetupError) -> ThrottleError {
        match (&self.redis_ca, error) {
            (Some(path), RedisSetupError::Certificate) => ThrottleError::Certificate(path.clone()),
            (_, error) => ThrottleError::Setup(error),
        }
    }

    fn redis_url(&self) -> Result<Option<RedisUrl>, ThrottleError> {
        let (Some(url), Some(path)) = (&self.redis, &self.redis_password_file) else {
            return Ok(self.redis.clone());
        };
        let unreadable = |error| ThrottleError::File("--redis-password-file", path.clone(), error);
        let password = file::read_text_once(path).map_err(unreadable)?;
        file::warn_of_misuse("--redis-password-file", path, Mode::Secret);
        url.with_password(password.trim())
            .map(Some)
            .map_err(|error| ThrottleError::Password(path.clone(), error))
    }
}

/// The Redis server that replicas share.
#[derive(Clone, Debug)]
pub struct Redis {
    url: RedisUrl,
    /// PEM certificates that are trusted for it.
    authorities: Option<Vec<u8>>,
}

impl Redis {
    fn client(&self) -> Result<Client, RedisSetupError> {
        redis_client(&self.url, self.authorities.as_deref())
    }

    /// The store for what replicas share. Connects later.
    pub fn store(&self) -> Result<SharedStore, ThrottleError> {
        let store = self.client().and_then(|client| Ok(SharedStore::new(client)?));
        store.map_err(ThrottleError::Setup)
    }

    /// A throttle of this rate. With Redis, waits a moment for it, and goes on without it.
    pub async fn throttle(
        redis: Option<&Self>,
        rate: ThrottleRate,
    ) -> Result<Throttle, ThrottleError> {
        let ThrottleRate::Every(rate) = rate else { return Ok(Throttle::Off) };
        let Some(Self { url, authorities }) = redis else {
            return Ok(Throttle::Local(LocalThrottle::new(rate, Clock::default())));
        };
        SharedThrottle::start(rate, url.clone(), authorities.as_deref(), Clock::default())
            .await
            .map(Throttle::Shared)
            .map_err(ThrottleError::Setup)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        throttle: ThrottleSettings,
    }

    fn conflict(arguments: &str) -> Option<String> {
        let words = std::iter::once("program").chain(arguments.split_whitespace());
        let settings = Program::try_parse_from(words).unwrap().throttle;
        settings.check(false).err().map(|invalid| format!("--{}: {}", invalid.key, invalid.message))
    }

    #[test]
    fn settings_with_an_effect_are_accepted() {
        for arguments in [
            "",
            "--throttle off",
            "--redis redis://cache",
            "--redis redis://cache --redis-password-file p",
            "--redis rediss://cache --redis-password-file p --redis-ca c --throttle 5/1s",
        ] {
            assert_eq!(conflict(arguments), None, "{arguments}");
        }
    }

    #[test]
    fn a_setting_without_effect_is_refused_by_name() {
        for (arguments, flags) in [
            ("--redis-password-file p", ["--redis-password-file", "--redis"]),
            ("--redis-ca c --throttle off", ["--redis-ca", "--redis"]),
            ("--redis redis://cache --redis-ca c", ["--redis-ca", "rediss://"]),
            ("--redis redis://cache --throttle off", ["--redis:", "--throttle off"]),
        ] {
            let text = conflict(arguments).unwrap();
            assert!(flags.iter().all(|flag| text.contains(flag)), "{arguments}: {text}");
        }
    }
}
