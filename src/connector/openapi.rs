use std::collections::HashMap;

use http::Method;
use poem::endpoint::BoxEndpoint;
use poem_openapi::registry::{MetaApi, Registry};
use poem_openapi::{ContactObject, OpenApi, OpenApiService};
use power_platform::PublicUrl;

use super::listing;
use crate::api::{self, Operations};

/// The OpenAPI 3.0 document of the operations, in JSON: the source of the definition and of the pages.
/// It does not mention the API key, which a facade may or may not ask for.
#[must_use]
pub fn openapi(public_url: &PublicUrl) -> String {
    let contact = ContactObject::new()
        .name(listing::CONTACT_NAME)
        .url(listing::CONTACT_URL)
        .email(listing::CONTACT_EMAIL);
    OpenApiService::new(Described, listing::TITLE, listing::CONTRACT_VERSION)
        .description(listing::DESCRIPTION)
        .contact(contact)
        .server(public_url.to_string())
        .spec()
}

/// The descriptions of the operations, without the clients and limits that serving them needs.
struct Described;

impl OpenApi for Described {
    fn meta() -> Vec<MetaApi> {
        api::described()
    }

    fn register(registry: &mut Registry) {
        Operations::register(registry);
    }

    fn add_routes(self, _: &mut HashMap<String, HashMap<Method, BoxEndpoint<'static>>>) {}
}
