//! A request's body, from bytes to a type that cannot be wrong.
//!
//! The payload types of poem-openapi are not used: `Form` checks no constraint, and the errors of
//! `Json` repeat the value that they refuse. Here every error names the field and nothing else.
//!
//! Three steps: read ([`read`]) with a deadline and a limit, decode (form or JSON) to [`Fields`],
//! bind to a request type, which is where `validator` checks lengths.

mod fields;
mod form;
mod invalid;
mod json;
mod read;
#[cfg(test)]
mod tests;

use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

pub use fields::{Fields, bind};
pub use invalid::InvalidRequest;
pub use read::{BODY_DEADLINE, MediaType};

use super::failure::Failure;

/// Decodes a body. Pure.
///
/// # Errors
///
/// When the text is not of that media type.
pub fn decode(media_type: MediaType, body: &[u8]) -> Result<Fields, InvalidRequest> {
    match media_type {
        MediaType::Json => json::decode(body),
        // Clients that Microsoft generates send a JSON object under a form content type. No field
        // of a form starts with a brace, so there is nothing to mistake.
        MediaType::Form if body.trim_ascii_start().starts_with(b"{") => json::decode(body),
        MediaType::Form => Ok(form::decode(body)),
    }
}

/// What an operation makes of the fields of its body.
pub trait BodyOf: Sized {
    /// The type that describes the body in the OpenAPI document.
    type Documented: Type;

    /// Binds the fields.
    ///
    /// # Errors
    ///
    /// When they do not make a request.
    fn from_fields(fields: Fields) -> Result<Self, Failure>;
}

/// Extracts a body.
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
        read::refuse_fields_in_query(request.uri().query()).map_err(Failure::from)?;
        let media_type = MediaType::of(request.headers()).ok_or(Failure::UnsupportedMediaType)?;
        let bytes = read::read(request.headers(), body.take()?).await?;
        let fields = decode(media_type, &bytes).map_err(Failure::from)?;
        Ok(Self(T::from_fields(fields)?))
    }
}
