//! Which headers become fields of actions, and which are left to the connection.

use indexmap::IndexMap;

use super::{actions, missing};
use crate::api::{
    API_KEY_HEADER, APP_KEY_HEADER, CLIENT_ID_HEADER, CLIENT_SECRET_HEADER, ORGANIZATION_HEADER,
    REALM_HEADER, TOKEN_URL_HEADER, VANITY_URL_HEADER,
};
use crate::connector::DefinitionError;
use crate::connector::listing;
use power_platform::swagger::{
    ApiKeyDefinition, ApiKeyPlace, BasicDefinition, Declared, Document, Format, Parameter,
    Reference, SecurityDefinition, ValueParameter, Visibility,
};

/// The usual name of the security definition of a connector's key.
const API_KEY_NAME: &str = "API Key";
/// The same for HTTP Basic.
const BASIC_NAME: &str = "Basic";

/// Removes a header from all actions and returns its declaration.
fn take_header(
    document: &mut Document,
    header: &str,
    pass: &'static str,
) -> Result<ValueParameter, DefinitionError> {
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

/// Policies send what a connection says about the login service.
pub(super) fn leave_the_login_service_to_the_connection(
    document: &mut Document,
) -> Result<(), DefinitionError> {
    LOGIN_HEADERS.into_iter().try_for_each(|(header, ..)| {
        take_header(document, header, "leave_the_login_service_to_the_connection").map(drop)
    })
}

/// The headers of the client, with their names in the designer.
const CLIENT_HEADERS: [(&str, &str, &str, Option<Format>); 2] = [
    (CLIENT_ID_HEADER, "ClientId", listing::CLIENT_ID_NAME, None),
    (CLIENT_SECRET_HEADER, "ClientSecret", listing::CLIENT_SECRET_NAME, Some(Format::Password)),
];

/// Policies send the client of a connection.
pub(super) fn leave_the_client_to_the_connection(
    document: &mut Document,
) -> Result<(), DefinitionError> {
    CLIENT_HEADERS.into_iter().try_for_each(|(header, ..)| {
        take_header(document, header, "leave_the_client_to_the_connection").map(drop)
    })
}

/// In Logic Apps the action has fields for the client.
pub(super) fn ask_for_the_client_in_the_action(
    document: &mut Document,
) -> Result<(), DefinitionError> {
    for (header, name, title, format) in CLIENT_HEADERS {
        let header = take_header(document, header, "ask_for_the_client_in_the_action")?;
        let x_ms_summary = Some(title.to_owned());
        share(document, name, ValueParameter { x_ms_summary, format, ..header });
    }
    Ok(())
}

/// In Logic Apps every action has optional fields for the login service.
pub(super) fn ask_for_the_login_service_in_the_action(
    document: &mut Document,
) -> Result<(), DefinitionError> {
    for (header, name, title) in LOGIN_HEADERS {
        let header = take_header(document, header, "ask_for_the_login_service_in_the_action")?;
        let header = ValueParameter {
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
    let header = ValueParameter {
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
    let header = ValueParameter {
        x_ms_summary: Some(listing::API_KEY_NAME.to_owned()),
        required: true,
        format: Some(Format::Password),
        ..ValueParameter::text(API_KEY_HEADER, listing::API_KEY_DESCRIPTION)
    };
    share(document, "ApiKey", header);
}

/// Adds a reference to a header before the last parameter of every action, which is its body or query.
fn share(document: &mut Document, name: &str, header: ValueParameter) {
    for operation in actions(document) {
        let reference = Parameter::Reference(Reference::to_parameter(name));
        let last = operation.parameters.len().saturating_sub(1);
        operation.parameters.insert(last, reference);
    }
    document.parameters.insert(name.to_owned(), Declared::Header(header));
}

/// A connection asks for the key, and the platform sends it.
pub fn ask_for_the_key_once(document: &mut Document) {
    let key = SecurityDefinition::ApiKey(ApiKeyDefinition {
        place: ApiKeyPlace::Header,
        name: API_KEY_HEADER.to_owned(),
    });
    require(document, API_KEY_NAME, key);
}

/// A connection asks for user name and password, and the platform sends them.
pub(super) fn log_in_by_basic(document: &mut Document) {
    require(document, BASIC_NAME, SecurityDefinition::Basic(BasicDefinition {}));
}

fn require(document: &mut Document, name: &str, definition: SecurityDefinition) {
    document.security_definitions.insert(name.to_owned(), definition);
    document.security.push(IndexMap::from([(name.to_owned(), Vec::new())]));
}
