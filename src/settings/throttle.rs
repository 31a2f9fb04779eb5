use std::path::PathBuf;
use std::{fs, io};

use clap::Args;
use thiserror::Error;
use zeroize::Zeroizing;

use super::SettingFault;
use crate::throttle::{
    Clock, InvalidRedisUrl, LocalThrottle, Rate, RedisSetupError, RedisUrl, SharedThrottle,
    Throttle, ThrottleRate,
};

/// How often a connection may call.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Throttle")]
pub struct ThrottleSettings {
    /// Most calls of a connection (API key, tenant and client id) in any window of that length; or off
    #[arg(long, env = "PROWFM_THROTTLE", value_name = "CALLS/DURATION", default_value_t = ThrottleRate::Every(Rate::PUBLISHED))]
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

/// A setting that would be ignored. Refused, because whoever set it believes that it does something.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum ThrottleConflict {
    /// Nobody would be asked.
    #[error("--redis shares the throttle, which --throttle off turns off: leave out one of them")]
    NothingToShare,
    /// There is nobody to sign in to.
    #[error("--redis-password-file does nothing without --redis")]
    PasswordWithoutRedis,
    /// There is nobody to trust.
    #[error("--redis-ca does nothing without --redis")]
    AuthorityWithoutRedis,
    /// There is no certificate to check.
    #[error("--redis-ca does nothing with redis://: write rediss:// in --redis, for TLS")]
    AuthorityWithoutTls,
}

impl From<ThrottleConflict> for SettingFault {
    fn from(conflict: ThrottleConflict) -> Self {
        let key = match conflict {
            ThrottleConflict::NothingToShare => "redis",
            ThrottleConflict::PasswordWithoutRedis => "redis-password-file",
            ThrottleConflict::AuthorityWithoutRedis | ThrottleConflict::AuthorityWithoutTls => {
                "redis-ca"
            }
        };
        Self::new(key, conflict.to_string())
    }
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
    /// Whether each setting has something to do.
    ///
    /// # Errors
    ///
    /// When one would be ignored.
    pub fn check(&self) -> Result<(), ThrottleConflict> {
        match &self.redis {
            None if self.redis_password_file.is_some() => {
                Err(ThrottleConflict::PasswordWithoutRedis)
            }
            None if self.redis_ca.is_some() => Err(ThrottleConflict::AuthorityWithoutRedis),
            Some(_) if matches!(self.throttle, ThrottleRate::Off) => {
                Err(ThrottleConflict::NothingToShare)
            }
            Some(url) if self.redis_ca.is_some() && !url.is_tls() => {
                Err(ThrottleConflict::AuthorityWithoutTls)
            }
            _ => Ok(()),
        }
    }

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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        throttle: ThrottleSettings,
    }

    /// What is said against these arguments.
    fn conflict(arguments: &str) -> Option<String> {
        let words = std::iter::once("program").chain(arguments.split_whitespace());
        let settings = Program::try_parse_from(words).unwrap().throttle;
        settings.check().err().map(|conflict| conflict.to_string())
    }

    #[test]
    fn settings_that_do_something_are_accepted() {
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
    fn a_setting_that_would_be_ignored_is_refused_by_name() {
        for (arguments, flags) in [
            ("--redis-password-file p", ["--redis-password-file", "--redis"]),
            ("--redis-ca c --throttle off", ["--redis-ca", "--redis"]),
            ("--redis redis://cache --redis-ca c", ["--redis-ca", "rediss://"]),
            ("--redis redis://cache --throttle off", ["--redis ", "--throttle off"]),
        ] {
            let text = conflict(arguments).unwrap();
            assert!(flags.iter().all(|flag| text.contains(flag)), "{arguments}: {text}");
        }
    }
}
