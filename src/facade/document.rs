use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, CONTENT_TYPE,
};
use http::{Method, StatusCode};
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, Request, Response};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

/// The methods of a document.
pub const METHODS: &str = "GET, HEAD, OPTIONS";
/// For how long a browser may remember that it may read a document, in seconds: a day.
const MAX_AGE: &str = "86400";

/// Why a document cannot be made. Nothing of it depends on who asks.
type MakeError = Box<dyn Error + Send + Sync>;
type Make = Arc<dyn Fn() -> Result<Vec<u8>, MakeError> + Send + Sync>;

/// A file of the connector at its address. It holds nothing secret, and designers in a browser, such
/// as that of Logic Apps, may read it from another origin.
pub struct Document {
    pub path: &'static str,
    content_type: &'static str,
    content: Content,
}

/// Shared by all answers: a caller that asks often and takes nothing costs no memory.
enum Content {
    Ready(Bytes),
    /// Made when the first one asks.
    OnDemand(OnceCell<Bytes>, Make),
}

impl Document {
    /// A JSON document that is there already.
    pub fn json(path: &'static str, content: Bytes) -> Self {
        Self { path, content_type: "application/json", content: Content::Ready(content) }
    }

    /// A document that is made when the first one asks: some take longer to make than everything else
    /// at start, and most facades are never asked.
    pub fn on_demand(
        path: &'static str,
        content_type: &'static str,
        make: impl Fn() -> Result<Vec<u8>, MakeError> + Send + Sync + 'static,
    ) -> Self {
        let content = Content::OnDemand(OnceCell::new(), Arc::new(make));
        Self { path, content_type, content }
    }

    async fn content(&self) -> poem::Result<Bytes> {
        let (cell, make) = match &self.content {
            Content::Ready(content) => return Ok(content.clone()),
            Content::OnDemand(cell, make) => (cell, make),
        };
        let content = cell.get_or_try_init(|| async {
            let work = Arc::clone(make);
            // Drawing an icon would keep a worker from calls.
            match spawn_blocking(move || work()).await {
                Ok(outcome) => outcome.map(Bytes::from),
                Err(error) => Err(error.into()),
            }
        });
        content.await.cloned().map_err(|error| {
            tracing::error!(path = self.path, error, "a document cannot be made");
            poem::Error::from_status(StatusCode::INTERNAL_SERVER_ERROR)
        })
    }
}

impl Endpoint for Document {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let response = Response::builder()
            .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
            .header(CONTENT_TYPE, self.content_type);
        match *request.method() {
            Method::GET | Method::HEAD => Ok(response.body(self.content().await?)),
            Method::OPTIONS => {
                let response = response
                    .status(StatusCode::NO_CONTENT)
                    .header(ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                    .header(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
                // Whatever a designer adds to its request: a document looks at no header.
                Ok(match request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS) {
                    Some(asked) => response.header(ACCESS_CONTROL_ALLOW_HEADERS, asked).finish(),
                    None => response.finish(),
                })
            }
            _ => Err(MethodNotAllowedError.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    async fn body(document: &Document) -> Bytes {
        let answer = document.call(Request::default()).await.unwrap();
        answer.into_body().into_bytes().await.unwrap()
    }

    /// A caller with HTTP/2 may ask for it a hundred times and take none of the answers.
    #[tokio::test]
    async fn every_answer_shares_the_text_of_the_document() {
        let text = Bytes::from("{}".to_owned());
        let document = Document::json("/made-up.json", text.clone());
        for _ in 0..2 {
            assert_eq!(body(&document).await.as_ptr(), text.as_ptr());
        }
    }

    #[tokio::test]
    async fn a_document_on_demand_is_made_once() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let document = Document::on_demand("/made-up.png", "image/png", || {
            MADE.fetch_add(1, Ordering::Relaxed);
            Ok(b"made".to_vec())
        });
        assert_eq!(MADE.load(Ordering::Relaxed), 0);
        let (first, second) = (body(&document).await, body(&document).await);
        assert_eq!((first.as_ref(), first.as_ptr()), (&b"made"[..], second.as_ptr()));
        assert_eq!(MADE.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_document_that_cannot_be_made_is_a_failure_and_is_tried_again() {
        let document = Document::on_demand("/made-up.png", "image/png", || Err("broken".into()));
        for _ in 0..2 {
            let error = document.call(Request::default()).await.unwrap_err();
            assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
        }
    }
}
