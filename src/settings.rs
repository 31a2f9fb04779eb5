//! What an operator can set, one small struct per concern: flag, then environment variable, then
//! configuration file, then default. The variable of a flag is `PROWFM_` and the flag in capitals; its
//! key in the file is the flag itself.

mod access;
mod calls;
mod config_file;
mod listening;
mod logs;
mod pages;
mod provenance;
mod tenants;
mod throttle;
mod value_errors;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::time::Duration;

pub use access::AccessSettings;
pub use calls::{AppKeyError, CallSettings};
pub use config_file::{ConfigFile, ConfigFileError};
pub use listening::ListenSettings;
pub use logs::{LogSettings, TraceSettings, UserKeyError};
pub use pages::PageSettings;
pub use provenance::{provenance, source_of};
pub use tenants::{TenantCaError, TenantSettings};
pub use throttle::{ThrottleConflict, ThrottleError, ThrottleSettings};
pub use value_errors::{InvalidVariable, SettingFault, with_variables, without_value};

/// The arguments of a command that are settings: those with a variable, but for the file itself.
pub(crate) fn settings_of(command: &clap::Command) -> impl Iterator<Item = &clap::Arg> {
    command.get_arguments().filter(|arg| arg.get_env().is_some() && arg.get_id() != CONFIG)
}

/// The id of the argument that names the configuration file.
const CONFIG: &str = "config";

/// The longest duration that anything may be set to: more would be as good as for ever.
const LONGEST: Duration = Duration::from_hours(24);

/// An address to listen on.
fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "not an IP address with a port, such as 127.0.0.1:8080")
}

/// The most of anything that is counted: more than a machine can hold, and less than tokio's semaphores
/// refuse.
const MOST: usize = 1_000_000;

/// How many of something.
fn count(text: &str) -> Result<NonZeroUsize, &'static str> {
    let count = text.parse().ok().filter(|count: &NonZeroUsize| count.get() <= MOST);
    count.ok_or("not a number from 1 to 1000000")
}

/// Durations as people write them: `5s`, `500ms`, `2m`. A timeout of nothing would fail every call.
fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => Err("must be more than nothing".to_owned()),
        Ok(duration) if duration > LONGEST => Err("must not be more than a day".to_owned()),
        Ok(duration) => Ok(duration),
        Err(_) => Err("not a duration such as 5s, 500ms or 2m".to_owned()),
    }
}
