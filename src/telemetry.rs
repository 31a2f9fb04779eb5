//! Logs: to stderr, as text or JSON.

use std::io::{self, IsTerminal};
use std::panic;

use thiserror::Error;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::Directive;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, fmt};

use crate::settings::{LogFormat, LogSettings};

/// Libraries that see requests. Whatever the operator asks for, they never log more than warnings:
/// at lower levels some print headers and bodies.
const SEE_REQUESTS: [&str; 8] =
    ["h2", "hyper", "hyper_util", "poem", "poem_openapi", "reqwest", "rustls", "tokio_rustls"];

/// Logging cannot be set up.
#[derive(Debug, Error)]
pub enum LogError {
    /// The filter cannot be understood.
    #[error("--log: not a level (error, warn, info, debug, trace) or a tracing filter")]
    Filter,
    /// It was set up before.
    #[error("logging is set up already")]
    SetUp(#[from] TryInitError),
}

/// Sets logging up for the whole process.
///
/// # Errors
///
/// When the filter cannot be understood.
pub fn init(settings: &LogSettings) -> Result<(), LogError> {
    let filter = filter(&settings.log)?;
    let default = if io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    let layer = match settings.log_format.unwrap_or(default) {
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_target(false)
            .with_writer(io::stderr)
            .boxed(),
        LogFormat::Text => fmt::layer()
            .with_ansi(io::stderr().is_terminal())
            .with_target(false)
            .with_writer(io::stderr)
            .boxed(),
    };
    tracing_subscriber::registry().with(filter).with(layer).try_init()?;
    log_panics_without_their_text();
    Ok(())
}

/// The filter of these words, with the libraries that see requests kept quiet.
///
/// # Errors
///
/// When it cannot be understood.
pub fn filter(text: &str) -> Result<EnvFilter, LogError> {
    let mut filter = EnvFilter::builder().parse(text).map_err(|_| LogError::Filter)?;
    for library in SEE_REQUESTS {
        let quiet: Directive = format!("{library}=warn").parse().map_err(|_| LogError::Filter)?;
        filter = filter.add_directive(quiet);
    }
    Ok(filter)
}

/// The text of a panic may hold what was being worked on; where it happened does not.
fn log_panics_without_their_text() {
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        tracing::error!(location, "a fault of this program");
    }));
}
