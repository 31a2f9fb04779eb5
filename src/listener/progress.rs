use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::CancellationToken;

use super::Limits;

/// What a connection is waiting for, and since when. The stream and the calls record it; the connection
/// checks it against the deadlines.
pub struct Progress {
    state: Mutex<State>,
    /// Cancelled when the connection is to end.
    close: CancellationToken,
}

struct State {
    phase: Phase,
    /// Since when the peer takes nothing of what is sent to it.
    blocked_since: Option<Instant>,
    /// Whether the connection ends after the next response.
    is_last: bool,
}

enum Phase {
    /// The first byte of the connection has been expected since then.
    New(Instant),
    /// No byte of a further request has arrived since then.
    Idle(Instant),
    /// A header has been on its way since then, the first one since the start of the connection.
    Header(Instant),
    /// A call is in flight: its request is read, or its response is made.
    Call,
}

impl Progress {
    pub fn new(close: CancellationToken) -> Arc<Self> {
        let state =
            State { phase: Phase::New(Instant::now()), blocked_since: None, is_last: false };
        Arc::new(Self { state: Mutex::new(state), close })
    }

    /// Records that requests may arrive from now on, after the TLS handshake if there is one.
    pub fn begin(&self) {
        self.state.lock().phase = Phase::New(Instant::now());
    }

    /// Records that no further request of the connection may be answered.
    pub fn end_after_response(&self) {
        self.state.lock().is_last = true;
    }

    pub fn is_last(&self) -> bool {
        self.state.lock().is_last
    }

    /// Asks the connection to end, after the call in flight if there is one.
    pub fn close(&self) {
        self.close.cancel();
    }

    /// Waits until the connection is to end.
    pub async fn closing(&self) {
        self.close.cancelled().await;
    }

    /// Records a call, which ends when the value is dropped.
    pub fn call(self: &Arc<Self>) -> Call {
        self.state.lock().phase = Phase::Call;
        Call(Arc::clone(self))
    }

    /// Whether the peer waits for nothing: no call is in flight, and no part of a response is unsent.
    pub fn is_idle(&self) -> bool {
        let state = self.state.lock();
        !matches!(state.phase, Phase::Call) && state.blocked_since.is_none()
    }

    /// Since when the peer has sent nothing, if it waits for nothing either and is not asked to go yet.
    pub fn idle_since(&self) -> Option<Instant> {
        match &*self.state.lock() {
            State {
                phase: Phase::New(since) | Phase::Idle(since), blocked_since: None, ..
            } => (!self.close.is_cancelled()).then_some(*since),
            _ => None,
        }
    }

    /// Whether a header has begun and not ended.
    pub fn is_in_header(&self) -> bool {
        matches!(self.state.lock().phase, Phase::Header(_))
    }

    /// Whether the peer has exceeded one of its deadlines.
    pub fn is_overdue(&self, limits: &Limits) -> bool {
        let State { phase, blocked_since, .. } = &*self.state.lock();
        let is_blocked_too_long = blocked_since.is_some_and(|since| since.elapsed() > limits.write);
        let is_silent_too_long = match phase {
            // A peer that takes a long response slowly is not idle.
            Phase::Idle(since) => blocked_since.is_none() && since.elapsed() > limits.idle,
            Phase::New(since) | Phase::Header(since) => since.elapsed() > limits.header,
            Phase::Call => false,
        };
        is_blocked_too_long || is_silent_too_long
    }
}

/// A call on a connection, from its header until its response is ready.
pub struct Call(Arc<Progress>);

impl Drop for Call {
    fn drop(&mut self) {
        self.0.state.lock().phase = Phase::Idle(Instant::now());
    }
}

/// A stream that records what its peer does.
pub struct Watched<S> {
    stream: S,
    progress: Arc<Progress>,
}

impl<S> Watched<S> {
    pub fn new(stream: S, progress: Arc<Progress>) -> Self {
        Self { stream, progress }
    }

    fn record_read(&self) {
        let mut state = self.progress.state.lock();
        match state.phase {
            Phase::New(since) => state.phase = Phase::Header(since),
            Phase::Idle(_) => state.phase = Phase::Header(Instant::now()),
            Phase::Header(_) | Phase::Call => {}
        }
    }

    fn record_write<T>(&self, written: &Poll<T>) {
        let mut state = self.progress.state.lock();
        if written.is_pending() {
            state.blocked_since.get_or_insert_with(Instant::now);
        } else if state.blocked_since.take().is_some()
            && let Phase::Idle(since) = &mut state.phase
        {
            *since = Instant::now();
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, buffer));
        if buffer.filled().len() > before {
            self.record_read();
        }
        Poll::Ready(read)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.record_write(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.record_write(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.record_write(&flushed);
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.record_write(&closed);
        closed
    }
}
