//! Bodies of requests, and what an endpoint leaves unread of them.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http::header::EXPECT;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::progress::Progress;

/// Maximum size of the unread rest of a body that is read and discarded, in bytes.
const MAX_DISCARDED: u64 = 64 * 1024;

/// A body on loan to an endpoint: unless it is read to its end, it comes back when it is dropped.
struct LentBody {
    /// `None` after the end.
    body: Option<Incoming>,
    lender: Option<oneshot::Sender<Incoming>>,
    progress: Arc<Progress>,
}

/// The unread rest of a body, once the endpoint has dropped it.
pub struct Unread {
    rest: Option<oneshot::Receiver<Incoming>>,
    /// Whether the caller sends it without being asked to.
    is_sent: bool,
}

/// Lends a body to an endpoint.
pub fn lend(body: Incoming, headers: &HeaderMap, progress: &Arc<Progress>) -> (poem::Body, Unread) {
    // A caller that expects `100 Continue` sends its body when the endpoint reads it.
    let is_sent = !headers.contains_key(EXPECT);
    if body.is_end_stream() {
        return (poem::Body::empty(), Unread { rest: None, is_sent });
    }
    let (lender, rest) = oneshot::channel();
    let progress = Arc::clone(progress);
    let lent = LentBody { body: Some(body), lender: Some(lender), progress };
    (BoxBody::new(lent).into(), Unread { rest: Some(rest), is_sent })
}

impl Unread {
    /// Reads the rest and discards it: a caller that sends its whole request before it reads the
    /// response would lose the response to a reset connection. If the rest is too long or too slow,
    /// the connection ends after the response. The stop of the service does not wait for it.
    pub async fn discard(self, limit: Duration, stop: &CancellationToken, progress: &Progress) {
        let Some(rest) = self.rest.and_then(|mut rest| rest.try_recv().ok()) else { return };
        if self.is_sent {
            tokio::select! {
                () = stop.cancelled() => {}
                _ = timeout(limit, read(rest, progress)) => {}
            }
        } else {
            drop(rest);
        }
        // The connection sees that the rest is dropped before the response begins, so that a header of
        // the response says that the connection ends.
        yield_now().await;
    }
}

/// Reads a body to its end, or to the maximum size.
async fn read(body: Incoming, progress: &Progress) {
    let mut body = pin!(body);
    let mut size = 0;
    while size + body.size_hint().lower() <= MAX_DISCARDED
        && let Some(Ok(frame)) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await
    {
        note_trailers(&frame, progress);
        size += frame.data_ref().map_or(0, Bytes::len) as u64;
    }
}

/// hyper takes all that follows for the trailer until there is an empty line that ends with CR LF, so that a
/// trailer of another form swallows requests: where the next one begins is not certain.
fn note_trailers(frame: &Frame<Bytes>, progress: &Progress) {
    if frame.is_trailers() {
        progress.end_after_response();
    }
}

impl Body for LentBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(cx));
        match &frame {
            Some(Ok(frame)) => note_trailers(frame, &self.progress),
            Some(Err(_)) | None => self.body = None,
        }
        Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for LentBody {
    fn drop(&mut self) {
        let rest = self.body.take().filter(|body| !body.is_end_stream());
        if let (Some(rest), Some(lender)) = (rest, self.lender.take()) {
            // Without its connection the rest is of no use.
            let _ = lender.send(rest);
        }
    }
}
