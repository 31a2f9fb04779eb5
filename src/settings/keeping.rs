use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use thiserror::Error;

use super::{InvalidSetting, duration};
use crate::file::{self, Mode};
use crate::sealing::{InvalidSealingKey, SealingKeys};
use crate::secret::NoRandomness;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Kept tokens and refused passwords")]
pub struct KeepingSettings {
    /// Which operations may hand out a token that was got before
    #[arg(long, env = "PROWFM_KEEP_TOKENS", value_name = "WHICH", default_value = "connection")]
    pub keep_tokens: KeepTokens,

    /// Least life that a kept token must have left to be handed out; never more than half of its life
    #[arg(
        long,
        env = "PROWFM_KEEP_TOKENS_AT_LEAST",
        value_name = "DURATION",
        default_value = "5m",
        value_parser = duration
    )]
    pub keep_tokens_at_least: Duration,

    /// Hold a password back for a while that a tenant has just refused, so that a forgotten flow locks
    /// no user out
    #[arg(long, env = "PROWFM_LOCKOUT_GUARD", value_name = "ON|OFF", default_value = "on")]
    pub lockout_guard: OnOff,

    /// File with at least 32 random bytes in base64 or hexadecimal, the same on all replicas: with it and
    /// --redis, replicas share kept tokens and refused passwords. A second line is the key before a
    /// rotation, which still opens
    #[arg(long, env = "PROWFM_SEALING_KEY_FILE", value_name = "FILE")]
    pub sealing_key_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum KeepTokens {
    /// None
    Off,
    /// Those that are made for it: of connected accounts and of profiles
    Connection,
    /// Also every password grant
    All,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum OnOff {
    On,
    Off,
}

#[derive(Debug, Error)]
pub enum SealingKeyError {
    #[error("--sealing-key-file: {0} cannot be read")]
    File(PathBuf, #[source] io::Error),
    #[error("--sealing-key-file: {0} cannot be used")]
    Content(PathBuf, #[source] InvalidSealingKey),
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl KeepingSettings {
    /// Refuses a setting that would have no effect, because an operator who sets it relies on it.
    pub fn check(&self, has_redis: bool) -> Result<(), InvalidSetting> {
        if self.sealing_key_file.is_some() && !has_redis {
            let message = "has no effect without --redis".to_owned();
            return Err(InvalidSetting { key: "sealing-key-file", message });
        }
        Ok(())
    }

    /// The keys of the file, or a new one for this process alone.
    pub fn sealing_keys(&self) -> Result<SealingKeys, SealingKeyError> {
        let Some(path) = &self.sealing_key_file else { return Ok(SealingKeys::random()?) };
        let text = file::read_text_once(path);
        let text = text.map_err(|error| SealingKeyError::File(path.clone(), error))?;
        file::warn_of_misuse("--sealing-key-file", path, Mode::Secret);
        text.parse().map_err(|error| SealingKeyError::Content(path.clone(), error))
    }
}
