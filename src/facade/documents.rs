use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, CONTENT_TYPE,
};
use http::{Method, StatusCode};
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, Request, Response};

use crate::connector::{self, Blueprint, DefinitionError, PublicUrl, Variant};

/// The methods of a document.
pub const METHODS: &str = "GET, HEAD, OPTIONS";
/// For how long a browser may remember that it may read a document, in seconds: a day.
const MAX_AGE: &str = "86400";

/// A file of the connector at its address. It holds nothing secret, and designers in a browser, such
/// as that of Logic Apps, may read it from another origin.
pub struct Document {
    pub path: &'static str,
    text: String,
}

/// All documents.
pub fn all(
    public_url: &PublicUrl,
    with_default_tenant: bool,
    openapi: String,
) -> Result<[Document; 4], DefinitionError> {
    let blueprint =
        |variant| Blueprint { with_default_tenant, ..Blueprint::new(variant, public_url.clone()) };
    let power_platform = blueprint(Variant::PowerPlatform);
    let definition = |blueprint: &Blueprint| {
        Ok::<_, DefinitionError>(connector::print(&connector::definition(blueprint)?))
    };
    Ok([
        Document { path: "/apiDefinition.swagger.json", text: definition(&power_platform)? },
        Document {
            path: "/apiProperties.json",
            text: connector::print(&connector::properties(&power_platform)),
        },
        Document {
            path: "/logic-apps/apiDefinition.swagger.json",
            text: definition(&blueprint(Variant::LogicApps))?,
        },
        Document { path: "/openapi.json", text: openapi },
    ])
}

impl Endpoint for Document {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let response = Response::builder()
            .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
            .header(CONTENT_TYPE, "application/json");
        match *request.method() {
            Method::GET | Method::HEAD => Ok(response.body(self.text.clone())),
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
