use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, CONTENT_TYPE,
};
use http::{Method, StatusCode};
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, Request, Response};
use power_platform::solution::package;
use power_platform::swagger::Document;
use power_platform::{PublicUrl, print};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

use super::StartError;
use crate::connector::export::{self, TEMPLATE, WORKFLOW_CONSUMPTION, WORKFLOW_STANDARD};
use crate::connector::{self, ConnectorOptions, Kind, Variant};
use crate::page::paths;

/// What a caller must send besides the body.
#[derive(Clone, Copy)]
pub struct Requirements {
    pub api_key: bool,
    /// The vanity URL, because there is no default tenant.
    pub tenant: bool,
}

/// The options of one of this facade's own connectors.
pub fn options(
    kind: Kind,
    variant: Variant,
    public_url: &PublicUrl,
    requirements: Requirements,
) -> ConnectorOptions {
    ConnectorOptions {
        with_api_key: requirements.api_key,
        with_default_tenant: !requirements.tenant,
        ..ConnectorOptions::of(kind, variant, public_url.clone())
    }
}

/// The files that `connector export` and `connector package` write, with the facade's own address in
/// them, and the OpenAPI document.
pub fn all(
    public_url: &PublicUrl,
    requirements: Requirements,
    openapi: &Bytes,
    lowered: &Document,
) -> Result<Vec<Download>, StartError> {
    let mut all = vec![Download::json(paths::OPENAPI, openapi.clone())];
    for (kind, paths) in
        [(Kind::Action, &ACTION), (Kind::Account, &ACCOUNT), (Kind::Profile, &PROFILE)]
    {
        let of_variant = |variant| options(kind, variant, public_url, requirements);
        let power_platform = of_variant(Variant::PowerPlatform);
        let logic_apps = of_variant(Variant::LogicApps);
        let definition = |options| connector::annotate(lowered.clone(), options).map(|d| print(&d));
        let properties = print(&connector::properties(&power_platform));
        all.extend([
            Download::json(paths.definition, definition(&power_platform)?.into()),
            Download::json(paths.properties, properties.into()),
            Download::json(paths.logic_apps_definition, definition(&logic_apps)?.into()),
            of_logic_apps(paths.template, TEMPLATE, &logic_apps),
            of_logic_apps(paths.consumption, WORKFLOW_CONSUMPTION, &logic_apps),
            of_logic_apps(paths.standard, WORKFLOW_STANDARD, &logic_apps),
            icon(paths.icon, &power_platform),
            solution(paths.solution, power_platform),
        ]);
    }
    Ok(all)
}

/// The paths of a connector's files.
struct Paths {
    definition: &'static str,
    properties: &'static str,
    logic_apps_definition: &'static str,
    template: &'static str,
    consumption: &'static str,
    standard: &'static str,
    icon: &'static str,
    solution: &'static str,
}

const ACTION: Paths = Paths {
    definition: paths::DEFINITION,
    properties: paths::PROPERTIES,
    logic_apps_definition: paths::LOGIC_APPS_DEFINITION,
    template: paths::LOGIC_APPS_TEMPLATE,
    consumption: paths::WORKFLOW_CONSUMPTION,
    standard: paths::WORKFLOW_STANDARD,
    icon: paths::ICON,
    solution: paths::SOLUTION,
};

const ACCOUNT: Paths = Paths {
    definition: paths::ACCOUNT_DEFINITION,
    properties: paths::ACCOUNT_PROPERTIES,
    logic_apps_definition: paths::ACCOUNT_LOGIC_APPS_DEFINITION,
    template: paths::ACCOUNT_LOGIC_APPS_TEMPLATE,
    consumption: paths::ACCOUNT_WORKFLOW_CONSUMPTION,
    standard: paths::ACCOUNT_WORKFLOW_STANDARD,
    icon: paths::ACCOUNT_ICON,
    solution: paths::ACCOUNT_SOLUTION,
};

