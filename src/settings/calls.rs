use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;
use thiserror::Error;

use super::{TimeoutSettings, count};
use crate::file::{self, Mode};
use crate::upstream::{AppKey, CallLimits};

/// Above what a machine can hold, below what tokio's semaphores accept.
const MAX_CALLS: usize = 1_000_000;
/// A call holds at most some 300 KiB: its body and the tenant's response.
const DEFAULT_CALLS: NonZeroUsize = NonZeroUsize::new(512).expect("is not zero");
const DEFAULT_CALLS_PER_TENANT: NonZeroUsize = NonZeroUsize::new(256).expect("is not zero");

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Calls to tenants")]
pub struct CallSettings {
    #[command(flatten)]
    pub timeouts: TimeoutSettings,

    /// Maximum number of calls to tenants in flight; further calls get 503 overloaded
    #[arg(
        long,
        env = "PROWFM_MAX_CALLS",
        value_name = "CALLS",
        default_value_t = DEFAULT_CALLS,
        value_parser = |text: &str| count(text, MAX_CALLS)
    )]
    pub max_calls: NonZeroUsize,

    /// Maximum number of calls in flight to one tenant, so that a slow tenant leaves room for others
    #[arg(
        long,
        env = "PROWFM_MAX_CALLS_PER_TENANT",
        value_name = "CALLS",
        default_value_t = DEFAULT_CALLS_PER_TENANT,
        value_parser = |text: &str| count(text, MAX_CALLS)
    )]
    pub max_calls_per_tenant: NonZeroUsize,

    /// File with the app key that is sent to tenants when the caller sends none
    #[arg(long, env = "PROWFM_APP_KEY_FILE", value_name = "FILE")]
    pub app_key_file: Option<PathBuf>,
}

#[derive(Debug, Error)]
pub enum AppKeyError {
    /// The setting, and the file that it names.
    #[error("{0}: {1} cannot be read")]
    File(String, PathBuf, #[source] std::io::Error),
    #[error("{0}: {1} must contain one line of printable characters, the app key")]
    Content(String, PathBuf),
}

impl CallSettings {
    #[must_use]
    pub fn limits(&self) -> CallLimits {
        CallLimits {
            connect: self.timeouts.connect_timeout,
            call: self.timeouts.tenant_timeout,
            calls_per_tenant: self.max_calls_per_tenant.get(),
        }
    }

    pub fn app_key(&self) -> Result<Option<AppKey>, AppKeyError> {
        let key = self.app_key_file.as_deref().map(|path| Self::app_key_in("--app-key-file", path));
        key.transpose()
    }

    /// The app key in the file that a setting names.
    pub fn app_key_in(setting: &str, path: &Path) -> Result<AppKey, AppKeyError> {
        let unreadable = |error| AppKeyError::File(setting.to_owned(), path.into(), error);
        let text = file::read_text_once(path).map_err(unreadable)?;
        file::warn_of_misuse(setting, path, Mode::Secret);
        AppKey::new(text.trim()).map_err(|_| AppKeyError::Content(setting.to_owned(), path.into()))
    }
}
