use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::Limits;

/// What a connection is waiting for, and since when. The stream and the calls note it, the connection
/// asks it every now and then whether the peer has had long enough.
pub struct Progress(Mutex<State>);

struct State {
    /// Calls whose answers are not ready, or not taken.
    calls: usize,
    /// Those of them whose answers are ready.
    answers: usize,
    /// When the peer last took something of an answer, or the first of these answers became ready.
    taken_at: Instant,
    /// Since when there is none.
    idle_since: Instant,
    /// Since when a header is expected or on its way: the first one from the start, a later one from
    /// its first byte.
    header_since: Option<Instant>,
    /// Since when the peer takes nothing of what is sent.
    blocked_since: Option<Instant>,
}

impl Progress {
    pub fn new() -> Arc<Self> {
        let now = Instant::now();
        Arc::new(Self(Mutex::new(State {
            calls: 0,
            answers: 0,
            taken_at: now,
            idle_since: now,
            header_since: Some(now),
            blocked_since: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a call; it is over when the value is dropped.
    pub fn call(self: &Arc<Self>) -> Call {
        let mut state = self.state();
        state.calls += 1;
        state.header_since = None;
        Call { progress: Arc::clone(self), has_answer: false }
    }

    /// Whether no answer is owed: none is being made, and none waits for the peer to take it.
    pub fn is_idle(&self) -> bool {
        let state = self.state();
        state.calls == 0 && state.blocked_since.is_none()
    }

    /// Whether the peer has used up one of its deadlines.
    pub fn is_overdue(&self, limits: &Limits) -> bool {
        let state = self.state();
        let exceeds = |since: Option<Instant>, limit| since.is_some_and(|s| s.elapsed() > limit);
        exceeds(state.blocked_since, limits.write)
            || state.answers > 0 && state.taken_at.elapsed() > limits.write
            || exceeds(state.header_since, limits.header)
            || state.calls == 0 && state.idle_since.elapsed() > limits.idle
    }
}

/// A call on a connection, from its request until its answer is taken.
pub struct Call {
    progress: Arc<Progress>,
    has_answer: bool,
}

impl Call {
    /// Notes that the answer is ready.
    pub fn has_answer(&mut self) {
        self.has_answer = true;
        let mut state = self.progress.state();
        // One more does not put the deadline of those that wait off.
        if state.answers == 0 {
            state.taken_at = Instant::now();
        }
        state.answers += 1;
    }

    /// Notes that the peer has taken some of the answer. (With HTTP/2 one answer may wait while others
    /// are taken: slow is not dead, and other callers may share the connection.)
    pub fn is_taken(&self) {
        self.progress.state().taken_at = Instant::now();
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut state = self.progress.state();
        state.calls -= 1;
        state.answers -= usize::from(self.has_answer);
        state.idle_since = Instant::now();
    }
}

/// A stream that notes what its peer does.
pub struct Watched<S> {
    stream: S,
    progress: Arc<Progress>,
    /// Whether bytes that arrive while no call is in flight are those of a header: so in HTTP/1,
    /// while in HTTP/2 they may be a ping.
    bytes_are_headers: bool,
}

impl<S> Watched<S> {
    pub fn new(stream: S, progress: Arc<Progress>, bytes_are_headers: bool) -> Self {
        Self { stream, progress, bytes_are_headers }
    }

    fn note_write<T>(&self, written: &Poll<T>) {
        let mut state = self.progress.state();
        match written {
            Poll::Ready(_) => state.blocked_since = None,
            Poll::Pending => {
                state.blocked_since.get_or_insert_with(Instant::now);
            }
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
        if self.bytes_are_headers && buffer.filled().len() > before {
            let mut state = self.progress.state();
            if state.calls == 0 {
                state.header_since.get_or_insert_with(Instant::now);
            }
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
        self.note_write(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.note_write(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.note_write(&flushed);
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.note_write(&closed);
        closed
    }
}
