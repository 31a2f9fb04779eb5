//! The accept loop: one for the facade and for the sandbox, in clear or over TLS.
//!
//! Not `poem::Server`, which sets no deadline for a header, holds a graceful stop up for connections
//! that send nothing, and spins when it runs out of descriptors.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Request, Response};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What a connection may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time; further ones wait in the backlog of the operating system.
    pub connections: usize,
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For a request's header to arrive, and for an idle connection to send the next one.
    pub header: Duration,
    /// The read buffer of a connection, in bytes: a header that is several times larger is refused.
    pub header_size: usize,
    /// For the calls in flight to end after the stop signal. Longer than a call may take.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            handshake: Duration::from_secs(10),
            header: Duration::from_secs(75),
            header_size: 32 * 1024,
            drain: Duration::from_secs(45),
        }
    }
}

/// How long a connection without a call in flight is kept after the stop signal, so that its last
/// answer can leave.
const FAREWELL: Duration = Duration::from_millis(500);

/// How long to wait when a connection cannot be accepted, as when descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is cancelled, then finishes what was accepted, within the limit.
pub async fn serve<E>(
    tcp: TcpListener,
    tls: Option<TlsAcceptor>,
    endpoint: Arc<E>,
    limits: Limits,
    stop: CancellationToken,
) where
    E: Endpoint<Output = Response> + 'static,
{
    let permits = Arc::new(Semaphore::new(limits.connections));
    let connections = TaskTracker::new();
    while let Some((stream, peer, permit)) = next(&tcp, &permits, &stop).await {
        let connection = Connection {
            endpoint: Arc::clone(&endpoint),
            limits,
            stop: stop.clone(),
            peer,
            _permit: permit,
        };
        match &tls {
            None => connections.spawn(connection.serve_clear(stream)),
            Some(acceptor) => connections.spawn(connection.serve_tls(stream, acceptor.clone())),
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
    stop: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let accepted = async {
        let permit = Arc::clone(permits).acquire_owned().await.ok()?;
        loop {
            match tcp.accept().await {
                Ok((stream, peer)) => return Some((stream, peer, permit)),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
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
        let builder = self.builder().http1_only();
        self.serve(stream, local, builder, http::uri::Scheme::HTTP).await;
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
        let builder = match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => self.builder().http2_only(),
            _ => self.builder().http1_only(),
        };
        self.serve(stream, local, builder, http::uri::Scheme::HTTPS).await;
    }

    fn builder(&self) -> auto::Builder<TokioExecutor> {
        let mut builder = auto::Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.header)
            .max_buf_size(self.limits.header_size);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_header_list_size(u32::try_from(self.limits.header_size).unwrap_or(u32::MAX))
            .keep_alive_interval(self.limits.header);
        builder
    }

    async fn serve<S>(
        self,
        stream: S,
        local: Option<SocketAddr>,
        builder: auto::Builder<TokioExecutor>,
        scheme: http::uri::Scheme,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Self { endpoint, stop, peer, _permit, .. } = self;
        let local = LocalAddr(Addr::SocketAddr(local.unwrap_or(peer)));
        let remote = RemoteAddr(Addr::SocketAddr(peer));
        let calls = Arc::new(AtomicUsize::new(0));
        let in_flight = Arc::clone(&calls);
        let service = service_fn(move |request: http::Request<Incoming>| {
            let request = (request, local.clone(), remote.clone(), scheme.clone());
            let (endpoint, calls) = (Arc::clone(&endpoint), Arc::clone(&calls));
            async move {
                let _in_flight = InFlight::new(calls);
                let response = endpoint.get_response(Request::from(request)).await;
                Ok::<_, Infallible>(http::Response::from(response))
            }
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        tokio::pin!(connection);
        // How a connection ends is the peer's concern; calls go on and are logged without it.
        tokio::select! {
            _ = connection.as_mut() => return,
            () = stop.cancelled() => connection.as_mut().graceful_shutdown(),
        }
        // A peer that has sent half a header is no reason to wait: it has no call in flight.
        while timeout(FAREWELL, connection.as_mut()).await.is_err() {
            if in_flight.load(Ordering::Relaxed) == 0 {
                return;
            }
        }
    }
}

/// Counts a call as in flight, also if its future is dropped half-way.
struct InFlight(Arc<AtomicUsize>);

impl InFlight {
    fn new(calls: Arc<AtomicUsize>) -> Self {
        calls.fetch_add(1, Ordering::Relaxed);
        Self(calls)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
