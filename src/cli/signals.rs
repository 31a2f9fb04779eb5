use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{Cli, Command};
use crate::logging::LogControl;

/// SIGTERM and SIGINT stop a service: the first one cancels the token, so that calls in flight are
/// finished; a second one ends the process at once, with code 1. Signals that other programs understand,
/// and that would end this one in the middle of a call, are ignored.
pub fn stop_on_signals() -> io::Result<CancellationToken> {
    for other in [SignalKind::user_defined1(), SignalKind::user_defined2(), SignalKind::alarm()] {
        // The runtime's handler stays after the stream is dropped.
        drop(signal(other)?);
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
        tracing::info!("stopping: calls in flight are finished first");
        token.cancel();
        tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
        std::process::exit(1);
    });
    Ok(stop)
}

/// On SIGHUP the log filter is read again. All settings are read for that, but only the configuration
/// file can have changed. (Keys and certificates are reloaded without a signal.)
pub fn reload_log_filter_on_hangup(logs: LogControl) -> io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            match Cli::try_from_command_line().map(|cli| cli.command) {
                Ok(Command::Serve(serve)) => logs.set(&serve.log.log),
                Ok(_) => {}
                // Names the file and the key, never a value.
                Err(error) => {
                    let error = error.to_string();
                    let error = error.trim_start_matches("error: ").trim();
                    tracing::error!(error, "the settings cannot be read again");
                }
            }
        }
    });
    Ok(())
}
