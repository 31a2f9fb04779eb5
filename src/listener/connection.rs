use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use http::header::CONNECTION;
use http::uri::Scheme;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Request, RequestParts, Response};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::places::Place;
use super::progress::{Progress, Watched};
use super::refusal::{Refusal, Refusals};
use super::{Limits, body};

/// Interval at which a connection's deadlines are checked.
const TICK: Duration = Duration::from_secs(1);

/// Time for the last response of a connection to leave after the stop signal.
const FAREWELL: Duration = Duration::from_millis(500);

pub struct Connection<E> {
    pub endpoint: Arc<E>,
    pub limits: Limits,
    pub stop: CancellationToken,
    pub refusals: Refusals,
    pub progress: Arc<Progress>,
    pub place: Place,
}

impl<E: Endpoint<Output = Response> + 'static> Connection<E> {
    pub async fn serve_clear(self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let local = stream.local_addr().ok();
        self.serve(stream, local, Scheme::HTTP).await;
    }

    pub async fn serve_tls(self, stream: TcpStream, acceptor: TlsAcceptor) {
        let _ = stream.set_nodelay(true);
        let local = stream.local_addr().ok();
        let handshake = tokio::select! {
            () = self.progress.closing() => return,
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
        let Self { endpoint, limits, stop, refusals, progress, place: _place } = self;
        let peer = refusals.peer;
        let local = LocalAddr(Addr::SocketAddr(local.unwrap_or(peer)));
        let remote = RemoteAddr(Addr::SocketAddr(peer));
        progress.begin();
        let calls = Arc::clone(&progress);
        let service_stop = stop.clone();
        let service = service_fn(move |request: http::Request<Incoming>| {
            let (endpoint, call) = (Arc::clone(&endpoint), calls.call());
            let (parts, body) = request.into_parts();
            let (body, unread) = body::lend(body, &parts.headers, &calls);
            let progress = Arc::clone(&calls);
            let stop = service_stop.clone();
            let parts = RequestParts::from((parts, local.clone(), remote.clone(), scheme.clone()));
            async move {
                let mut response = endpoint.get_response(Request::from_parts(parts, body)).await;
                unread.discard(limits.unread_body, &stop, &progress).await;
                if progress.is_last() {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
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
                () = progress.closing() => break,
            }
        }
        connection.as_mut().graceful_shutdown();
        // The place of an idle connection is wanted at once. At the stop of the service, its next request
        // may be here already.
        let mut farewell = if stop.is_cancelled() { FAREWELL } else { Duration::ZERO };
        // A peer that has sent half a header has no call in flight and is not waited for.
        while timeout(farewell, connection.as_mut()).await.is_err() {
            if progress.is_idle() || progress.is_overdue(&limits) {
                return;
            }
            farewell = FAREWELL;
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
