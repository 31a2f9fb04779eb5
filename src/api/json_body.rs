use poem::{IntoResponse, Response};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use serde::Serialize;
use zeroize::Zeroizing;

/// The body of an answer.
pub trait Answer: Type + Serialize {
    /// How much text it holds, in bytes, without names and punctuation.
    fn text(&self) -> usize;
}

/// What names and punctuation take at most, in bytes.
const NAMES: usize = 128;

/// An answer in JSON, as [`Json`] documents it. That one makes a tree of it first, with copies of the
/// tokens; this one is written once, into memory that is wiped when the answer has left.
pub struct Written<T>(pub T);

impl<T: Type> Payload for Written<T> {
    const CONTENT_TYPE: &'static str = Json::<T>::CONTENT_TYPE;

    fn schema_ref() -> MetaSchemaRef {
        Json::<T>::schema_ref()
    }

    fn register(registry: &mut Registry) {
        <Json<T> as Payload>::register(registry);
    }
}

impl<T: Answer> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        // Large enough but for escapes, which hardly a token has: a buffer that grows leaves a copy behind.
        let mut text = Zeroizing::new(Vec::with_capacity(self.0.text() + NAMES));
        // Texts and numbers can always be written.
        let written = serde_json::to_writer(&mut *text, &self.0);
        debug_assert!(written.is_ok());
        let text = bytes::Bytes::from_owner(text);
        Response::builder().content_type(Self::CONTENT_TYPE).body(text)
    }
}
