mod table;

use std::sync::Arc;

use poem_openapi::{ContactObject, OpenApiService};

use super::documents::{self, Asks};
use super::readiness::{self, Readiness};
use super::{StartError, document, pages};
use crate::api::{self, Operations, TenantCalls};
use crate::connector::{self, Variant, texts};
use crate::page::{Facts, TryIt};
use crate::tenant::VanityUrl;
use power_platform::PublicUrl;

use table::Table;

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
    let openapi = documents::openapi(service(calls, public_url).spec(), asks)?;
    let mut table = Table::of(operations);
    for document in documents::all(public_url, asks, &openapi)? {
        table.at(document.path, document::METHODS, document);
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
    for page in pages::all(&facts, &definition, &openapi)? {
        table.at(&page.path.clone(), pages::METHODS, page);
    }
    table.at(readiness::PATH, readiness::METHODS, readiness);
    Ok(table)
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
