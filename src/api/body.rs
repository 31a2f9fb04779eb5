//! The body of a request, from bytes to a valid request type.
//!
//! Four steps: read ([`read`]) with a deadline and limits of size, decode (form or JSON) to [`Fields`], add
//! the client that is authenticated by HTTP Basic ([`basic`]), bind to a request type, where `validator`
//! checks lengths.
//!
//! The payload types of poem-openapi are not used: `Form` checks no constraint, and the errors of
//! `Json` repeat the value that they refuse. Here every error names the field and nothing else.

mod basic;
mod fields;
mod form;
mod json;
mod read;
#[cfg(test)]
mod tests;

use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

pub use fields::{Fields, bind};
pub use read::{BODY_DEADLINE, MediaType, refuse_fields_in_query};

use super::caller::CallContext;
use super::invalid_request::InvalidRequest;
use super::unfinished_bodies::Room;
use read::NotRead;

/// Decodes a body.
///
/// # Errors
///
/// When the body is not JSON, although it should be.
pub fn decode(media_type: MediaType, body: &[u8]) -> Result<Fields, InvalidRequest> {
    match media_type {
        MediaType::Json => json::decode(body),
        // Microsoft's generated clients send a JSON object with the content type of a form. No field of
        // a form starts with a brace, so there is no ambiguity.
        MediaType::Form if body.trim_ascii_start().starts_with(b"{") => json::decode(body),
        MediaType::Form => Ok(form::decode(body)),
    }
}

/// A type that an operation reads from its body.
pub trait BodyOf: Sized {
    /// The type that describes the body in the OpenAPI document.
    type Documented: Type;

    /// # Errors
    ///
    /// When the fields are not a valid request.
    fn from_fields(fields: Fields) -> Result<Self, InvalidRequest>;
}

pub struct Body<T>(pub T);

impl<'a, T: BodyOf> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::Documented::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = MediaType::ALL.map(|media_type| MetaMediaType {
            content_type: media_type.name(),
            schema: T::Documented::schema_ref(),
        });
        Some(MetaRequest { description: None, content: content.into(), required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        read::refuse_fields_in_query(request.uri().query())?;
        let media_type =
            MediaType::of(request.headers()).ok_or(InvalidRequest::UnsupportedMediaType)?;
        let context = request.data::<CallContext>();
        let mut room = context.map_or_else(Room::unlimited, CallContext::room_for_body);
        let bytes = match read::read(request.headers(), body.take()?, &mut room).await {
            Ok(bytes) => bytes,
            Err(NotRead::Invalid(invalid)) => return Err(invalid.into()),
            Err(NotRead::Full) => return Err(CallContext::overloaded()),
        };
        drop(room);
        let mut fields = decode(media_type, &bytes)?;
        if let Some(client) = basic::client(request.headers())? {
            client.join(&mut fields)?;
            if let Some(CallContext { call, .. }) = context {
                call.notes().client_by_basic = true;
            }
        }
        Ok(Self(T::from_fields(fields)?))
    }
}
