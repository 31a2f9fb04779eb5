use std::collections::HashMap;
use std::sync::Arc;

use http::{HeaderValue, Method};
use poem::endpoint::BoxEndpoint;
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::{Endpoint, EndpointExt, Request, Response};
use poem_openapi::OpenApi;
use power_platform::PublicUrl;

use super::admin::{self, Readiness};
use super::cross_site::OwnSite;
use super::current::Current;
use super::downloads::{self, Requirements};
use super::pages::{self, Page};
use super::{StartError, metadata, openapi};
use crate::api::{self, Call, CallContext, Gate, Operations};
use crate::connector::{self, Kind, Variant};
use crate::page::{Facts, TryIt};
use crate::tenant::VanityUrl;

/// What the routes are made from, beside what calls go by at the moment.
pub(super) struct Site {
    pub public_url: PublicUrl,
    pub own: OwnSite,
    pub asks_for_key: bool,
    pub try_it: TryIt,
    pub readiness: Readiness,
}

/// The routes of the facade.
pub(super) fn all(site: &Site, current: &Current) -> Result<Routes, StartError> {
    let Site { public_url, own, asks_for_key, try_it, readiness } = site;
    let (calls, asks_for_key) = (&current.tenants, *asks_for_key);
    let tenant = calls.default_tenant.as_ref();
    let requirements = Requirements { api_key: asks_for_key, tenant: tenant.is_none() };
    let openapi = connector::openapi(public_url);
    let lowered = connector::lowered(&openapi, public_url)?;
    let document = openapi::complete(&openapi, asks_for_key)?;
    let mut routes = Routes::behind(Arc::clone(&current.gate));
    routes.own = Some(own.clone());
    routes.add_operations(api::operations(calls));
    let files = downloads::all(public_url, requirements, &document, &lowered)?;
    for download in files.into_iter().chain([metadata::download(public_url)?]) {
        routes.add(download.path, downloads::METHODS, download);
    }
    let login = tenant.and_then(|tenant| calls.own.get(tenant.host())?.login.ukg());
    let facts = Facts {
        public_url,
        default_tenant: tenant.map(VanityUrl::host),
        token_host: login.map(|login| login.token_url.host()),
        asks_for_key,
        throttle: calls.throttle.rate(),
        try_it,
    };
    let options =
        downloads::options(Kind::Action, Variant::PowerPlatform, public_url, requirements);
    let definition = connector::annotate(lowered.clone(), &options)?;
    for page in pages::all(&facts, &definition, &lowered)? {
        routes.add_page(page);
    }
    routes.add(admin::PATH, admin::METHODS, readiness.clone());
    Ok(routes)
}

/// Everything that is served, by path. All paths are known and none has parameters, so a list does:
/// poem's routers match patterns, and rewrite and box the request on every level.
pub struct Routes {
    list: Vec<Route>,
    gate: Arc<Gate>,
    /// The only site whose pages may call operations.
    own: Option<OwnSite>,
}

pub struct Route {
    path: String,
    /// The value of an `Allow` header.
    methods: HeaderValue,
    target: Target,
}

enum Target {
    /// An endpoint that looks at the method itself.
    Endpoint(BoxEndpoint<'static, Response>),
    Page(BoxEndpoint<'static, Response>),
    /// The operations of the path by method.
    Operations(Vec<(Method, BoxEndpoint<'static>)>),
}

impl Route {
    fn new(path: String, methods: &str, target: Target) -> Self {
        let methods =
            HeaderValue::from_str(methods).unwrap_or_else(|_| HeaderValue::from_static(""));
        Self { path, methods, target }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn methods(&self) -> &HeaderValue {
        &self.methods
    }

    /// Whether supervisors ask for this path all the time: it is not counted and, at info, not logged.
    pub fn is_probe(&self) -> bool {
        self.path.starts_with("/health/")
    }

    /// Whether browsers load this with a page, several at a time: it is not logged at info.
    pub fn is_page(&self) -> bool {
        matches!(self.target, Target::Page(_))
    }
}

impl Routes {
    /// Without any route yet. Operations will be behind this gate.
    #[must_use]
    pub fn behind(gate: Arc<Gate>) -> Self {
        Self { list: Vec::new(), gate, own: None }
    }

    /// Adds the operations at their paths.
    pub fn add_operations(&mut self, operations: Operations) {
        let mut by_path = HashMap::new();
        operations.add_routes(&mut by_path);
        let routes = api::methods().into_iter().map(|(path, methods)| {
            let operations = by_path.remove(&path).into_iter().flatten().collect();
            Route::new(path, &methods, Target::Operations(operations))
        });
        self.list.extend(routes);
    }

    /// Adds an endpoint that serves these methods.
    pub fn add(
        &mut self,
        path: &str,
        methods: &str,
        endpoint: impl Endpoint<Output = Response> + 'static,
    ) {
        let target = Target::Endpoint(endpoint.boxed());
        self.list.push(Route::new(path.to_owned(), methods, target));
    }

    /// Adds a page, or a part of one.
    pub(super) fn add_page(&mut self, page: Page) {
        let (path, target) = (page.path.clone(), Target::Page(page.boxed()));
        self.list.push(Route::new(path, pages::METHODS, target));
    }

    #[must_use]
    pub fn find(&self, path: &str) -> Option<&Route> {
        self.list.iter().find(|route| route.path == path)
    }

    /// Answers a request at its route, if there is one.
    ///
    /// # Errors
    ///
    /// Those of the endpoint, and of poem for an unknown path or method.
    pub async fn answer(
        &self,
        route: Option<&Route>,
        mut request: Request,
        call: Arc<Call>,
    ) -> poem::Result<Response> {
        let Some(route) = route else { return Err(NotFoundError.into()) };
        match &route.target {
            Target::Endpoint(endpoint) | Target::Page(endpoint) => endpoint.call(request).await,
            Target::Operations(operations) => {
                // GET includes HEAD (RFC 9110, section 9.3.2).
                let method = match *request.method() {
                    Method::HEAD => &Method::GET,
                    ref method => method,
                };
                let operation = operations.iter().find(|(known, _)| known == method);
                let (_, operation) = operation.ok_or(MethodNotAllowedError)?;
                if let Some(own) = self.own.as_ref().filter(|_| !route.is_probe()) {
                    own.check(request.headers())?;
                }
                request.set_data(CallContext { call, gate: Arc::clone(&self.gate) });
                operation.call(request).await
            }
        }
    }
}
