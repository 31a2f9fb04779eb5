//! What Power Platform wants to know beyond Swagger 2.0, in named passes. A pass that finds nothing to
//! work on is an error, because then operations and contract have drifted apart.

mod headers;
mod selection;

pub(super) use headers::ask_for_the_key_once;

use super::options::{ConnectorOptions, Variant};
use super::{DefinitionError, Kind, listing};
use power_platform::swagger::{
    Declared, Document, Operation, Parameter, Reference, Schema, SchemaObject, Visibility,
};

const TEST_CONNECTION: &str = "TestConnection";

/// The definition for a product, from the lowered operations.
///
/// # Errors
///
/// [`DefinitionError`], independent of the options.
pub fn annotate(
    mut document: Document,
    options: &ConnectorOptions,
) -> Result<Document, DefinitionError> {
    selection::keep_the_operations_of_the_kind(&mut document, options)?;
    options.kind.title().clone_into(&mut document.info.title);
    options.kind.description().clone_into(&mut document.info.description);
    document.metadata = listing::metadata();
    send_json_alone(&mut document)?;
    decide_who_sends_the_headers(&mut document, options)?;
    if options.variant == Variant::Certification {
        selection::test_the_connection(&mut document, options)?;
    }
    authenticate(&mut document, options);
    match options.kind {
        Kind::Action => send_the_constants(&mut document)?,
        Kind::Account | Kind::Profile => offer_a_fresh_token(&mut document)?,
    }
    leave_the_faults_of_bodies_out(&mut document);
    document.keep_the_schema_of_success_only();
    document.drop_unused_definitions();
    name_fields_as_they_are(&mut document);
    point_to_the_access_token(&mut document)?;
    document.hoist_media_types();
    Ok(document)
}

/// The headers about tenant and client are fields of actions, or are left to the connection. A profile has
/// none.
fn decide_who_sends_the_headers(
    document: &mut Document,
    options: &ConnectorOptions,
) -> Result<(), DefinitionError> {
    let kind = options.kind;
    if kind == Kind::Profile {
        return Ok(());
    }
    headers::leave_the_app_key_out(document)?;
    if options.variant == Variant::LogicApps {
        headers::ask_for_the_tenant_in_the_action(document, options.with_default_tenant)?;
        if kind == Kind::Account {
            headers::ask_for_the_client_in_the_action(document)?;
        }
        return headers::ask_for_the_login_service_in_the_action(document);
    }
    headers::leave_the_tenant_to_the_connection(document)?;
    if kind == Kind::Action {
        return headers::leave_the_login_service_to_the_facade(document);
    }
    headers::leave_the_login_service_to_the_connection(document)?;
    headers::leave_the_client_to_the_connection(document)
}

/// What a connection authenticates by: an API key, or HTTP Basic.
fn authenticate(document: &mut Document, options: &ConnectorOptions) {
    let ConnectorOptions { kind, variant, with_api_key, .. } = *options;
    let logic_apps = variant == Variant::LogicApps;
    // For an account that is not in Logic Apps, a policy sends the key.
    if with_api_key && logic_apps && kind != Kind::Profile {
        headers::ask_for_the_key_in_the_action(document);
    }
    match kind {
        Kind::Action if !with_api_key || logic_apps => {}
        Kind::Profile if logic_apps => headers::log_in_by_basic(document),
        Kind::Account => headers::log_in_by_basic(document),
        Kind::Action | Kind::Profile => headers::ask_for_the_key_once(document),
    }
}

/// The operations that makers see.
fn actions(document: &mut Document) -> impl Iterator<Item = &mut Operation> {
    document.operations_mut().filter(|operation| operation.operation_id != TEST_CONNECTION)
}

fn missing(pass: &'static str, missing: impl Into<String>) -> DefinitionError {
    DefinitionError::NothingToAnnotate { pass, missing: missing.into() }
}

