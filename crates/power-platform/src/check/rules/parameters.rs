//! P01–P09: parameters.

use std::collections::HashSet;

use super::operations::{MAX_SUMMARY_LENGTH, is_internal, visibility};
use super::wording::{is_same_text, length};
use crate::check::definition::{Definition, paths};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::{JsonType, Node};

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    // The platform calls internal operations itself and supplies all their parameters.
    let operations = definition.operations.iter().filter(|operation| !is_internal(operation.node));
    let of_visible_operations: HashSet<_> = operations
        .flat_map(|operation| &operation.parameters)
        .map(|parameter| parameter.id())
        .collect();
    for parameter in &definition.parameters {
        shape(*parameter, findings);
        visibility(*parameter, findings);
        if parameter.text_of("in") != Some("body") {
            let is_called = of_visible_operations.contains(&parameter.id());
            names(*parameter, is_called && !is_internal(*parameter), findings);
            if is_called {
                let required = parameter.get("required").and_then(Node::bool);
                internal(*parameter, required, findings);
            }
            values(*parameter, findings);
        }
    }
    // An operation may override a parameter of its path.
    let paths = paths(definition.root).map(|(_, path)| path);
    let operations = definition.operations.iter().map(|operation| operation.node);
    for declaring in paths.chain(operations) {
        let mut known = HashSet::new();
        for own in declaring.items_of("parameters") {
            let Some(parameter) = definition.resolve(own) else { continue };
            let name = parameter.text_of("name").unwrap_or_default();
            let place = parameter.text_of("in").unwrap_or_default();
            if !name.is_empty() && !known.insert((name, place)) {
                let message =
                    format!("Another parameter in {place} is also named {name}. Remove one.");
                findings.report(Rule::P06, own, message);
            }
        }
    }
}

fn shape(parameter: Node<'_>, findings: &mut Findings) {
    let name = parameter.text_of("name").unwrap_or_default();
    if name.eq_ignore_ascii_case("connectionId") {
        let message = "The platform reserves the name connectionId. Use another one.";
        findings.report(Rule::P06, parameter, message);
    }
    if name.is_empty() {
        findings.report(Rule::P06, parameter, "The parameter has no name. Add it.");
    }
    let place = parameter.text_of("in");
    if !matches!(place, Some("query" | "header" | "path" | "formData" | "body")) {
        let message = "in must be query, header, path, formData or body.";
        findings.report(Rule::P06, parameter.get("in").unwrap_or(parameter), message);
    }
    if place == Some("formData") && !name.is_ascii() {
        let message = "The name of a form field must have only ASCII characters.";
        findings.report(Rule::P06, parameter, message);
    }
    match (place, parameter.get("schema")) {
        (Some("body"), None) => {
            findings.report(Rule::P07, parameter, "The body has no schema. Add it.");
        }
        (Some("body"), Some(_)) => {
            if let Some(type_) = parameter.get("type") {
                let message = "A body has a schema instead of a type. Remove the type.";
                findings.report(Rule::P07, type_, message);
            }
        }
        (Some(_), Some(schema)) => {
            let message = "Only a body can have a schema. Use type and format instead.";
            findings.report(Rule::P07, schema, message);
        }
        (_, None) | (None, _) => {}
    }
    if let Some(empty) = parameter.get("allowEmptyValue")
        && !matches!(place, Some("query" | "formData"))
    {
        let message = "Only parameters in the query and form fields can have allowEmptyValue.";
        findings.report(Rule::P09, empty, message);
    }
    if parameter.text_of("type") == Some("file") && place != Some("formData") {
        findings.report(Rule::P08, parameter, "A file must be a form field. Set in to formData.");
    }
}

