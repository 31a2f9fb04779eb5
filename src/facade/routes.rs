use std::sync::Arc;

use poem::{Endpoint, EndpointExt, IntoEndpoint, Request, Response, Route};
use poem_openapi::{ContactObject, OpenApiService};

use super::documents::{self, Asks};
use super::pages::Page;
use super::readiness::{self, Readiness};
use super::{StartError, document, pages};
use crate::api::{self, Operations, TenantCalls};
use crate::connector::{self, PublicUrl, Variant, texts};
use crate::page::{Facts, TryIt, paths};
use crate::tenant::VanityUrl;

/// What callers are served, with the methods of each path.
pub struct Routes<E> {
    pub endpoint: E,
    pub methods: Vec<(String, String)>,
}

/// The operations, the documents, the pages and the readiness.
pub fn all(
    calls: &Arc<TenantCalls>,
    public_url: &PublicUrl,
    asks_for_key: bool,
    try_it: &TryIt,
    readiness: Readiness,
) -> Result<Routes<impl Endpoint<Output = Response> + 'static>, StartError> {
    let service = service(calls, public_url);
    let tenant = calls.default_tenant.as_ref();
    let asks = Asks { for_key: asks_for_key, for_tenant: tenant.is_none() };
    let openapi = documents::openapi(service.spec(), asks)?;
    let mut methods = api::methods();
    let mut route = Route::new();
    for document in documents::all(public_url, asks, &openapi)? {
        methods.push((document.path.to_owned(), document::METHODS.to_owned()));
        route = route.at(document.path, document);
    }
    let facts = Facts {
        public_url,
        default_tenant: tenant.map(VanityUrl::host),
        asks_for_key,
        throttle: calls.throttle.rate(),
        try_it,
    };
    let blueprint = documents::blueprint(Variant::PowerPlatform, public_url, asks);
    let definition = connector::definition(&blueprint)?;
    let start = Page::start(&facts, &definition)?;
    methods.push((paths::START.to_owned(), pages::METHODS.to_owned()));
    for page in pages::others(&facts, &openapi)? {
        methods.push((page.path.clone(), pages::METHODS.to_owned()));
        route = route.at(page.path.clone(), page);
    }
    methods.push((readiness::PATH.to_owned(), readiness::METHODS.to_owned()));
    route = route.at(readiness::PATH, readiness);
    let others = route.nest("/", service.into_endpoint()).map_to_response();
    Ok(Routes { endpoint: Rooted { start, others }, methods })
}

/// What is served below the start page. poem's router gives the root itself to what is nested there.
struct Rooted<E> {
    start: Page,
    others: E,
}

impl<E: Endpoint<Output = Response>> Endpoint for Rooted<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if request.uri().path() == paths::START {
            self.start.call(request).await
        } else {
            self.others.call(request).await
        }
    }
}

/// The operations with the connector's texts, as poem-openapi serves and documents them.
fn service(calls: &Arc<TenantCalls>, public_url: &PublicUrl) -> OpenApiService<Operations, ()> {
    let contact = ContactObject::new()
        .name(texts::CONTACT_NAME)
        .url(texts::CONTACT_URL)
        .email(texts::CONTACT_EMAIL);
    OpenApiService::new(api::operations(calls), texts::TITLE, texts::CONTRACT_VERSION)
        .description(texts::DESCRIPTION)
        .contact(contact)
        .server(public_url.to_string())
}
