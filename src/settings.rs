//! Settings of `serve`, one struct per concern. Precedence: flag, environment variable, configuration
//! file, default. The variable of a flag is `PROWFM_` and the flag in capitals; its key in the file is
//! the flag's name.

mod access;
mod calls;
mod config_file;
mod environment;
mod hosts;
mod in_force;
mod keeping;
mod key_lines;
mod listening;
mod login;
mod logs;
mod spelling;
mod tenant_table;
mod tenants;
mod throttle;
mod value_errors;

use std::borrow::Cow;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::time::Duration;

pub use access::AccessSettings;
pub use calls::{AppKeyError, CallSettings};
pub use config_file::{ConfigFile, ConfigFileError};
pub use environment::{
    InvalidVariable, InvalidVariables, UnknownVariable, apply_environment, unknown_variables,
};
pub use hosts::{HostSettings, TenantCaError, TimeoutSettings, TokenHostSettings};
pub use in_force::{Derived, InForce};
pub use keeping::{KeepTokens, KeepingSettings, OnOff, SealingKeyError};
pub use listening::{ListenSettings, PageSettings};
pub use login::LoginSettings;
pub use logs::{LogSettings, TraceSettings, UserKeyError};
pub use tenant_table::{InvalidTable, TenantTable};
pub use tenants::{TenantSettings, Tenants};
pub use throttle::{Redis, ThrottleError, ThrottleSettings};
pub use value_errors::{InvalidSetting, redact_value};

/// The id of the argument that names the configuration file.
const CONFIG: &str = "config";

/// The arguments of a command that are settings: those with a variable, except the configuration file.
fn settings_of(command: &clap::Command) -> impl Iterator<Item = &clap::Arg> {
    command.get_arguments().filter(|arg| arg.get_env().is_some() && arg.get_id() != CONFIG)
}

/// Several messages, one on a line.
fn lines(messages: &[impl ToString]) -> String {
    messages.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// An address to listen on, as people write it: `127.0.0.1:8080`, `localhost:8080`, or `:8080` for all
/// addresses (of IPv4).
///
/// # Errors
///
/// With what can be written.
pub fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    let ip = match text.rsplit_once(':') {
        Some(("localhost", port)) => Some((Ipv4Addr::LOCALHOST, port)),
        Some(("", port)) => Some((Ipv4Addr::UNSPECIFIED, port)),
        _ => None,
    };
    let address = match ip {
        Some((ip, port)) => port.parse().ok().map(|port: u16| SocketAddr::from((ip, port))),
        None => text.parse().ok(),
    };
    if text.parse::<u16>().is_ok() {
        return Err(
            "a port alone is not an address: localhost:8080 and :8080 are, the second one for all addresses",
        );
    }
    address.ok_or(
        "not an IP address with a port, such as 127.0.0.1:8080; localhost:8080 and :8080, for all \
         addresses, can be written too",
    )
}

fn count(text: &str, max: usize) -> Result<NonZeroUsize, String> {
    let count = text.parse().ok().filter(|count: &NonZeroUsize| count.get() <= max);
    count.ok_or_else(|| format!("not a number from 1 to {max}"))
}

/// Longer timeouts are as good as none.
const MAX_DURATION: Duration = Duration::from_hours(24);

/// Seconds without a unit up to here are shown in the message about them. A longer number may be a
/// misplaced secret.
const MAX_SHOWN: u32 = 86_400;

/// A duration as people write it, such as `5s`, `500ms` or `2m`. With a timeout of zero every call would
/// fail.
fn duration(text: &str) -> Result<Duration, Cow<'static, str>> {
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => Err("must be longer than 0s".into()),
        Ok(duration) if duration > MAX_DURATION => Err("must not be longer than a day".into()),
        Ok(duration) => Ok(duration),
        Err(_) => Err(match text.parse().ok().filter(|seconds: &u32| *seconds <= MAX_SHOWN) {
            Some(seconds) => {
                format!("not a duration, because it has no unit: write {seconds}s for seconds")
                    .into()
            }
            None => "not a duration such as 5s, 500ms or 2m".into(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it() {
        for (text, address) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("[::1]:0", "[::1]:0"),
            ("localhost:8080", "127.0.0.1:8080"),
            (":8080", "0.0.0.0:8080"),
        ] {
            assert_eq!(socket_address(text), Ok(address.parse().unwrap()), "{text}");
        }
        for wrong in ["", ":", "8080", "localhost", "localhost:", ":65536", "::1", "example.com:80"]
        {
            assert!(socket_address(wrong).is_err(), "{wrong}");
        }
        assert!(socket_address("8080").unwrap_err().contains("a port alone is not"));
    }

    #[test]
    fn a_number_without_a_unit_is_told_the_unit() {
        assert!(duration("30").unwrap_err().ends_with("write 30s for seconds"));
        for other in ["123456", "+30s", "s", "30 apples"] {
            assert_eq!(duration(other).unwrap_err(), "not a duration such as 5s, 500ms or 2m");
        }
    }
}
