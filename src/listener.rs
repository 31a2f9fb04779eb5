//! The accept loop of the facade and of the sandbox, in clear or over TLS, for HTTP/1.1.
//!
//! `poem::Server` has no deadline for a header, lets connections that send nothing delay a graceful
//! stop, and spins when it runs out of descriptors.

mod body;
mod certificate_life;
mod progress;
mod refusal;
mod socket;
mod tls;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::uri::Scheme;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Request, RequestParts, Response};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use certificate_life::CertificateLife;
pub use refusal::{OnRefused, Refusal, Refused};
pub use socket::listen;
pub use tls::{CertificateError, server_config, server_config_of_pem};

use progress::{Progress, Watched};
use refusal::Refusals;

/// What a connection may cost. The endpoint limits the size and the time of a body that it reads.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Concurrent connections; further ones wait in the backlog of the operating system.
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

/// Interval at which a connection's deadlines are checked.
const TICK: Duration = Duration::from_secs(1);

/// Time for the last response of a connection to leave after the stop signal.
const FAREWELL: Duration = Duration::from_millis(500);

/// Pause after a connection could not be accepted, for example because descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Minimum interval between two warnings about that. A success does not reset it: while connections
/// come and go at the limit of descriptors, accepting succeeds with every one that goes.
const ACCEPT_WARNING_INTERVAL: Duration = Duration::from_mins(1);

/// Serves until `stop` is cancelled, then finishes the calls in flight, within the limit. `connections`
/// tracks the open ones; `refused` is told of requests that do not reach the endpoint.
pub async fn serve<E>(
    tcp: TcpListener,
    security: Security,
    endpoint: Arc<E>,
    limits: Limits,
    connections: TaskTracker,
    stop: CancellationToken,
    refused: OnRefused,
) where
    E: Endpoint<Output = Response> + 'static,
{
    let permits = Arc::new(Semaphore::new(limits.connections));
    let mut warned_at = None;
    while let Some((stream, peer, permit)) = next(&tcp, &permits, &mut warned_at, &stop).await {
        let connection = Connection {
            endpoint: Arc::clone(&endpoint),
            limits,
            stop: stop.clone(),
            refusals: Refusals { peer, report: Arc::clone(&refused) },
            _permit: permit,
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

/// The next connection; `None` after the stop signal.
async fn next(
    tcp: &TcpListener,
    permits: &Arc<Semaphore>,
    warned_at: &mut Option<Instant>,
    stop: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let accepted = async {
        let permit = Arc::clone(permits).acquire_owned().await.ok()?;
        loop {
            match tcp.accept().await {
                Ok((stream, peer)) => return Some((stream, peer, permit)),
                Err(error) => {
                    if is_warning_due(warned_at, Instant::now()) {
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

/// Whether to warn now; if so, the interval starts.
fn is_warning_due(warned_at: &mut Option<Instant>, now: Instant) -> bool {
    let is_due = warned_at.is_none_or(|last| now.duration_since(last) >= ACCEPT_WARNING_INTERVAL);
    if is_due {
        *warned_at = Some(now);
    }
    is_due
}

struct Connection<E> {
    endpoint: Arc<E>,
    limits: Limits,
    stop: CancellationToken,
    refusals: Refusals,
    _permit: OwnedSemaphorePermit,
}

impl<E: Endpoint<Output = Response> + 'static> Connection<E> {
    async fn serve_clear(self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let local = stream.local_addr().ok();
        self.serve(stream, local, Scheme::HTTP).await;
    }

    async fn serve_tls(self, stream: TcpStream, acceptor: TlsAcceptor) {
        let _ = stream.set_nodelay(true);
        let local = stream.local_addr().ok();
        let handshake = tokio::select! {
            () = self.stop.cancelled() => return,
            handshake = timeout(self.limits.handshake, acceptor.accept(stream)) => handshake,
        };
        match handshake {
            Ok(Ok(stream)) => self.serve(stream, local, Scheme::HTTPS).await,
            Ok(Err(error)) => self.refusals.report_tls(&error),
            Err(_) => self.refusals.report(Refusal::TlsTimeout, None),
        }
    }

    async fn serve<S>(self, stream: S, local: Option<SocketAddr>, scheme: Scheme)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Self { endpoint, limits, stop, refusals, _permit } = self;
        let peer = refusals.peer;
        let local = LocalAddr(Addr::SocketAddr(local.unwrap_or(peer)));
        let remote = RemoteAddr(Addr::SocketAddr(peer));
        let progress = Progress::new();
        let calls = Arc::clone(&progress);
        let service_stop = stop.clone();
        let service = service_fn(move |request: http::Request<Incoming>| {
            let (endpoint, call) = (Arc::clone(&endpoint), calls.call());
            let (parts, body) = request.into_parts();
            let (body, unread) = body::lend(body, &parts.headers);
            let stop = service_stop.clone();
            let parts = RequestParts::from((parts, local.clone(), remote.clone(), scheme.clone()));
            async move {
                let response = endpoint.get_response(Request::from_parts(parts, body)).await;
                unread.discard(limits.unread_body, &stop).await;
                drop(call);
                Ok::<_, Infallible>(http::Response::from(response))
            }
        });
        let stream = TokioIo::new(Watched::new(stream, Arc::clone(&progress)));
        // Boxed, or it would be a part of this future, and of those around it, and be moved with them.
        let mut connection = Box::pin(protocol(&limits).serve_connection(stream, service));
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // Calls go on and are logged, however their connection ends.
            tokio::select! {
                ended = connection.as_mut() => {
                    return ended.unwrap_or_else(|error| refusals.report_http(&error));
                }
                _ = ticks.tick() => if progress.is_overdue(&limits) {
                    if progress.is_in_header() {
                        refusals.report(Refusal::HeaderTimeout, None);
                    }
                    break;
                },
                () = stop.cancelled() => break,
            }
        }
        connection.as_mut().graceful_shutdown();
        // A peer that has sent half a header has no call in flight and is not waited for.
        while timeout(FAREWELL, connection.as_mut()).await.is_err() {
            if progress.is_idle() || progress.is_overdue(&limits) {
                return;
            }
        }
    }
}

fn protocol(limits: &Limits) -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol
        // `Progress` has the deadline: hyper's would be one for header and idle time together.
        .header_read_timeout(None)
        .max_headers(limits.headers)
        .max_header_size(limits.header_size)
        .max_buf_size(limits.header_size);
    protocol
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_due_at_once_and_then_once_in_each_interval() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut warned_at = None;
        let due =
            (0..150).filter(|seconds| is_warning_due(&mut warned_at, start + second * *seconds));
        assert_eq!(due.collect::<Vec<_>>(), [0, 60, 120]);
    }
}
