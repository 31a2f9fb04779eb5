use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, CONTENT_TYPE,
};
use http::{Method, StatusCode};
use indexmap::IndexMap;
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, Request, Response};
use power_platform::solution::package;
use power_platform::{PublicUrl, print};
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use super::StartError;
use crate::api::API_KEY_HEADER;
use crate::connector::export::{self, TEMPLATE, WORKFLOW_CONSUMPTION, WORKFLOW_STANDARD};
use crate::connector::{self, ConnectorOptions, Variant};
use crate::page::paths;

/// What the API key is called in the OpenAPI document.
const KEY_SCHEME: &str = "api_key";

/// What a caller has to bring.
#[derive(Clone, Copy)]
pub struct Asks {
    /// An API key.
    pub for_key: bool,
    /// The tenant, because there is no default one.
    pub for_tenant: bool,
}

/// The connector of this facade, for a product.
pub fn options(variant: Variant, public_url: &PublicUrl, asks: Asks) -> ConnectorOptions {
    ConnectorOptions {
        with_api_key: asks.for_key,
        with_default_tenant: !asks.for_tenant,
        ..ConnectorOptions::new(variant, public_url.clone())
    }
}

/// All documents: the files that `connector export` and `connector package` write, with the facade's own
/// address in them, and the OpenAPI document.
pub fn all(
    public_url: &PublicUrl,
    asks: Asks,
    openapi: &Bytes,
) -> Result<Vec<Document>, StartError> {
    let of_variant = |variant| options(variant, public_url, asks);
    let (power_platform, logic_apps) =
        (of_variant(Variant::PowerPlatform), of_variant(Variant::LogicApps));
    let definition = |options| connector::definition(options).map(|d| print(&d));
    let properties = print(&connector::properties(&power_platform));
    Ok(vec![
        Document::json(paths::DEFINITION, definition(&power_platform)?.into()),
        Document::json(paths::PROPERTIES, properties.into()),
        Document::json(paths::LOGIC_APPS_DEFINITION, definition(&logic_apps)?.into()),
        Document::json(paths::OPENAPI, openapi.clone()),
        of_logic_apps(paths::LOGIC_APPS_TEMPLATE, TEMPLATE, &logic_apps),
        of_logic_apps(paths::WORKFLOW_CONSUMPTION, WORKFLOW_CONSUMPTION, &logic_apps),
        of_logic_apps(paths::WORKFLOW_STANDARD, WORKFLOW_STANDARD, &logic_apps),
        icon(&power_platform),
        solution(power_platform),
    ])
}

fn of_logic_apps(path: &'static str, name: &'static str, options: &ConnectorOptions) -> Document {
    let options = options.clone();
    Document::on_demand(path, "application/json", move || {
        let files = export::logic_apps_files(&options)?;
        let file = files.into_iter().find(|file| file.name == name);
        Ok(file.map(|file| file.bytes).unwrap_or_default())
    })
}

fn icon(options: &ConnectorOptions) -> Document {
    let color = options.brand_color;
    Document::on_demand(paths::ICON, "image/png", move || Ok(export::icon(color)))
}

fn solution(options: ConnectorOptions) -> Document {
    Document::on_demand(paths::SOLUTION, "application/zip", move || {
        Ok(package(&export::connector(&options)?, &connector::solution())?)
    })
}

/// The OpenAPI document with the API key in it where there is one, which poem-openapi could only know of
/// at compile time. Every other value is copied as it stands.
pub fn openapi(document: String, asks: Asks) -> serde_json::Result<Bytes> {
    if asks.for_key { with_key(&document).map(Bytes::from) } else { Ok(document.into()) }
}

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
