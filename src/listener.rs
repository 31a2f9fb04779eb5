//! The accept loop: one for the facade and for the sandbox, in clear or over TLS.
//!
//! Not `poem::Server`, which sets no deadline for a header, holds a graceful stop up for connections
//! that send nothing, and spins when it runs out of descriptors.

mod answer;
mod progress;
mod seldom;
mod tls;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Method;
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Request, Response};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use tls::{CertificateError, server_config, server_config_of_pem};

use answer::Answer;
use progress::{Progress, Watched};
use seldom::Seldom;

/// What a connection may cost. (How long a body may take and how large it may be is the concern of
/// whoever reads it.)
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time; further ones wait in the backlog of the operating system.
    pub connections: usize,
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For a request's header to arrive; the first one counts from the beginning.
    pub header: Duration,
    /// For a connection without a call in flight. Longer than proxies keep theirs (60 s is usual), so
    /// that no call is sent into a connection that is being closed.
    pub idle: Duration,
    /// For a peer to take anything of what is sent to it, or is ready to be sent.
    pub write: Duration,
    /// The read buffer of a connection, in bytes. A header that does not fit may be refused, one of
    /// twice this size always is.
    pub header_size: usize,
    /// The most headers of a request.
    pub headers: usize,
    /// Calls at a time on a connection with HTTP/2. Not below 100, which RFC 9113 (6.5.2) recommends:
    /// clients begin with so many before they know, and what is too much is refused unread.
    pub streams: u32,
    /// For the calls in flight to end after the stop signal. Longer than a call may take.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            handshake: Duration::from_secs(10),
            header: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            write: Duration::from_secs(30),
            header_size: 32 * 1024,
            headers: 100,
            streams: 100,
            drain: Duration::from_secs(45),
        }
    }
}

/// How connections are secured.
#[derive(Clone)]
pub enum Security {
    /// Not at all: HTTP/1.1 in clear.
    Clear,
    /// By TLS, with HTTP/1.1 or HTTP/2. A new configuration counts for new connections.
    Tls(watch::Receiver<Arc<ServerConfig>>),
}

/// How often deadlines are looked after.
const TICK: Duration = Duration::from_secs(1);

/// How long a connection without a call in flight is kept after the stop signal, so that its last
/// answer can leave.
const FAREWELL: Duration = Duration::from_millis(500);

/// How long to wait when a connection cannot be accepted, as when descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How often that is worth a warning. Not once for each time that it passes: while connections come
/// and go at the limit of descriptors, it passes with every one of them.
const ACCEPT_WARNING: Duration = Duration::from_mins(1);

