//! The accept loop of the facade and of the sandbox, in clear or over TLS, for HTTP/1.1.
//!
//! `poem::Server` has no deadline for a header, lets connections that send nothing delay a graceful
//! stop, and spins when it runs out of descriptors.

mod body;
mod certificate_life;
mod connection;
mod given;
mod places;
mod progress;
mod refusal;
mod socket;
mod tls;
mod warning;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::{Endpoint, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use certificate_life::CertificateLife;
pub use given::{GivenSockets, GivenSocketsError};
pub use places::Places;
pub use refusal::{OnRefused, Refusal, Refused};
pub use socket::listen;
pub use tls::{CertificateError, server_config, server_config_of_pem};

use connection::Connection;
use places::Place;
use progress::Progress;
use refusal::Refusals;
use warning::Warning;

/// What a connection may cost. The endpoint limits the size and the time of a body that it reads.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Concurrent connections. A further one takes the place of the longest idle one, or waits.
    pub connections: usize,
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For a request's header to arrive: the first one from the start of the connection, a later one
    /// from its first byte.
    pub header: Duration,
    /// For the part of a body that the endpoint does not read, once its response is ready.
    pub unread_body: Duration,
    /// For a connection without a request. Longer than proxies keep theirs (60 s is usual), so that no
    /// request is sent into a connection that is being closed.
    pub idle: Duration,
    /// For the peer to take at least one byte of a response.
    pub write: Duration,
    /// Maximum size of a request's header, and size of a connection's buffers, in bytes.
    pub header_size: usize,
    /// Maximum number of headers in a request.
    pub headers: usize,
    /// For the calls in flight to end after the stop signal. Longer than a call may take.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            handshake: Duration::from_secs(10),
            header: Duration::from_secs(10),
            unread_body: Duration::from_secs(2),
            idle: Duration::from_secs(75),
            write: Duration::from_secs(30),
            header_size: 32 * 1024,
            headers: 100,
            drain: Duration::from_secs(45),
        }
    }
}

#[derive(Clone)]
pub enum Security {
    Clear,
    /// A new configuration applies to new connections.
    Tls(watch::Receiver<Arc<ServerConfig>>),
}

/// Pause after a connection could not be accepted, for example because descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is cancelled, then finishes the calls in flight, within the limit. `refused` is told
/// of requests that do not reach the endpoint.
pub async fn serve<E>(
    tcp: TcpListener,
    security: Security,
    endpoint: Arc<E>,
    limits: Limits,
    places: Places,
    stop: CancellationToken,
    refused: OnRefused,
) where
    E: Endpoint<Output = Response> + 'static,
{
    let connections = TaskTracker::new();
    let mut warning = Warning::default();
    while let Some((stream, peer, progress, place)) = next(&tcp, &places, &mut warning, &stop).await
    {
        let connection = Connection {
            endpoint: Arc::clone(&endpoint),
            limits,
            stop: stop.clone(),
            refusals: Refusals { peer, report: Arc::clone(&refused) },
            progress,
            place,
        };
        match &security {
            Security::Clear => connections.spawn(connection.serve_clear(stream)),
            Security::Tls(config) => {
                let acceptor = TlsAcceptor::from(Arc::clone(&config.borrow()));
                connections.spawn(connection.serve_tls(stream, acceptor))
            }
        };
    }
    drop(tcp);
    connections.close();
    if timeout(limits.drain, connections.wait()).await.is_err() {
        tracing::warn!("calls were still in flight when the time to finish them was over");
    }
}

/// The next connection, with its place; `None` after the stop signal.
async fn next(
    tcp: &TcpListener,
    places: &Places,
    warning: &mut Warning,
    stop: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, Arc<Progress>, Place)> {
    let accepted = async {
        loop {
            match tcp.accept().await {
                Ok((stream, peer)) => {
                    let progress = Progress::new(stop.child_token());
                    let place = places.take(Arc::clone(&progress)).await?;
                    return Some((stream, peer, progress, place));
                }
                Err(error) => {
                    if warning.is_due() {
                        tracing::warn!(%error, "connections cannot be accepted");
                    }
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    tokio::select! {
        biased;
        () = stop.cancelled() => None,
        accepted = accepted => accepted,
    }
}
