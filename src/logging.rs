//! Logs: to stderr, as text or JSON.

mod json_line;
mod user_hash;

use std::io::{self, IsTerminal};
use std::panic;
use std::str::FromStr;

use clap::ValueEnum;
use thiserror::Error;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, Registry, fmt, reload};

use json_line::JsonLine;
pub use user_hash::UserHash;

/// Libraries that see requests. Whatever the operator asks for, they never log more than warnings:
/// at lower levels some print headers and bodies.
const SEE_REQUESTS: [&str; 8] =
    ["h2", "hyper", "hyper_util", "poem", "poem_openapi", "reqwest", "rustls", "tokio_rustls"];
/// The levels, from the quietest on.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// What is logged: a level, or a `tracing` filter of modules such as
/// `info,prowfm_auth::upstream=debug`. Filters by span (`[name]=trace`) are refused: they let through
/// whatever a library logs inside a span of its own.
#[derive(Clone, Debug)]
pub struct LogFilter(String);

/// The text is no filter.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("not a level (off, error, warn, info, debug, trace), nor a list of module=level")]
pub struct InvalidFilter;

impl FromStr for LogFilter {
    type Err = InvalidFilter;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        for directive in text.split(',') {
            // A word alone would be read as the name of a module: a level with a typing mistake
            // would log nothing at all.
            let level = directive.rsplit('=').next().unwrap_or_default().trim();
            if directive.contains('[')
                || !LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known))
            {
                return Err(InvalidFilter);
            }
        }
        text.parse::<Targets>().map_err(|_| InvalidFilter)?;
        Ok(Self(text.to_owned()))
    }
}

impl LogFilter {
    /// The filter, without what it says of libraries that see requests.
    #[must_use]
    pub fn targets(&self) -> Targets {
        let sees_requests = |directive: &&str| {
            let target = directive.split(['=', ':']).next().unwrap_or_default().trim();
            SEE_REQUESTS.contains(&target)
        };
        let wanted: Vec<_> =
            self.0.split(',').map(str::trim).filter(|part| !sees_requests(part)).collect();
        // It was parsed before, and each part is a filter by itself.
        let wanted: Targets = wanted.join(",").parse().unwrap_or_default();
        wanted.with_targets(SEE_REQUESTS.map(|library| (library, LevelFilter::WARN)))
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Sets logging up for the whole process. The default format is text on a terminal, else JSON.
///
/// # Errors
///
/// When it was set up before.
pub fn init(filter: &LogFilter, format: Option<LogFormat>) -> Result<LogControl, TryInitError> {
    let (filter, handle) = reload::Layer::new(filter.targets());
    let default = if io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    let layer = match format.unwrap_or(default) {
        LogFormat::Json => fmt::layer().event_format(JsonLine).with_writer(io::stderr).boxed(),
        LogFormat::Text => fmt::layer()
            .with_ansi(io::stderr().is_terminal())
            .with_target(false)
            .with_writer(io::stderr)
            .boxed(),
    };
    tracing_subscriber::registry().with(filter).with(layer).try_init()?;
    log_panics_without_their_text();
    Ok(LogControl(handle))
}

/// Changes what is logged while the program runs.
pub struct LogControl(reload::Handle<Targets, Registry>);

impl LogControl {
    /// From now on, this is logged.
    pub fn set(&self, filter: &LogFilter) {
        match self.0.reload(filter.targets()) {
            Ok(()) => tracing::warn!(log = filter.0, "what is logged was read again"),
            Err(error) => tracing::error!(%error, "what is logged cannot be changed"),
        }
    }
}

/// The text of a panic may hold what was being worked on; where it happened does not.
fn log_panics_without_their_text() {
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        tracing::error!(location, "panicked");
    }));
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn libraries_that_see_requests_say_no_more_than_warnings_whatever_is_asked_for() {
        for asked in
            ["trace", "trace,hyper=trace,h2::proto=trace, rustls=trace", "off,reqwest=trace"]
        {
            let targets = asked.parse::<LogFilter>().unwrap().targets();
            for library in SEE_REQUESTS {
                let module = format!("{library}::proto");
                assert!(targets.would_enable(&module, &Level::WARN), "{asked}: {library}");
                assert!(!targets.would_enable(&module, &Level::INFO), "{asked}: {library}");
            }
        }
    }

    #[test]
    fn a_module_has_its_own_level_and_the_others_the_one_that_stands_alone() {
        let targets = "info, prowfm_auth::upstream=DEBUG".parse::<LogFilter>().unwrap().targets();
        assert!(targets.would_enable("prowfm_auth::upstream", &Level::DEBUG));
        assert!(targets.would_enable("prowfm_auth::api", &Level::INFO));
        assert!(!targets.would_enable("prowfm_auth::api", &Level::DEBUG));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for wrong in
            ["", "inf", "prowfm_auth", "prowfm_auth=", "info,", "[call]=trace", "info,[{x}]=trace"]
        {
            assert!(wrong.parse::<LogFilter>().is_err(), "{wrong}");
        }
    }
}
