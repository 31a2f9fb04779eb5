//! What an operator can set, one small struct per concern: flag, then environment variable, then
//! configuration file, then default. The variable of a flag is `PROWFM_` and the flag in capitals; its
//! key in the file is the flag itself.

mod access;
mod calls;
mod config_file;
mod in_force;
mod listening;
mod logs;
mod tenants;
mod throttle;

use std::time::Duration;

pub use access::{AccessSettings, OpenToAnybody};
pub use calls::{AppKeyError, CallSettings};
pub use config_file::{ConfigFile, ConfigFileError};
pub use in_force::in_force;
pub use listening::{HalfACertificate, ListenSettings};
pub use logs::{LogFormat, LogSettings, UserKeyError};
pub use tenants::{TenantNotAllowed, TenantSettings};
pub use throttle::{ThrottleConflict, ThrottleError, ThrottleSettings};

/// The arguments of a command that are settings: those with a variable, but for the file itself.
pub(crate) fn settings_of(command: &clap::Command) -> impl Iterator<Item = &clap::Arg> {
    command.get_arguments().filter(|arg| arg.get_env().is_some() && arg.get_id() != CONFIG)
}

/// The id of the argument that names the configuration file.
const CONFIG: &str = "config";

/// Durations as people write them: `5s`, `500ms`, `2m`. A timeout of nothing would fail every call.
fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => Err("must be more than nothing".to_owned()),
        Ok(duration) => Ok(duration),
        Err(_) => Err("not a duration such as 5s, 500ms or 2m".to_owned()),
    }
}