const PROFILE: Paths = Paths {
    definition: paths::PROFILE_DEFINITION,
    properties: paths::PROFILE_PROPERTIES,
    logic_apps_definition: paths::PROFILE_LOGIC_APPS_DEFINITION,
    template: paths::PROFILE_LOGIC_APPS_TEMPLATE,
    consumption: paths::PROFILE_WORKFLOW_CONSUMPTION,
    standard: paths::PROFILE_WORKFLOW_STANDARD,
    icon: paths::PROFILE_ICON,
    solution: paths::PROFILE_SOLUTION,
};

fn of_logic_apps(path: &'static str, name: &'static str, options: &ConnectorOptions) -> Download {
    let options = options.clone();
    Download::on_demand(path, "application/json", move || {
        let files = export::logic_apps_files(&options)?;
        let file = files.into_iter().find(|file| file.name == name);
        Ok(file.map(|file| file.bytes).unwrap_or_default())
    })
}

fn icon(path: &'static str, options: &ConnectorOptions) -> Download {
    let (kind, color) = (options.kind, options.brand_color);
    Download::on_demand(path, "image/png", move || Ok(export::icon(kind, color)))
}

fn solution(path: &'static str, options: ConnectorOptions) -> Download {
    Download::on_demand(path, "application/zip", move || {
        Ok(package(&export::connector(&options)?, &connector::solution())?)
    })
}

pub const METHODS: &str = "GET, HEAD, OPTIONS";
/// How long a browser may cache a preflight response, in seconds: a day.
const PREFLIGHT_MAX_AGE: &str = "86400";

type MakeError = Box<dyn Error + Send + Sync>;
type Make = Arc<dyn Fn() -> Result<Vec<u8>, MakeError> + Send + Sync>;

/// A file to download. It contains no secrets, so designers that run in a browser, such as that of Logic
/// Apps, may read it from another origin.
pub struct Download {
    pub path: &'static str,
    content_type: &'static str,
    content: Content,
}

/// Shared by all responses, so that many slow readers cost no memory.
enum Content {
    Ready(Bytes),
    /// Made for the first request.
    OnDemand(OnceCell<Bytes>, Make),
}

impl Download {
    pub fn json(path: &'static str, content: Bytes) -> Self {
        Self { path, content_type: "application/json", content: Content::Ready(content) }
    }

    /// A download that is made for the first request: some take longer than the rest of the start, and
    /// most facades are never asked for them.
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
            // Drawing an icon would block a worker.
            match spawn_blocking(move || work()).await {
                Ok(outcome) => outcome.map(Bytes::from),
                Err(error) => Err(error.into()),
            }
        });
        content.await.cloned().map_err(|error| {
            tracing::error!(path = self.path, error, "a download cannot be made");
            poem::Error::from_status(StatusCode::INTERNAL_SERVER_ERROR)
        })
    }
}

impl Endpoint for Download {
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
                    .header(ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE);
                // A download depends on no header, so designers may add any.
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

    async fn body(download: &Download) -> Bytes {
        let response = download.call(Request::default()).await.unwrap();
        response.into_body().into_bytes().await.unwrap()
    }

    #[tokio::test]
    async fn all_responses_share_the_content() {
        let text = Bytes::from("{}".to_owned());
        let download = Download::json("/made-up.json", text.clone());
        for _ in 0..2 {
            assert_eq!(body(&download).await.as_ptr(), text.as_ptr());
        }
    }

    #[tokio::test]
    async fn a_download_on_demand_is_made_once() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let download = Download::on_demand("/made-up.png", "image/png", || {
            MADE.fetch_add(1, Ordering::Relaxed);
            Ok(b"made".to_vec())
        });
        assert_eq!(MADE.load(Ordering::Relaxed), 0);
        let (first, second) = (body(&download).await, body(&download).await);
        assert_eq!((first.as_ref(), first.as_ptr()), (&b"made"[..], second.as_ptr()));
        assert_eq!(MADE.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_download_that_cannot_be_made_is_an_error_and_is_tried_again() {
        let download = Download::on_demand("/made-up.png", "image/png", || Err("broken".into()));
        for _ in 0..2 {
            let error = download.call(Request::default()).await.unwrap_err();
            assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
        }
    }
}
