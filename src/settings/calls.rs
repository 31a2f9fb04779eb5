use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use thiserror::Error;

use super::{count, duration};
use crate::upstream::{AppKey, CallLimits};

/// Default of `--max-calls`. A call holds at most some 300 KiB: its body and the tenant's answer.
const MOST_CALLS: NonZeroUsize = NonZeroUsize::new(512).expect("is not zero");
/// Default of `--max-calls-per-tenant`.
const MOST_CALLS_PER_TENANT: NonZeroUsize = NonZeroUsize::new(256).expect("is not zero");

/// How tenants are called.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Calls to tenants")]
pub struct CallSettings {
    /// For a connection to a tenant
    #[arg(
        long,
        env = "PROWFM_CONNECT_TIMEOUT",
        value_name = "DURATION",
        default_value = "5s",
        value_parser = duration
    )]
    pub connect_timeout: Duration,

    /// For a whole call to a tenant, from connecting to the last byte
    #[arg(
        long,
        env = "PROWFM_TENANT_TIMEOUT",
        value_name = "DURATION",
        default_value = "30s",
        value_parser = duration
    )]
    pub tenant_timeout: Duration,

    /// The most calls to tenants in flight; what comes on top gets 503 overloaded
    #[arg(long, env = "PROWFM_MAX_CALLS", value_name = "CALLS", default_value_t = MOST_CALLS, value_parser = count)]
    pub max_calls: NonZeroUsize,

    /// The most of them to one tenant, so that a slow one leaves room for the others
    #[arg(
        long,
        env = "PROWFM_MAX_CALLS_PER_TENANT",
        value_name = "CALLS",
        default_value_t = MOST_CALLS_PER_TENANT,
        value_parser = count
    )]
    pub max_calls_per_tenant: NonZeroUsize,

    /// The file with the app key that is sent to tenants when the caller sends none
    #[arg(long, env = "PROWFM_APP_KEY_FILE", value_name = "FILE")]
    pub app_key_file: Option<PathBuf>,
}

/// The app key cannot be read.
#[derive(Debug, Error)]
pub enum AppKeyError {
    /// There is no such file, or it cannot be read.
    #[error("--app-key-file: {0} cannot be read")]
    File(PathBuf, #[source] std::io::Error),
    /// The file holds something else.
    #[error("--app-key-file: {0} holds no app key: it must be one line of printable characters")]
    Content(PathBuf),
}

impl CallSettings {
    /// What a call to a tenant may cost.
    #[must_use]
    pub fn limits(&self) -> CallLimits {
        CallLimits {
            connect: self.connect_timeout,
            call: self.tenant_timeout,
            calls_per_tenant: self.max_calls_per_tenant.get(),
        }
    }

    /// Reads the app key.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds no app key.
    pub fn app_key(&self) -> Result<Option<AppKey>, AppKeyError> {
        let Some(path) = &self.app_key_file else { return Ok(None) };
        let text = std::fs::read_to_string(path)
            .map_err(|error| AppKeyError::File(path.clone(), error))?;
        let key = AppKey::new(text.trim()).map_err(|_| AppKeyError::Content(path.clone()))?;
        Ok(Some(key))
    }
}
