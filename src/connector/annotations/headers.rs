//! Which headers become fields of actions, and which are left to the connection.

use indexmap::IndexMap;

use super::{actions, missing};
use crate::api::{
    API_KEY_HEADER, APP_KEY_HEADER, ORGANIZATION_HEADER, REALM_HEADER, TOKEN_URL_HEADER,
    VANITY_URL_HEADER,
};
use crate::connector::DefinitionError;
use crate::connector::listing;
use power_platform::swagger::{
    ApiKeyDefinition, ApiKeyPlace, Declared, Document, Format, HeaderParameter, Parameter,
    Reference, SecurityDefinition, TextType, Visibility,
};

/// The usual name of the security definition of a connector's key.
const API_KEY_NAME: &str = "API Key";

/// Removes a header from all actions and returns its declaration.
fn take_header(
    document: &mut Document,
    header: &str,
    pass: &'static str,
) -> Result<HeaderParameter, DefinitionError> {
    let mut taken = None;
    for operation in actions(document) {
        let is_sought = |parameter: &Parameter| matches!(parameter, Parameter::Declared(Declared::Header(h)) if h.name == header);
        let index = operation
            .parameters
            .iter()
            .position(is_sought)
            .ok_or_else(|| missing(pass, format!("{header} of {}", operation.operation_id)))?;
        if let Parameter::Declared(Declared::Header(header)) = operation.parameters.remove(index) {
            taken = Some(header);
        }
    }
    taken.ok_or_else(|| missing(pass, header))
}

/// The published action has no app key. Only old tenants require one, and the facade can add it.
pub(super) fn leave_the_app_key_out(document: &mut Document) -> Result<(), DefinitionError> {
    take_header(document, APP_KEY_HEADER, "leave_the_app_key_out").map(drop)
}

/// A policy sends the vanity URL of the connection (`apiProperties.json`), so actions have no field for
/// it.
pub(super) fn leave_the_tenant_to_the_connection(
    document: &mut Document,
) -> Result<(), DefinitionError> {
    take_header(document, VANITY_URL_HEADER, "leave_the_tenant_to_the_connection").map(drop)
}

/// The headers for UKG Authentication, with their names in the designer.
const LOGIN_HEADERS: [(&str, &str, &str); 3] = [
    (TOKEN_URL_HEADER, "TokenUrl", listing::TOKEN_URL_NAME),
    (ORGANIZATION_HEADER, "Organization", listing::ORGANIZATION_NAME),
    (REALM_HEADER, "Realm", listing::REALM_NAME),
];

/// The published connector asks for a vanity URL alone. The facade's settings say the rest.
pub(super) fn leave_the_login_service_to_the_facade(
    document: &mut Document,
) -> Result<(), DefinitionError> {
    LOGIN_HEADERS.into_iter().try_for_each(|(header, ..)| {
        take_header(document, header, "leave_the_login_service_to_the_facade").map(drop)
    })
}

/// In Logic Apps every action has optional fields for the login service.
pub(super) fn ask_for_the_login_service_in_the_action(
    document: &mut Document,
) -> Result<(), DefinitionError> {
    for (header, name, title) in LOGIN_HEADERS {
        let header = take_header(document, header, "ask_for_the_login_service_in_the_action")?;
        let header = HeaderParameter {
            x_ms_summary: Some(title.to_owned()),
            x_ms_visibility: Some(Visibility::Advanced),
            ..header
        };
        share(document, name, header);
    }
    Ok(())
}

/// Logic Apps has no policies: every action has a field for the tenant, declared once.
pub(super) fn ask_for_the_tenant_in_the_action(
    document: &mut Document,
    optional: bool,
) -> Result<(), DefinitionError> {
    let header = take_header(document, VANITY_URL_HEADER, "ask_for_the_tenant_in_the_action")?;
    let header = HeaderParameter {
        x_ms_summary: Some(listing::VANITY_URL_NAME.to_owned()),
        required: !optional,
        x_ms_visibility: optional.then_some(Visibility::Advanced),
        ..header
    };
    share(document, "VanityUrl", header);
    Ok(())
}

/// The built-in Swagger action of Logic Apps has no connection that could keep the key.
pub(super) fn ask_for_the_key_in_the_action(document: &mut Document) {
    let header = HeaderParameter {
        name: API_KEY_HEADER.to_owned(),
        x_ms_summary: Some(listing::API_KEY_NAME.to_owned()),
        description: listing::API_KEY_DESCRIPTION.to_owned(),
        required: true,
        type_: TextType::String,
        format: Some(Format::Password),
        x_ms_visibility: None,
    };
    share(document, "ApiKey", header);
}

/// Adds a reference to a header before the body of every action.
fn share(document: &mut Document, name: &str, header: HeaderParameter) {
    for operation in actions(document) {
        let reference = Parameter::Reference(Reference::to_parameter(name));
        let body = operation.parameters.len().saturating_sub(1);
        operation.parameters.insert(body, reference);
    }
    document.parameters.insert(name.to_owned(), Declared::Header(header));
}

/// A connection asks for the key, and the platform sends it.
pub fn ask_for_the_key_once(document: &mut Document) {
    let key = SecurityDefinition::ApiKey(ApiKeyDefinition {
        place: ApiKeyPlace::Header,
        name: API_KEY_HEADER.to_owned(),
    });
    document.security_definitions.insert(API_KEY_NAME.to_owned(), key);
    document.security.push(IndexMap::from([(API_KEY_NAME.to_owned(), Vec::new())]));
}
