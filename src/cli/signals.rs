use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

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

/// The SIGHUPs from now on. They end the process no more.
pub fn hangups() -> io::Result<Signal> {
    signal(SignalKind::hangup())
}
