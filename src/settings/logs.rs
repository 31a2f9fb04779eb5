use std::io;
use std::path::PathBuf;

use clap::Args;
use thiserror::Error;
use url::Url;

use crate::file::{self, Mode};
use crate::logging::{LogFilter, LogFormat, UserHash};
use crate::secret::NoRandomness;
use crate::traces::{Traces, TracesError};

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Logging")]
pub struct LogSettings {
    /// Format of log lines [default: text on a terminal, otherwise json]
    #[arg(long, env = "PROWFM_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,

    /// What is logged: a level, or a list of module=level
    #[arg(long, env = "PROWFM_LOG", value_name = "LEVEL", default_value = "info")]
    pub log: LogFilter,
}

/// What is recorded about calls, in the log and beside it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Logging")]
pub struct TraceSettings {
    /// File with the key of the hash that replaces user names in the log; use the same key on all
    /// replicas [default: a new key at each start]
    #[arg(long, env = "PROWFM_LOG_USER_KEY_FILE", value_name = "FILE")]
    pub log_user_key_file: Option<PathBuf>,

    /// Export traces to the OpenTelemetry collector at this address, by OTLP over HTTP; its port is
    /// usually 4318 [default: none]
    #[arg(long, env = "PROWFM_OTLP", value_name = "URL", value_parser = collector_url)]
    pub otlp: Option<Url>,
}

fn collector_url(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none()
    });
    let url = url.ok_or("not an address such as http://127.0.0.1:4318")?;
    match (url.username(), url.password()) {
        ("", None) => Ok(url),
        _ => Err("has a user name in it; use the variable OTEL_EXPORTER_OTLP_HEADERS"),
    }
}

#[derive(Debug, Error)]
pub enum UserKeyError {
    #[error("--log-user-key-file: {} cannot be read", .0.display())]
    File(PathBuf, #[source] io::Error),
    /// A short key can be guessed.
    #[error("--log-user-key-file: {} has fewer than {MIN_KEY_LENGTH} bytes", .0.display())]
    Short(PathBuf),
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// In bytes.
const MIN_KEY_LENGTH: usize = 16;

impl TraceSettings {
    pub fn user_hash(&self) -> Result<UserHash, UserKeyError> {
        let Some(path) = &self.log_user_key_file else { return Ok(UserHash::with_random_key()?) };
        let file =
            file::read_once(path).map_err(|error| UserKeyError::File(path.clone(), error))?;
        file::warn_of_misuse("--log-user-key-file", path, Mode::Secret);
        let key = file.trim_ascii();
        if key.len() < MIN_KEY_LENGTH {
            return Err(UserKeyError::Short(path.clone()));
        }
        Ok(UserHash::with_key(key))
    }

    /// Starts the export of traces, if there is a collector.
    pub fn exporter(&self) -> Result<Option<Traces>, TracesError> {
        self.otlp.as_ref().map(Traces::start).transpose()
    }
}
