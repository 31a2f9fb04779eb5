use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::{ApiResponse, Object};
use serde::Serialize;

use super::Failure;

/// The body of every failure.
#[derive(Object, Serialize)]
pub struct ErrorResponse {
    /// The error code.
    pub(crate) error: String,
    /// What is wrong.
    pub(crate) error_description: String,
    /// What can be done about it.
    pub(crate) hint: String,
    /// The address of an explanation.
    pub(crate) error_uri: String,
    /// The id of the call in the logs.
    pub(crate) request_id: String,
}

/// The statuses that a maker should know, with their meaning. A tenant may refuse with any other 4xx.
const STATUSES: [(u16, &str); 10] = [
    (
        400,
        "The request is not complete, or UKG refused the credentials. The error code says which.",
    ),
    (401, "The API key is missing or wrong, or UKG refused the client or the app key."),
    (403, "This tenant may not be called, or UKG refused the call."),
    (413, "The body is too large."),
    (415, "The content type is not supported."),
    (429, "Too many calls. Wait as long as the header Retry-After says."),
    (500, "A fault of this service."),
    (502, "The tenant cannot be reached, failed, or answered something unexpected."),
    (503, "The tenant or this service is busy. Wait as long as the header Retry-After says."),
    (504, "The tenant did not answer in time."),
];

/// 403 of an operation for an account, about which the guard decides, too.
const REFUSED_ACCOUNT: &str = "This tenant may not be called, UKG refused the call, or a refused password \
    is held back.";

/// Describes the failures of an operation that gets a token for an account.
pub fn describe_account(responses: &mut MetaResponses) {
    let forbidden = responses.responses.iter_mut().find(|response| response.status == Some(403));
    if let Some(response) = forbidden {
        response.description = REFUSED_ACCOUNT;
    }
}

/// Failures in the OpenAPI document.
impl ApiResponse for Failure {
    fn meta() -> MetaResponses {
        let responses = STATUSES.map(|(status, description)| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: vec![MetaMediaType {
                content_type: Json::<ErrorResponse>::CONTENT_TYPE,
                schema: Json::<ErrorResponse>::schema_ref(),
            }],
            headers: vec![],
        });
        MetaResponses { responses: responses.into() }
    }

    fn register(registry: &mut Registry) {
        <Json<ErrorResponse> as Payload>::register(registry);
    }
}
