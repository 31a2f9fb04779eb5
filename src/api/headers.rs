use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaParamIn, MetaSchemaRef};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::body::InvalidRequest;
use super::failure::Failure;
use crate::upstream::AppKey;

/// Names the tenant.
pub const VANITY_URL_HEADER: &str = "X-WFM-Vanity-Url";
/// Authenticates the caller.
pub const API_KEY_HEADER: &str = "X-API-Key";
/// Passed on to the tenant.
pub const APP_KEY_HEADER: &str = "appkey";

/// `X-WFM-Vanity-Url`, trimmed; `None` if absent or blank.
pub struct TenantHeader(pub Option<String>);

/// `appkey`; `None` if absent or blank.
pub struct AppKeyHeader(pub Option<AppKey>);

impl TenantHeader {
    fn read(request: &Request) -> Result<Self, Failure> {
        match single(request, VANITY_URL_HEADER) {
            Ok(value) => Ok(Self(value.map(str::to_owned))),
            Err(Unreadable::Repeated) => Err(Failure::RepeatedVanityUrl),
            Err(Unreadable::NotText) => {
                Err(Failure::InvalidVanityUrl(crate::tenant::InvalidVanityUrl::Internationalised))
            }
        }
    }
}

impl AppKeyHeader {
    fn read(request: &Request) -> Result<Self, Failure> {
        let invalid = || Failure::InvalidRequest(InvalidRequest::Header(APP_KEY_HEADER));
        let value = single(request, APP_KEY_HEADER).map_err(|_| invalid())?;
        let key = value.map(AppKey::new).transpose().map_err(|_| invalid())?;
        Ok(Self(key))
    }
}

enum Unreadable {
    Repeated,
    NotText,
}

/// The value of a header that must not be repeated. poem-openapi's own `Header` silently takes the first
/// of several, which would be a guess about the tenant.
fn single<'a>(request: &'a Request, name: &str) -> Result<Option<&'a str>, Unreadable> {
    let mut values = request.headers().get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Unreadable::Repeated);
    }
    let value = std::str::from_utf8(value.as_bytes()).map_err(|_| Unreadable::NotText)?.trim();
    Ok((!value.is_empty()).then_some(value))
}

/// Documents a type as an optional string header that the type reads itself.
macro_rules! optional_header {
    ($type:ty) => {
        impl<'a> ApiExtractor<'a> for $type {
            const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
            type ParamType = String;
            type ParamRawType = String;

            fn param_in() -> Option<MetaParamIn> {
                Some(MetaParamIn::Header)
            }

            fn param_schema_ref() -> Option<MetaSchemaRef> {
                Some(String::schema_ref())
            }

            async fn from_request(
                request: &'a Request,
                _: &mut RequestBody,
                _: ExtractParamOptions<String>,
            ) -> Result<Self> {
                Ok(Self::read(request)?)
            }
        }
    };
}

optional_header!(TenantHeader);
optional_header!(AppKeyHeader);
