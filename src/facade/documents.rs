use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, CONTENT_TYPE,
};
use http::{Method, StatusCode};
use indexmap::IndexMap;
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, Request, Response};
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use super::StartError;
use crate::api::API_KEY_HEADER;
use crate::connector::{self, Blueprint, DefinitionError, PublicUrl, Variant};

/// The methods of a document.
pub const METHODS: &str = "GET, HEAD, OPTIONS";
/// For how long a browser may remember that it may read a document, in seconds: a day.
const MAX_AGE: &str = "86400";

/// What the API key is called in the OpenAPI document.
const KEY_SCHEME: &str = "api_key";

/// A file of the connector at its address. It holds nothing secret, and designers in a browser, such
/// as that of Logic Apps, may read it from another origin.
pub struct Document {
    pub path: &'static str,
    /// Shared by all answers: a caller that asks often and takes nothing costs no memory.
    text: Bytes,
}

/// What a caller has to bring.
#[derive(Clone, Copy)]
pub struct Asks {
    /// An API key.
    pub for_key: bool,
    /// The tenant, because there is no default one.
    pub for_tenant: bool,
}

/// All documents.
pub fn all(public_url: &PublicUrl, asks: Asks, openapi: &str) -> Result<[Document; 4], StartError> {
    let blueprint = |variant| Blueprint {
        with_api_key: asks.for_key,
        with_default_tenant: !asks.for_tenant,
        ..Blueprint::new(variant, public_url.clone())
    };
    let power_platform = blueprint(Variant::PowerPlatform);
    let definition = |blueprint: &Blueprint| {
        Ok::<_, DefinitionError>(connector::print(&connector::definition(blueprint)?))
    };
    let openapi = if asks.for_key { with_key(openapi)? } else { openapi.to_owned() };
    Ok([
        Document { path: "/apiDefinition.swagger.json", text: definition(&power_platform)?.into() },
        Document {
            path: "/apiProperties.json",
            text: connector::print(&connector::properties(&power_platform)).into(),
        },
        Document {
            path: "/logic-apps/apiDefinition.swagger.json",
            text: definition(&blueprint(Variant::LogicApps))?.into(),
        },
        Document { path: "/openapi.json", text: openapi.into() },
    ])
}

/// The OpenAPI document with the API key in it, which poem-openapi could only know of at compile time.
/// Every other value is copied as it stands.
fn with_key(openapi: &str) -> serde_json::Result<String> {
    type Object = IndexMap<String, Box<RawValue>>;
    let mut document: Object = serde_json::from_str(openapi)?;
    let components = document.get("components").map_or("{}", |components| components.get());
    let mut components: Object = serde_json::from_str(components)?;
    let key = json!({KEY_SCHEME: {"type": "apiKey", "in": "header", "name": API_KEY_HEADER}});
    components.insert("securitySchemes".to_owned(), to_raw_value(&key)?);
    document.insert("components".to_owned(), to_raw_value(&components)?);
    document.insert("security".to_owned(), to_raw_value(&json!([{ KEY_SCHEME: [] }]))?);
    serde_json::to_string_pretty(&document)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A caller with HTTP/2 may ask for it a hundred times and take none of the answers.
    #[tokio::test]
    async fn every_answer_shares_the_text_of_the_document() {
        let document = Document { path: "/made-up.json", text: Bytes::from("{}".to_owned()) };
        for _ in 0..2 {
            let answer = document.call(Request::default()).await.unwrap();
            let body = answer.into_body().into_bytes().await.unwrap();
            assert_eq!(body.as_ptr(), document.text.as_ptr());
        }
    }
}
