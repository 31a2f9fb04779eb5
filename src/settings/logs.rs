use std::path::PathBuf;
use std::{fs, io};

use clap::Args;
use thiserror::Error;
use url::Url;
use zeroize::Zeroizing;

use crate::logging::{LogFilter, LogFormat, UserHash};
use crate::secret::NoRandomness;

/// What is logged, and how.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Logging")]
pub struct LogSettings {
    /// How log lines look [default: text on a terminal, else json]
    #[arg(long, env = "PROWFM_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,

    /// What is logged: a level, or a list of module=level
    #[arg(long, env = "PROWFM_LOG", value_name = "LEVEL", default_value = "info")]
    pub log: LogFilter,
}

/// What is told of calls, beside the log.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Logging")]
pub struct TraceSettings {
    /// The file with the key of the hash that stands for a user in the log; the same on all replicas
    /// [default: a new key at each start]
    #[arg(long, env = "PROWFM_LOG_USER_KEY_FILE", value_name = "FILE")]
    pub log_user_key_file: Option<PathBuf>,

    /// Export traces to the OpenTelemetry collector at this address, by OTLP over HTTP; it usually has
    /// port 4318 [default: none]
    #[arg(long, env = "PROWFM_OTLP", value_name = "URL", value_parser = collector)]
    pub otlp: Option<Url>,
}

fn collector(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.filter(|url| url.has_host() && url.query().is_none());
    let url = url.ok_or("not an address such as http://127.0.0.1:4318")?;
    match (url.username(), url.password()) {
        ("", None) => Ok(url),
        _ => Err("has a user name in it; use the variable OTEL_EXPORTER_OTLP_HEADERS"),
    }
}

/// There is nothing to hash the names of users with.
#[derive(Debug, Error)]
pub enum UserKeyError {
    /// There is no such file, or it cannot be read.
    #[error("--log-user-key-file: {} cannot be read", .0.display())]
    File(PathBuf, #[source] io::Error),
    /// What is in it can be guessed.
    #[error("--log-user-key-file: {} holds fewer than 16 bytes", .0.display())]
    Short(PathBuf),
    /// No file, and no random numbers.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// Fewest bytes of a key.
const SHORTEST_KEY: usize = 16;

impl TraceSettings {
    /// What stands for users in the log.
    ///
    /// # Errors
    ///
    /// When the key cannot be read, or is too short.
    pub fn user_hash(&self) -> Result<UserHash, UserKeyError> {
        let Some(path) = &self.log_user_key_file else { return Ok(UserHash::with_random_key()?) };
        let key = fs::read(path).map_err(|error| UserKeyError::File(path.clone(), error))?;
        let key = Zeroizing::new(key);
        match key.trim_ascii() {
            key if key.len() < SHORTEST_KEY => Err(UserKeyError::Short(path.clone())),
            key => Ok(UserHash::with_key(key)),
        }
    }
}
