use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::Response;
use http::header::CONTENT_LENGTH;
use hyper::body::{Body, Buf, Bytes, Frame, SizeHint};

use super::progress::Call;

/// The body of an answer, which is owed until the last of its bytes is on its way. With HTTP/2 that
/// may be long after its head: the peer says how much it takes of each answer.
pub struct Answer<B> {
    /// `None` where the method asks for the head alone.
    body: Option<B>,
    call: Arc<Call>,
}

impl<B> Answer<B> {
    pub fn new(body: B, mut call: Call) -> Self {
        call.has_answer();
        Self { body: Some(body), call: Arc::new(call) }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Answer<B> {
    type Data = Piece;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Piece>, B::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = Pin::new(body).poll_frame(cx);
        let piece = |bytes| Piece { bytes, call: Arc::clone(&self.call) };
        frame.map(|frame| frame.map(|frame| frame.map(|frame| frame.map_data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

/// Lets the connection look at what is left of a request before the answer to it is begun. If it cannot be
/// skipped, the connection ends with the answer, which then says so in its header; otherwise the caller
/// might send the next call into a connection that is about to be closed.
pub async fn let_the_rest_be_seen() {
    let mut seen = false;
    poll_fn(|cx| {
        if mem::replace(&mut seen, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Leaves the body out of an answer, whose head still says how long it is.
pub fn leave_body_out<B: Body>(response: &mut Response<Answer<B>>) {
    let body = response.body_mut().body.take();
    if let Some(length) = body.and_then(|body| body.size_hint().exact()) {
        response.headers_mut().entry(CONTENT_LENGTH).or_insert(length.into());
    }
}

/// Bytes of an answer. They belong to the call too: h2 takes them all as soon as the peer has room for
/// one, and keeps them until there is room for the others.
pub struct Piece {
    bytes: Bytes,
    call: Arc<Call>,
}

impl Buf for Piece {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        if count > 0 {
            self.call.is_taken();
        }
    }
}