/// P01 and P02. `is_visible` says whether a maker sees the parameter.
fn names(parameter: Node<'_>, is_visible: bool, findings: &mut Findings) {
    let name = parameter.text_of("name").unwrap_or_default();
    let summary = parameter.non_blank("x-ms-summary").map(|(_, text)| text);
    match summary {
        None if is_visible => {
            let message =
                format!("{name} has no x-ms-summary. Add it: it is the label in the designer.");
            findings.report(Rule::P01, parameter, message);
        }
        Some(text) if length(text) > MAX_SUMMARY_LENGTH => {
            let message = format!(
                "The x-ms-summary has {} characters; it may have at most {MAX_SUMMARY_LENGTH}.",
                length(text)
            );
            findings.report(Rule::P01, parameter, message);
        }
        _ => {}
    }
    let description = parameter.non_blank("description").map(|(_, text)| text);
    match (description, summary) {
        (None, _) if is_visible => {
            let message = format!("{name} has no description. Explain what to enter.");
            findings.report(Rule::P02, parameter, message);
        }
        (Some(text), Some(summary)) if is_same_text(text, summary) && is_visible => {
            let message = "The description only repeats the x-ms-summary. Explain what to enter.";
            findings.report_as(Severity::Review, Rule::P02, parameter, message);
        }
        _ => {}
    }
}

/// P03 and P04, which hold for properties of a body too.
pub(crate) fn internal(node: Node<'_>, required: Option<bool>, findings: &mut Findings) {
    if !is_internal(node) {
        return;
    }
    // The platform supplies the address of a webhook, and composes an object or a list from the
    // defaults in it.
    let composed = matches!(node.text_of("type"), None | Some("object" | "array"));
    if composed || node.get("x-ms-notification-url").is_some() {
        return;
    }
    match (required == Some(true), node.get("default").is_some()) {
        (true, false) => {
            let message =
                "This is required but internal, so users cannot enter a value. Add a default.";
            findings.report(Rule::P03, node, message);
        }
        (false, true) => {
            let message = "This is internal and not required, so its default is never sent. Make \
                           it required.";
            findings.report(Rule::P04, node, message);
        }
        _ => {}
    }
}

/// P05, which holds for schemas too.
pub(crate) fn values(node: Node<'_>, findings: &mut Findings) {
    let Some(type_) = node.text_of("type") else { return };
    if let Some(default) = node.get("default")
        && !has_type(default, type_)
        && default.json_type() != JsonType::Null
    {
        let message = format!("The default is not of type {type_}. Correct one of the two.");
        findings.report_as(mismatch(default, type_), Rule::P05, default, message);
    }
    let Some(choices) = node.get("enum") else { return };
    if choices.is_empty() || !choices.is_list() {
        findings.report(Rule::P05, choices, "enum must list at least one value.");
    }
    // The values that enum lists for an array are often those of its items.
    let items = node.get("items").and_then(|items| items.text_of("type"));
    for choice in choices.items() {
        let of_item = type_ == "array" && items.is_none_or(|type_| has_type(choice, type_));
        if !has_type(choice, type_) && !of_item && choice.json_type() != JsonType::Null {
            let message = format!("This value of enum is not of type {type_}.");
            findings.report_as(mismatch(choice, type_), Rule::P05, choice, message);
        }
    }
}

/// The platform converts a text such as "0" or "true"; it refuses other values of a wrong type.
fn mismatch(value: Node<'_>, type_: &str) -> Severity {
    if converts_to(value, type_) { Severity::Warning } else { Severity::Custom }
}

/// Whether a value has a type, or is a text that the platform converts to it.
pub(crate) fn converts_to(value: Node<'_>, type_: &str) -> bool {
    has_type(value, type_)
        || value.text().map(str::trim).is_some_and(|text| match type_ {
            "integer" => text.parse::<i64>().is_ok(),
            "number" => text.parse::<f64>().is_ok(),
            "boolean" => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
            _ => false,
        })
}

fn has_type(value: Node<'_>, type_: &str) -> bool {
    match type_ {
        "string" => value.json_type() == JsonType::String,
        "number" => value.json_type() == JsonType::Number,
        "integer" => value.number().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.json_type() == JsonType::Boolean,
        "array" => value.json_type() == JsonType::Array,
        "object" => value.json_type() == JsonType::Object,
        _ => true,
    }
}
