use std::sync::Arc;

use poem_openapi::{ContactObject, OpenApiService};

use super::PublicUrl;
use super::texts;
use crate::api::{self, Operations, TenantCalls};

/// The operations with the connector's texts, as poem-openapi serves and documents them.
#[must_use]
pub fn openapi(calls: &Arc<TenantCalls>, public_url: &PublicUrl) -> OpenApiService<Operations, ()> {
    let contact = ContactObject::new()
        .name(texts::CONTACT_NAME)
        .url(texts::CONTACT_URL)
        .email(texts::CONTACT_EMAIL);
    OpenApiService::new(api::operations(calls), texts::TITLE, texts::CONTRACT_VERSION)
        .description(texts::DESCRIPTION)
        .contact(contact)
        .server(public_url.to_string())
}
