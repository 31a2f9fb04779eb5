use poem::{IntoResponse, Response};
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use serde::Serialize;

use crate::wiped_buffer::WipedBuffer;

/// Initial capacity of a body, in bytes.
const INITIAL_CAPACITY: usize = 512;

/// A JSON response body, documented as [`Json`]. poem-openapi's own makes a tree of values first, with
/// copies of the tokens; this one is written once, and wiped from memory when it has been sent.
pub struct JsonBody<T>(pub T);

impl<T: Type> Payload for JsonBody<T> {
    const CONTENT_TYPE: &'static str = Json::<T>::CONTENT_TYPE;

    fn schema_ref() -> MetaSchemaRef {
        Json::<T>::schema_ref()
    }

    fn register(registry: &mut Registry) {
        <Json<T> as Payload>::register(registry);
    }
}

impl<T: Type + Serialize> IntoResponse for JsonBody<T> {
    fn into_response(self) -> Response {
        let mut body = WipedBuffer::with_capacity(INITIAL_CAPACITY);
        // Strings and numbers can always be written.
        let written = serde_json::to_writer(&mut body, &self.0);
        debug_assert!(written.is_ok());
        Response::builder().content_type(Self::CONTENT_TYPE).body(body.into_bytes())
    }
}
