//! P01–P08: parameters.

use std::collections::HashSet;

use super::operations::{is_internal, visibility};
use super::wording::{length, says_the_same};
use crate::check::definition::Definition;
use crate::check::finding::{Findings, Level};
use crate::check::rule::Rule;
use crate::check::tree::{JsonType, Node};

/// Longest summary, in characters.
const LONGEST_SUMMARY: usize = 80;

pub fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let visible = definition.operations.iter().filter(|operation| !is_internal(operation.node));
    let visible: Vec<_> = visible.flat_map(|operation| &operation.parameters).collect();
    // Internal operations are called by the platform, which fills everything.
    let seen_operation: HashSet<_> = visible.iter().map(|parameter| parameter.id()).collect();
    let seen: HashSet<_> = visible
        .iter()
        .filter(|parameter| !is_internal(***parameter))
        .map(|parameter| parameter.id())
        .collect();
    for parameter in &definition.parameters {
        shape(*parameter, findings);
        visibility(*parameter, findings);
        if parameter.text_of("in") != Some("body") {
            names(*parameter, seen.contains(&parameter.id()), findings);
            if seen_operation.contains(&parameter.id()) {
                let required = parameter.get("required").and_then(Node::bool);
                internal(*parameter, required, findings);
            }
            values(*parameter, findings);
        }
    }
    for operation in &definition.operations {
        // A parameter of the path may be overridden by one of the operation.
        let mut known = HashSet::new();
        for own in operation.node.get("parameters").into_iter().flat_map(Node::items) {
            let Some(parameter) = definition.resolve(own) else { continue };
            let name = parameter.text_of("name").unwrap_or_default();
            let place = parameter.text_of("in").unwrap_or_default();
            if !name.is_empty() && !known.insert((name, place)) {
                let message = format!("There are two parameters {name} in {place}. Remove one.");
                findings.report(Rule::P06, own, message);
            }
        }
    }
}

fn shape(parameter: Node<'_>, findings: &mut Findings) {
    let name = parameter.text_of("name").unwrap_or_default();
    if name.eq_ignore_ascii_case("connectionId") {
        findings.report(
            Rule::P06,
            parameter,
            "connectionId is the platform's own name. Take another.",
        );
    }
    if name.is_empty() {
        findings.report(Rule::P06, parameter, "The parameter has no name. Add it.");
    }
    let place = parameter.text_of("in");
    if !matches!(place, Some("query" | "header" | "path" | "formData" | "body")) {
        let message = "in is query, header, path, formData or body.";
        findings.report(Rule::P06, parameter.get("in").unwrap_or(parameter), message);
    }
    if place == Some("formData") && !name.is_ascii() {
        findings.report(Rule::P06, parameter, "The name of a form field is ASCII.");
    }
    match (place, parameter.get("schema")) {
        (Some("body"), None) => {
            findings.report(Rule::P07, parameter, "A body has a schema. Add it.");
        }
        (Some("body"), Some(_)) => {
            if let Some(type_) = parameter.get("type") {
                let message = "A body has no type beside its schema. Remove it.";
                findings.report_as(Level::Warning, Rule::P07, type_, message);
            }
        }
        (Some(_), Some(schema)) => {
            let message = "Only a body has a schema. Write type and format at the parameter.";
            findings.report(Rule::P07, schema, message);
        }
        (_, None) | (None, _) => {}
    }
    if parameter.text_of("type") == Some("file") && place != Some("formData") {
        findings.report(Rule::P08, parameter, "A file is a form field. Set in to formData.");
    }
}

/// `seen` says whether a maker sees the parameter.
fn names(parameter: Node<'_>, seen: bool, findings: &mut Findings) {
    let name = parameter.text_of("name").unwrap_or_default();
    let summary = parameter.text_of("x-ms-summary").filter(|text| !text.trim().is_empty());
    match summary {
        None if seen => {
            let message = format!("{name} has no x-ms-summary, its name in the designer. Add it.");
            findings.report(Rule::P01, parameter, message);
        }
        Some(text) if length(text) > LONGEST_SUMMARY => {
            let message = format!(
                "The x-ms-summary has {} characters; at most {LONGEST_SUMMARY} are shown.",
                length(text)
            );
            findings.report(Rule::P01, parameter, message);
        }
        _ => {}
    }
    let description = parameter.text_of("description").filter(|text| !text.trim().is_empty());
    match (description, summary) {
        (None, _) if seen => {
            let message = format!("{name} has no description. Say what to enter.");
            findings.report(Rule::P02, parameter, message);
        }
        (Some(text), Some(summary)) if says_the_same(text, summary) && seen => {
            let message = "The description only repeats the x-ms-summary. Say what to enter.";
            findings.report_as(Level::Warning, Rule::P02, parameter, message);
        }
        _ => {}
    }
}

/// What the platform wants of something that nobody sees. Used for properties of a body too.
pub fn internal(node: Node<'_>, required: Option<bool>, findings: &mut Findings) {
    if node.text_of("x-ms-visibility") != Some("internal") {
        return;
    }
    // The platform fills the address of a webhook, and an object from the defaults inside it.
    if node.get("x-ms-notification-url").is_some() || node.text_of("type") == Some("object") {
        return;
    }
    match (required == Some(true), node.get("default").is_some()) {
        (true, false) => {
            let message =
                "This is required and internal, so that nobody can fill it. Add a default.";
            findings.report(Rule::P03, node, message);
        }
        (false, true) => {
            let message = "This is internal and not required, so that its default is never sent. Make \
                           it required.";
            findings.report(Rule::P04, node, message);
        }
        _ => {}
    }
}

/// Defaults and choices. Used for schemas too.
pub fn values(node: Node<'_>, findings: &mut Findings) {
    let Some(type_) = node.text_of("type") else { return };
    if let Some(default) = node.get("default")
        && !fits(default, type_)
        && default.json_type() != JsonType::Null
    {
        let message = format!("The default is no {type_}. Write it as one.");
        findings.report(Rule::P05, default, message);
    }
    let Some(choices) = node.get("enum") else { return };
    if choices.is_empty() || !choices.is_list() {
        findings.report(Rule::P05, choices, "enum lists at least one value.");
    }
    // The choices of a list are often those of its items.
    let items = node.get("items").and_then(|items| items.text_of("type"));
    for choice in choices.items() {
        let of_item = type_ == "array" && items.is_none_or(|type_| fits(choice, type_));
        if !fits(choice, type_) && !of_item && choice.json_type() != JsonType::Null {
            findings.report(Rule::P05, choice, format!("This choice is no {type_}."));
        }
    }
}

fn fits(value: Node<'_>, type_: &str) -> bool {
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
