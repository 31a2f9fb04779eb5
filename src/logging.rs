//! Logs on stderr, as text or JSON. While a service runs, a thread of its own writes them.

mod json_line;
mod line_queue;
mod short_line;
mod user_hash;

use std::io::{self, IsTerminal, Write};
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;
use std::{fmt, panic};

use clap::ValueEnum;
use thiserror::Error;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, Registry, reload};

use json_line::JsonLine;
use line_queue::LineQueue;
use short_line::ShortLine;
pub use user_hash::UserHash;

/// Libraries that handle requests. Some log headers and bodies below the level of warnings, so that no
/// filter enables more than that.
const HANDLE_REQUESTS: [&str; 8] =
    ["h2", "hyper", "hyper_util", "poem", "poem_openapi", "reqwest", "rustls", "tokio_rustls"];
/// In ascending order of detail.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// A level, or a `tracing` filter of modules such as `info,prowfm_auth::upstream=debug`. Filters by span
/// (`[name]=trace`) are refused, because they enable everything that a library logs inside its spans.
#[derive(Clone, Debug)]
pub struct LogFilter(String);

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("not a level (off, error, warn, info, debug, trace), nor a list of module=level")]
pub struct InvalidFilter;

impl FromStr for LogFilter {
    type Err = InvalidFilter;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        for directive in text.split(',') {
            // A word alone would be read as a module's name, so that a misspelt level would disable the
            // log.
            let level = directive.rsplit('=').next().unwrap_or_default().trim();
            let known = LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known));
            if !known || directive.contains('[') {
                return Err(InvalidFilter);
            }
        }
        text.parse::<Targets>().map_err(|_| InvalidFilter)?;
        Ok(Self(text.to_owned()))
    }
}

impl LogFilter {
    /// The filter, with the libraries that handle requests limited to warnings.
    #[must_use]
    pub fn targets(&self) -> Targets {
        let handles_requests = |directive: &&str| {
            let target = directive.split(['=', ':']).next().unwrap_or_default().trim();
            HANDLE_REQUESTS.contains(&target)
        };
        let directives: Vec<_> =
            self.0.split(',').map(str::trim).filter(|part| !handles_requests(part)).collect();
        // The whole filter was parsed before, and each directive is a filter by itself.
        let targets: Targets = directives.join(",").parse().unwrap_or_default();
        targets.with_targets(HANDLE_REQUESTS.map(|library| (library, LevelFilter::WARN)))
    }
}

/// Format of log lines.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum LogFormat {
    /// For people; on a terminal in short
    Text,
    /// One JSON object per line
    Json,
}

/// What is written to stderr once logging is set up: the log, and texts for people.
static STDERR: OnceLock<LineQueue> = OnceLock::new();

/// Time to write the rest at the end of the program.
const FAREWELL: Duration = Duration::from_secs(1);

#[derive(Debug, Error)]
pub enum LoggingError {
    #[error("the thread that writes the log cannot be started")]
    Thread(#[source] io::Error),
    #[error("logging cannot be set up")]
    Init(#[from] TryInitError),
}

/// Sets logging up for the whole process. The default format is text on a terminal, which gets it in short;
/// otherwise JSON.
pub fn init(filter: &LogFilter, format: Option<LogFormat>) -> Result<LogControl, LoggingError> {
    let queue = LineQueue::start(io::stderr()).map_err(LoggingError::Thread)?;
    let queue = STDERR.get_or_init(|| queue);
    let (filter, handle) = reload::Layer::new(filter.targets());
    let is_terminal = io::stderr().is_terminal();
    let default = if is_terminal { LogFormat::Text } else { LogFormat::Json };
    let layer = match format.unwrap_or(default) {
        LogFormat::Json => layer().event_format(JsonLine).with_writer(move || queue).boxed(),
        LogFormat::Text if is_terminal => {
            layer().event_format(ShortLine).with_writer(move || queue).boxed()
        }
        LogFormat::Text => {
            layer().with_ansi(false).with_target(false).with_writer(move || queue).boxed()
        }
    };
    tracing_subscriber::registry().with(filter).with(layer).try_init()?;
    log_panics_without_message();
    Ok(LogControl(handle))
}

/// Prints a text for the person at the terminal. While a service runs, it waits in the order of the log.
pub fn explain(text: fmt::Arguments<'_>) {
    match STDERR.get() {
        Some(queue) => queue.add(format!("{text}\n").as_bytes()),
        // A command that prints, and ends.
        None => drop(writeln!(io::stderr(), "{text}")),
    }
}

/// How many lines of the log were dropped instead of written.
#[must_use]
pub fn dropped_lines() -> u64 {
    STDERR.get().map_or(0, LineQueue::dropped)
}

/// Writes the rest of the log at the end of the program, for a second at most.
pub fn finish() {
    if let Some(queue) = STDERR.get() {
        queue.finish(FAREWELL);
    }
}

/// Changes the filter while the program runs.
pub struct LogControl(reload::Handle<Targets, Registry>);

impl LogControl {
    pub fn set(&self, filter: &LogFilter) {
        match self.0.reload(filter.targets()) {
            Ok(()) => tracing::warn!(log = filter.0, "the log filter was read again"),
            Err(error) => tracing::error!(%error, "the log filter cannot be changed"),
        }
    }
}

/// The message of a panic may contain data of a call; its location does not.
fn log_panics_without_message() {
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
    fn libraries_that_handle_requests_never_log_more_than_warnings() {
        for filter in
            ["trace", "trace,hyper=trace,h2::proto=trace, rustls=trace", "off,reqwest=trace"]
        {
            let targets = filter.parse::<LogFilter>().unwrap().targets();
            for library in HANDLE_REQUESTS {
                let module = format!("{library}::proto");
                assert!(targets.would_enable(&module, &Level::WARN), "{filter}: {library}");
                assert!(!targets.would_enable(&module, &Level::INFO), "{filter}: {library}");
            }
        }
    }

    #[test]
    fn a_module_has_its_own_level_and_the_others_the_default() {
        let targets = "info, prowfm_auth::upstream=DEBUG".parse::<LogFilter>().unwrap().targets();
        assert!(targets.would_enable("prowfm_auth::upstream", &Level::DEBUG));
        assert!(targets.would_enable("prowfm_auth::api", &Level::INFO));
        assert!(!targets.would_enable("prowfm_auth::api", &Level::DEBUG));
    }

    #[test]
    fn an_invalid_filter_is_refused() {
        for wrong in
            ["", "inf", "prowfm_auth", "prowfm_auth=", "info,", "[call]=trace", "info,[{x}]=trace"]
        {
            assert!(wrong.parse::<LogFilter>().is_err(), "{wrong}");
        }
    }
}
