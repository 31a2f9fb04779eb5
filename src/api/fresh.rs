//! The one parameter that is in the query: nothing about it is secret.

use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::{MetaOperationParam, MetaParamIn};
use poem_openapi::types::Type;

use super::body::refuse_fields_in_query;
use super::invalid_request::InvalidRequest;
use super::tokens::Keep;

const NAME: &str = "fresh";
const DESCRIPTION: &str = "Get a new token even if the last one is still valid, at most once a minute. For \
    a token that WFM no longer takes.";

/// Whether a kept token will do for the caller of an operation without a body.
pub struct Fresh(pub(super) Keep);

impl Fresh {
    /// The parameter in the OpenAPI document.
    pub fn documented() -> MetaOperationParam {
        MetaOperationParam {
            name: NAME.to_owned(),
            schema: bool::schema_ref(),
            in_type: MetaParamIn::Query,
            description: Some(DESCRIPTION.to_owned()),
            required: false,
            deprecated: false,
            explode: true,
            style: None,
        }
    }

    /// An empty value counts as absent.
    fn read(query: Option<&str>) -> Result<Self, InvalidRequest> {
        refuse_fields_in_query(query)?;
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let mut values = pairs.filter(|(name, _)| name == NAME).map(|(_, value)| value);
        let value = values.next().unwrap_or_default().to_ascii_lowercase();
        let fresh = match value.as_str() {
            "true" => true,
            "false" | "" => false,
            _ => return Err(InvalidRequest::Parameter(NAME)),
        };
        match values.next() {
            Some(_) => Err(InvalidRequest::Parameter(NAME)),
            None => Ok(Self(if fresh { Keep::Fresh } else { Keep::Always })),
        }
    }
}

impl<'a> FromRequest<'a> for Fresh {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self::read(request.uri().query())?)
    }
}