/// Serves until `stop` is cancelled, then finishes what was accepted, within the limit. `connections`
/// holds the open ones.
pub async fn serve<E>(
    tcp: TcpListener,
    security: Security,
    endpoint: Arc<E>,
    limits: Limits,
    connections: TaskTracker,
    stop: CancellationToken,
) where
    E: Endpoint<Output = Response> + 'static,
{
    let permits = Arc::new(Semaphore::new(limits.connections));
    let mut warnings = Seldom::every(ACCEPT_WARNING);
    while let Some((stream, peer, permit)) = next(&tcp, &permits, &mut warnings, &stop).await {
        let connection = Connection {
            endpoint: Arc::clone(&endpoint),
            limits,
            stop: stop.clone(),
            peer,
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

/// The next connection; `None` when it is time to stop.
async fn next(
    tcp: &TcpListener,
    permits: &Arc<Semaphore>,
    warnings: &mut Seldom,
    stop: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let accepted = async {
        let permit = Arc::clone(permits).acquire_owned().await.ok()?;
        loop {
            match tcp.accept().await {
                Ok((stream, peer)) => return Some((stream, peer, permit)),
                Err(error) => {
                    if warnings.is_time(Instant::now()) {
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

struct Connection<E> {
    endpoint: Arc<E>,
    limits: Limits,
    stop: CancellationToken,
    peer: SocketAddr,
    _permit: OwnedSemaphorePermit,
}

impl<E: Endpoint<Output = Response> + 'static> Connection<E> {
    /// HTTP/1.1 only: without TLS there is no sign of HTTP/2 but its first bytes, for which hyper-util
    /// waits without a deadline.
    async fn serve_clear(self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let local = stream.local_addr().ok();
        self.serve(stream, local, Protocol::Http1, http::uri::Scheme::HTTP).await;
    }

    /// HTTP/1.1 or HTTP/2, as agreed on in the handshake.
    async fn serve_tls(self, stream: TcpStream, acceptor: TlsAcceptor) {
        let _ = stream.set_nodelay(true);
        let local = stream.local_addr().ok();
        let handshake = tokio::select! {
            () = self.stop.cancelled() => return,
            handshake = timeout(self.limits.handshake, acceptor.accept(stream)) => handshake,
        };
        // A peer that speaks no TLS, or does not trust the certificate, is its own concern.
        let Ok(Ok(stream)) = handshake else { return };
        let protocol = match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => Protocol::Http2,
            _ => Protocol::Http1,
        };
        self.serve(stream, local, protocol, http::uri::Scheme::HTTPS).await;
    }

    fn builder(&self, protocol: Protocol) -> auto::Builder<TokioExecutor> {
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            // `Progress` has the deadline: hyper's is one for header and idle time.
            .header_read_timeout(None)
            .max_headers(self.limits.headers)
            .max_buf_size(self.limits.header_size);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(self.limits.streams)
            .max_header_list_size(u32::try_from(self.limits.header_size).unwrap_or(u32::MAX));
        match protocol {
            Protocol::Http1 => builder.http1_only(),
            Protocol::Http2 => builder.http2_only(),
        }
    }

    async fn serve<S>(
        self,
        stream: S,
        local: Option<SocketAddr>,
        protocol: Protocol,
        scheme: http::uri::Scheme,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let builder = self.builder(protocol);
        let Self { endpoint, limits, stop, peer, _permit } = self;
        let local = LocalAddr(Addr::SocketAddr(local.unwrap_or(peer)));
        let remote = RemoteAddr(Addr::SocketAddr(peer));
        let progress = Progress::new();
        let stream = Watched::new(stream, Arc::clone(&progress), protocol == Protocol::Http1);
        let calls = Arc::clone(&progress);
        let service = service_fn(move |request: http::Request<Incoming>| {
            let request = (request, local.clone(), remote.clone(), scheme.clone());
            let (endpoint, call) = (Arc::clone(&endpoint), calls.call());
            let without_body = request.0.method() == Method::HEAD;
            let (posts, has_body) =
                (request.0.method() == Method::POST, !request.0.body().is_end_stream());
            async move {
                let response = endpoint.get_response(Request::from(request)).await;
                // A call that succeeded was read to its end.
                if has_body && !(posts && response.is_success()) {
                    answer::let_the_rest_be_seen().await;
                }
                let response = http::Response::from(response);
                let mut response = response.map(|body| Answer::new(body, call));
                // hyper does so with HTTP/1 alone.
                if without_body && protocol == Protocol::Http2 {
                    answer::leave_body_out(&mut response);
                }
                Ok::<_, Infallible>(response)
            }
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        // Not in place: it would be a part of this future, and of those around it on their way here.
        let mut connection = Box::pin(connection);
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // How a connection ends is the peer's concern; calls go on and are logged without it.
            tokio::select! {
                _ = connection.as_mut() => return,
                _ = ticks.tick() => if progress.is_overdue(&limits) { break },
                () = stop.cancelled() => break,
            }
        }
        connection.as_mut().graceful_shutdown();
        // A peer that has sent half a header is no reason to wait: it has no call in flight.
        while timeout(FAREWELL, connection.as_mut()).await.is_err() {
            if progress.is_idle() || progress.is_overdue(&limits) {
                return;
            }
        }
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Protocol {
    Http1,
    Http2,
}
