//! What the configuration says, in the definition.

use indexmap::IndexMap;

use super::body;
use crate::check::closest;
use crate::config::{Action, Config, Input};
use crate::lowering::{Notification, has_type};
use crate::swagger::{
    Capabilities, Document, Limits, MetadataProperty, Operation, Parameter, TestConnection, Type,
    Visibility,
};
use crate::texts::pascal_case;

/// Writes what the configuration says into a definition with the names of the document, and returns
/// what contradicts it.
pub fn config(
    definition: &mut Document,
    config: &Config,
    notifications: &[Notification],
) -> Vec<String> {
    info(definition, config);
    let mut faults = Vec::new();
    for (name, action) in &config.actions {
        let found = find(definition, name);
        let Some((path, method)) = found else {
            let ids = definition.operations().map(|operation| operation.operation_id.as_str());
            faults.push(unknown("actions", name, ids));
            continue;
        };
        let Document { paths, definitions, .. } = definition;
        let slot = paths.get_mut(&path).and_then(|item| item.slot(method));
        if let Some(operation) = slot.and_then(Option::as_mut) {
            act(operation, definitions, name, action, &mut faults);
        }
    }
    for notification in notifications {
        let Document { paths, definitions, .. } = definition;
        let slot =
            paths.get_mut(&notification.path).and_then(|item| item.slot(notification.method));
        let Some(operation) = slot.and_then(Option::as_mut) else { continue };
        let property = notification.property.as_deref();
        let marked = property.is_some_and(|name| body::notify(operation, definitions, name));
        if !marked {
            faults.push(format!(
                "actions.{}.trigger: the callback does not take its address from a text in the body",
                operation.operation_id.escape_debug()
            ));
        }
    }
    faults
}

/// Path and method of an operation, by its id or by both.
fn find(definition: &Document, name: &str) -> Option<(String, &'static str)> {
    let mut all = definition.paths.iter().flat_map(|(path, item)| {
        item.by_method().map(move |(method, operation)| (path, method, operation))
    });
    let found = all.find(|(path, method, operation)| {
        operation.operation_id == name || format!("{} {path}", method.to_uppercase()) == name
    });
    found.map(|(path, method, _)| (path.clone(), method))
}

fn info(definition: &mut Document, config: &Config) {
    let info = &mut definition.info;
    let contact = &mut info.contact;
    for (text, given) in [
        (&mut info.title, &config.title),
        (&mut info.description, &config.description),
        (&mut info.version, &config.version),
        (&mut contact.name, &config.contact.name),
        (&mut contact.url, &config.contact.url),
        (&mut contact.email, &config.contact.email),
    ] {
        if let Some(given) = given.as_ref().filter(|given| !given.is_empty()) {
            text.clone_from(given);
        }
    }
    let categories = Some(config.categories.join(";")).filter(|all| !all.is_empty());
    let entries = [
        ("Website", &config.website),
        ("Privacy policy", &config.privacy_policy),
        ("Categories", &categories),
    ];
    for (name, value) in entries {
        if let Some(value) = value {
            definition.metadata.push(MetadataProperty {
                property_name: name.to_owned(),
                property_value: value.clone(),
            });
        }
    }
}

fn act(
    operation: &mut Operation,
    definitions: &IndexMap<String, crate::swagger::Schema>,
    name: &str,
    action: &Action,
    faults: &mut Vec<String>,
) {
    if let Some(id) = &action.id {
        operation.operation_id.clone_from(id);
    }
    if let Some(summary) = &action.summary {
        operation.summary.clone_from(summary);
    }
    if let Some(description) = &action.description {
        operation.description.clone_from(description);
    }
    operation.x_ms_visibility = action.visibility.map(Into::into).or(operation.x_ms_visibility);
    for (key, input) in &action.parameters {
        let place = format!("actions.{}.parameters", name.escape_debug());
        let mut values = operation.parameters.iter_mut().filter_map(|parameter| match parameter {
            Parameter::Declared(declared) => declared.value_mut(),
            Parameter::Reference(_) => None,
        });
        let Some(value) = values.find(|value| value.name == *key) else {
            let all = operation.parameters.iter().filter_map(|parameter| match parameter {
                Parameter::Declared(declared) => Some(declared.value()?.name.as_str()),
                Parameter::Reference(_) => None,
            });
            faults.push(unknown(&place, key, all));
            continue;
        };
        let place = format!("{place}.{}", key.escape_debug());
        if let Some(description) = &input.description {
            value.description.clone_from(description);
        }
        value.x_ms_summary = input.summary.clone().or(value.x_ms_summary.take());
        let shown = set(input, Some(value.type_), &mut value.limits, &place, faults);
        value.x_ms_visibility = shown.or(value.x_ms_visibility);
        value.required |= input.constant.is_some();
    }
    if action.body.is_empty() {
        return;
    }
    let place = format!("actions.{}.body", name.escape_debug());
    let Some(object) = body::own(operation, definitions) else {
        faults.push(format!("{place}: the operation has no object as its body"));
        return;
    };
    for (key, input) in &action.body {
        let Some(field) = body::property(object, key) else {
            faults.push(unknown(&place, key, object.properties.keys().map(String::as_str)));
            continue;
        };
        let place = format!("{place}.{}", key.escape_debug());
        field.description = input.description.clone().or(field.description.take());
        field.x_ms_summary = input.summary.clone().or(field.x_ms_summary.take());
        let shown = set(input, field.type_, &mut field.limits, &place, faults);
        field.x_ms_visibility = shown.or(field.x_ms_visibility);
        if input.constant.is_some() && !object.required.contains(key) {
            object.required.push(key.clone());
        }
    }
}

/// Sets the default or constant; returns how prominently the input is shown.
fn set(
    input: &Input,
    type_: Option<Type>,
    limits: &mut Limits,
    place: &str,
    faults: &mut Vec<String>,
) -> Option<Visibility> {
    if let Some(value) = input.constant.as_ref().or(input.default.as_ref()) {
        if type_.is_some_and(|type_| !has_type(value, type_)) {
            faults.push(format!("{place}: the value is not of the type that the document says"));
        }
        limits.default = Some(value.clone());
    }
    // The platform sends an internal value only if it is required and has a default.
    let hidden = input.constant.as_ref().map(|_| Visibility::Internal);
    hidden.or(input.visibility.map(Into::into))
}

/// Writes what refers to operations by their final ids.
pub fn references(definition: &mut Document, config: &Config) -> Vec<String> {
    let mut faults = Vec::new();
    let ids: Vec<String> = definition.operations().map(|o| o.operation_id.clone()).collect();
    let known = || ids.iter().map(String::as_str);
    for policy in &config.policies {
        for name in policy.operations.iter().filter(|name| !ids.contains(&pascal_case(name))) {
            faults.push(unknown("policies.operations", name, known()));
        }
    }
    if let Some(name) = &config.test_connection {
        let operation_id = pascal_case(name);
        if ids.contains(&operation_id) {
            let test_connection = TestConnection { operation_id, parameters: IndexMap::new() };
            definition.capabilities = Some(Capabilities { test_connection });
        } else {
            faults.push(unknown("test-connection", name, known()));
        }
    }
    faults
}

fn unknown<'a>(place: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    format!("{place}: the connector has no {}{}", name.escape_debug(), closest(name, known))
}
