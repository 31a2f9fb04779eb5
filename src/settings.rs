//! Settings of `serve`, one struct per concern. Precedence: flag, environment variable, configuration
//! file, default. The variable of a flag is `PROWFM_` and the flag in capitals; its key in the file is
//! the flag's name.

mod access;
mod calls;
mod config_file;
mod hosts;
mod keeping;
mod listening;
mod login;
mod logs;
mod provenance;
mod tenant_table;
mod tenants;
mod throttle;
mod value_errors;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::time::Duration;

pub use access::AccessSettings;
pub use calls::{AppKeyError, CallSettings};
pub use config_file::{ConfigFile, ConfigFileError};
pub use hosts::{HostSettings, TenantCaError, TimeoutSettings, TokenHostSettings};
pub use keeping::{KeepTokens, KeepingSettings, OnOff, SealingKeyError};
pub use listening::{ListenSettings, PageSettings};
pub use login::LoginSettings;
pub use logs::{LogSettings, TraceSettings, UserKeyError};
pub use provenance::{provenance, source_of};
pub use tenant_table::{InvalidTable, TenantTable};
pub use tenants::{TenantSettings, Tenants};
pub use throttle::{ThrottleError, ThrottleSettings};
pub use value_errors::{InvalidSetting, InvalidVariable, apply_environment, redact_value};

/// The id of the argument that names the configuration file.
const CONFIG: &str = "config";

/// The arguments of a command that are settings: those with a variable, except the configuration file.
fn settings_of(command: &clap::Command) -> impl Iterator<Item = &clap::Arg> {
    command.get_arguments().filter(|arg| arg.get_env().is_some() && arg.get_id() != CONFIG)
}

fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "not an IP address with a port, such as 127.0.0.1:8080")
}

fn count(text: &str, max: usize) -> Result<NonZeroUsize, String> {
    let count = text.parse().ok().filter(|count: &NonZeroUsize| count.get() <= max);
    count.ok_or_else(|| format!("not a number from 1 to {max}"))
}

/// Longer timeouts are as good as none.
const MAX_DURATION: Duration = Duration::from_hours(24);

/// A duration as people write it, such as `5s`, `500ms` or `2m`. With a timeout of zero every call would
/// fail.
fn duration(text: &str) -> Result<Duration, &'static str> {
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => Err("must be longer than 0s"),
        Ok(duration) if duration > MAX_DURATION => Err("must not be longer than a day"),
        Ok(duration) => Ok(duration),
        Err(_) => Err("not a duration such as 5s, 500ms or 2m"),
    }
}