/// The platform writes the body as the only media type says. The service also reads forms.
fn send_json_alone(document: &mut Document) -> Result<(), DefinitionError> {
    for operation in document.operations_mut().filter(|operation| !operation.consumes.is_empty()) {
        operation.consumes.retain(|media_type| media_type == "application/json");
        if operation.consumes.is_empty() {
            return Err(missing("send_json_alone", "application/json"));
        }
    }
    Ok(())
}

/// An action without a body has neither a body that is too large nor one of the wrong type.
fn leave_the_faults_of_bodies_out(document: &mut Document) {
    for operation in document.operations_mut().filter(|operation| operation.consumes.is_empty()) {
        operation.responses.retain(|status, _| !["413", "415"].contains(&status.as_str()));
    }
}

/// The published action sends these two fields, which makers never see. The platform sends an internal
/// field only if it is required and has a default.
fn send_the_constants(document: &mut Document) -> Result<(), DefinitionError> {
    const PASS: &str = "send_the_constants";
    let body =
        body_of(document, "GetAccessToken").ok_or_else(|| missing(PASS, "GetAccessToken"))?;
    for name in ["grant_type", "auth_chain"] {
        let field = property(body, name).filter(|field| field.limits.default.is_some());
        field.ok_or_else(|| missing(PASS, name))?.x_ms_visibility = Some(Visibility::Internal);
        body.required.push(name.to_owned());
    }
    Ok(())
}

/// Few flows need it, so it is shown after a click.
fn offer_a_fresh_token(document: &mut Document) -> Result<(), DefinitionError> {
    const FRESH: &str = "fresh";
    let parameters = actions(document).flat_map(|operation| &mut operation.parameters);
    let mut queries = parameters.filter_map(|parameter| match parameter {
        Parameter::Declared(Declared::Query(query)) => Some(query),
        Parameter::Declared(_) | Parameter::Reference(_) => None,
    });
    let fresh = queries.find(|query| query.name == FRESH);
    let fresh = fresh.ok_or_else(|| missing("offer_a_fresh_token", FRESH))?;
    fresh.x_ms_summary = Some(listing::FRESH_NAME.to_owned());
    fresh.x_ms_visibility = Some(Visibility::Advanced);
    Ok(())
}

/// The page of the published connector shows plain field names.
fn name_fields_as_they_are(document: &mut Document) {
    for definition in document.definitions.values_mut() {
        if let Schema::Inline(object) = definition {
            for (name, schema) in &mut object.properties {
                if let Schema::Inline(field) = schema {
                    field.x_ms_summary = Some(name.clone());
                }
            }
        }
    }
}

/// The next action of a flow needs the access token.
fn point_to_the_access_token(document: &mut Document) -> Result<(), DefinitionError> {
    let mut marked = false;
    for definition in document.definitions.values_mut() {
        if let Schema::Inline(object) = definition
            && let Some(token) = property(object, "access_token")
        {
            token.x_ms_visibility = Some(Visibility::Important);
            marked = true;
        }
    }
    if marked { Ok(()) } else { Err(missing("point_to_the_access_token", "access_token")) }
}

fn body_of<'a>(document: &'a mut Document, operation_id: &str) -> Option<&'a mut SchemaObject> {
    let operation = document.operations_mut().find(|o| o.operation_id == operation_id)?;
    let name = operation.parameters.iter().find_map(|parameter| match parameter {
        Parameter::Declared(Declared::Body(body)) => match &body.schema {
            Schema::Reference(reference) => Some(Reference::name(reference).to_owned()),
            Schema::Inline(_) => None,
        },
        Parameter::Declared(_) | Parameter::Reference(_) => None,
    })?;
    match document.definitions.get_mut(&name)? {
        Schema::Inline(object) => Some(object),
        Schema::Reference(_) => None,
    }
}

fn property<'a>(object: &'a mut SchemaObject, name: &str) -> Option<&'a mut SchemaObject> {
    match object.properties.get_mut(name)? {
        Schema::Inline(field) => Some(field),
        Schema::Reference(_) => None,
    }
}
