use std::collections::HashMap;
use std::sync::Arc;

use http::Method;
use poem::endpoint::BoxEndpoint;
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::{Endpoint, EndpointExt, Request, Response};
use poem_openapi::{ContactObject, OpenApi, OpenApiService};
use power_platform::PublicUrl;

use super::admin::{self, Readiness};
use super::downloads::{self, Asks};
use super::{StartError, pages};
use crate::api::{self, Operations, TenantCalls};
use crate::connector::{self, Variant, listing};
use crate::page::{Facts, TryIt};
use crate::tenant::VanityUrl;

/// The operations, the documents, the pages and the readiness.
pub fn all(
    calls: &Arc<TenantCalls>,
    public_url: &PublicUrl,
    asks_for_key: bool,
    try_it: &TryIt,
    readiness: Readiness,
) -> Result<Table, StartError> {
    let tenant = calls.default_tenant.as_ref();
    let asks = Asks { for_key: asks_for_key, for_tenant: tenant.is_none() };
    let operations = api::operations(calls);
    let openapi = downloads::openapi(service(calls, public_url).spec(), asks)?;
    let mut table = Table::of(operations);
    for document in downloads::all(public_url, asks, &openapi)? {
        table.at(document.path, downloads::METHODS, document);
    }
    let facts = Facts {
        public_url,
        default_tenant: tenant.map(VanityUrl::host),
        asks_for_key,
        throttle: calls.throttle.rate(),
        try_it,
    };
    let blueprint = downloads::blueprint(Variant::PowerPlatform, public_url, asks);
    let definition = connector::definition(&blueprint)?;
    for page in pages::all(&facts, &definition, &openapi)? {
        table.at(&page.path.clone(), pages::METHODS, page);
    }
    table.at(admin::PATH, admin::METHODS, readiness);
    Ok(table)
}

/// The operations with the connector's texts, as poem-openapi serves and documents them.
fn service(calls: &Arc<TenantCalls>, public_url: &PublicUrl) -> OpenApiService<Operations, ()> {
    let contact = ContactObject::new()
        .name(listing::CONTACT_NAME)
        .url(listing::CONTACT_URL)
        .email(listing::CONTACT_EMAIL);
    OpenApiService::new(api::operations(calls), listing::TITLE, listing::CONTRACT_VERSION)
        .description(listing::DESCRIPTION)
        .contact(contact)
        .server(public_url.to_string())
}

/// Finds who answers. All paths are known and none has parameters, so that a table does: poem's
/// routers match patterns, and rewrite and box the request on every level.
pub struct Table(Vec<Row>);

struct Row {
    path: String,
    /// As an `Allow` header lists them.
    methods: String,
    served: Served,
}

/// Who answers at a path.
enum Served {
    /// One endpoint, which looks at the method itself.
    By(BoxEndpoint<'static>),
    /// An operation for each method.
    Operations(Vec<(Method, BoxEndpoint<'static>)>),
}

impl Table {
    /// The operations at their paths, with nothing around them.
    pub fn of(operations: Operations) -> Self {
        let mut paths = HashMap::new();
        operations.add_routes(&mut paths);
        let rows = api::methods().into_iter().map(|(path, methods)| {
            let operations = paths.remove(&path).into_iter().flatten().collect();
            Row { path, methods, served: Served::Operations(operations) }
        });
        Self(rows.collect())
    }

    /// And at this path, for these methods, this one.
    pub fn at(
        &mut self,
        path: &str,
        methods: &str,
        endpoint: impl Endpoint<Output = Response> + 'static,
    ) {
        let (path, methods) = (path.to_owned(), methods.to_owned());
        self.0.push(Row { path, methods, served: Served::By(endpoint.boxed()) });
    }

    /// The methods of each path.
    pub fn methods(&self) -> Vec<(String, String)> {
        self.0.iter().map(|row| (row.path.clone(), row.methods.clone())).collect()
    }
}

impl Endpoint for Table {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let path = request.uri().path();
        match self.0.iter().find(|row| row.path == path).map(|row| &row.served) {
            None => Err(NotFoundError.into()),
            Some(Served::By(endpoint)) => endpoint.call(request).await,
            Some(Served::Operations(operations)) => {
                // What answers GET answers HEAD (RFC 9110, section 9.3.2).
                let method = match *request.method() {
                    Method::HEAD => &Method::GET,
                    ref method => method,
                };
                match operations.iter().find(|(known, _)| known == method) {
                    Some((_, operation)) => operation.call(request).await,
                    None => Err(MethodNotAllowedError.into()),
                }
            }
        }
    }
}
