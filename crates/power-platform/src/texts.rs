//! The texts that makers see. What is there is kept; where one is missing, a name takes its place.

mod info;
mod names;

use std::collections::HashSet;

use crate::finding::{Effect, Finding};
use crate::openapi::token;
use crate::swagger::{
    Additional, Declared, Document, Format, Operation, Parameter, Schema, SchemaObject,
    UrlEncoding, ValueParameter,
};
pub use names::{pascal_case, title_case, words};

/// Maximum length of a summary or `x-ms-summary`, in characters.
const MAX_SUMMARY: usize = 80;
/// Characters that certification does not accept in a summary.
const FORBIDDEN: [char; 9] = ['/', '\\', '<', '>', '*', '%', '&', '?', '`'];

/// The texts that are missing.
pub fn missing(document: &Document) -> Vec<Finding> {
    complete(&mut document.clone())
}

/// Writes ids, names and texts as the platform wants them, and reports those that are missing.
pub fn complete(document: &mut Document) -> Vec<Finding> {
    let mut missing = info::complete(document);
    let mut ids = HashSet::new();
    for (path, item) in &mut document.paths {
        for (method, operation) in item.by_method_mut() {
            let place = format!("/paths/{}/{method}", token(path));
            complete_operation(operation, method, path, &place, &mut missing);
            let base = operation.operation_id.clone();
            let mut number = 2;
            while !ids.insert(operation.operation_id.to_lowercase()) {
                operation.operation_id = format!("{base}{number}");
                number += 1;
            }
        }
        if let Some(content) = &mut item.x_ms_notification_content {
            complete_schema(&mut content.schema);
        }
    }
    document.definitions.values_mut().for_each(complete_schema);
    missing
}

fn complete_operation(
    operation: &mut Operation,
    method: &str,
    path: &str,
    place: &str,
    missing: &mut Vec<Finding>,
) {
    let mut report = |what: &str| missing.push(absent(place, what.to_owned()));
    if operation.operation_id.is_empty() {
        report("The operation has no operationId.");
        operation.operation_id = names::id_of(method, path);
    } else {
        operation.operation_id = pascal_case(&operation.operation_id);
    }
    if operation.summary.is_empty() {
        report("The operation has no summary.");
        operation.summary = names::sentence(&words(&operation.operation_id));
    }
    let summary = plain(&operation.summary);
    operation.summary = summary;
    if operation.description.is_empty() {
        report("The operation has no description.");
        operation.description.clone_from(&operation.summary);
    }
    end_sentence(&mut operation.description);
    for parameter in &mut operation.parameters {
        let Parameter::Declared(declared) = parameter else { continue };
        if let Declared::Body(body) = declared {
            complete_schema(&mut body.schema);
        }
        if let Declared::Path(variable) = declared {
            variable.x_ms_url_encoding.get_or_insert(UrlEncoding::Single);
        }
        if let Some(value) = declared.value_mut() {
            complete_parameter(value, place, missing);
        }
    }
    for (status, response) in &mut operation.responses {
        if response.description.is_empty() {
            names::of_status(status).clone_into(&mut response.description);
        }
        response.schema.iter_mut().for_each(complete_schema);
    }
}

fn complete_parameter(value: &mut ValueParameter, place: &str, missing: &mut Vec<Finding>) {
    let named = value.x_ms_summary.take().map(|name| plain(&name)).filter(|n| !n.is_empty());
    let name = named.unwrap_or_else(|| shortened(&title_case(&value.name), MAX_SUMMARY));
    if value.description.is_empty() {
        let parameter = value.name.escape_debug();
        missing.push(absent(place, format!("The parameter {parameter} has no description.")));
        value.description = format!("The value of {}", value.name);
    }
    end_sentence(&mut value.description);
    value.x_ms_summary = Some(name);
}

/// Names the properties of a schema. Bytes within a JSON text have no format of their own.
fn complete_schema(schema: &mut Schema) {
    let Schema::Inline(object) = schema else { return };
    object.title = None;
    let SchemaObject { properties, items, all_of, additional_properties, .. } = &mut **object;
    for (name, property) in properties {
        if let Schema::Inline(field) = property {
            let title = field.title.take().filter(|title| !title.trim().is_empty());
            let given = field.x_ms_summary.take().or(title);
            let given = given.unwrap_or_else(|| title_case(name));
            field.x_ms_summary = Some(shortened(&given, MAX_SUMMARY));
            if let Some(description) = &mut field.description {
                end_sentence(description);
            }
        }
        complete_part(property);
    }
    items.iter_mut().for_each(complete_part);
    all_of.iter_mut().for_each(complete_schema);
    if let Some(Additional::Schema(schema)) = additional_properties {
        complete_part(schema);
    }
}

fn complete_part(schema: &mut Schema) {
    if let Schema::Inline(object) = schema {
        object.format.take_if(|format| *format == Format::Binary);
    }
    complete_schema(schema);
}

fn absent(place: &str, what: String) -> Finding {
    Finding {
        effect: Effect::Missing,
        pointer: place.to_owned(),
        what,
        remedy: "Write it there or in connector.toml.".to_owned(),
    }
}

/// A summary without the characters that certification refuses, and not too long.
fn plain(text: &str) -> String {
    let text: String = text.chars().map(|c| if FORBIDDEN.contains(&c) { ' ' } else { c }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = shortened(&text, MAX_SUMMARY);
    text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')').to_owned()
}

/// The text, or as many of its words as fit.
fn shortened(text: &str, maximum: usize) -> String {
    if text.chars().count() <= maximum {
        return text.to_owned();
    }
    let cut: String = text.chars().take(maximum).collect();
    match cut.rsplit_once(char::is_whitespace) {
        Some((words, _)) if !words.is_empty() => words.trim_end().to_owned(),
        _ => cut,
    }
}

fn end_sentence(text: &mut String) {
    if text.ends_with(|c: char| c.is_alphanumeric() || [')', '`', '"', '\''].contains(&c)) {
        text.push('.');
    }
}
