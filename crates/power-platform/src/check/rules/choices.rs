//! E09 and E10: the names of choices, editors and filters.

use std::collections::HashSet;

use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::rule::Rule;
use crate::check::tree::Node;

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let inputs = definition.input_schemas();
    let schemas = definition.schemas.iter().map(|schema| schema.node);
    let items = definition.parameters.iter().filter_map(|parameter| parameter.get("items"));
    for node in schemas.chain(definition.parameters.iter().copied()).chain(items) {
        if let Some(names) = node.get("x-ms-enum-values") {
            enum_values(node, names, findings);
        }
        if let Some(editor) = node.get("x-ms-editor") {
            dictionary(node, editor, findings);
        }
        let filters = node.get("x-ms-capabilities").and_then(|all| all.get("filterFunctions"));
        if let Some(filters) = filters {
            filter_functions(filters, inputs.contains(&node.id()), findings);
        }
    }
}

/// E09: `x-ms-enum-values` gives each value of `enum` one name.
fn enum_values(node: Node<'_>, names: Node<'_>, findings: &mut Findings) {
    let choices =
        node.get("enum").or_else(|| node.get("items").and_then(|items| items.get("enum")));
    let choices: Option<HashSet<_>> = choices.map(|all| all.items().map(as_text).collect());
    let mut known = HashSet::new();
    for entry in names.items() {
        if entry.non_blank("displayName").is_none() {
            findings.report(Rule::E09, entry, "This entry has no displayName. Add it.");
        }
        let Some(value) = entry.get("value") else { continue };
        if choices.as_ref().is_some_and(|all| !all.contains(&as_text(value))) {
            findings.report(Rule::E09, value, "This value is not in enum. Add it there.");
        }
        if !known.insert(as_text(value)) {
            findings.report(Rule::E09, value, "This value has two names. Remove one.");
        }
    }
}

/// A value as a text: numbers are also written as texts.
fn as_text(value: Node<'_>) -> String {
    let number = value.number().or_else(|| value.text()?.trim().parse().ok());
    match (number, value.text()) {
        (Some(number), _) => number.to_string(),
        (None, Some(text)) => text.to_owned(),
        (None, None) => value.content_hash().to_string(),
    }
}

/// E10: a dictionary is an object with any keys.
fn dictionary(node: Node<'_>, editor: Node<'_>, findings: &mut Findings) {
    let is_open = node.get("additionalProperties").is_some_and(|more| more.bool() != Some(false));
    if editor.text() == Some("dictionary") && !(node.text_of("type") == Some("object") && is_open) {
        let message = "Only an object with additionalProperties can be edited as a dictionary.";
        findings.report(Rule::E10, editor, message);
    }
}

/// E10: functions for filters are those of a response.
fn filter_functions(filters: Node<'_>, is_input: bool, findings: &mut Findings) {
    if is_input {
        findings.report(Rule::E10, filters, "filterFunctions belongs to a response. Remove it.");
    }
    if filters.is_empty() {
        findings.report(Rule::E10, filters, "filterFunctions is empty. Remove it.");
    }
    let mut known = HashSet::new();
    for function in filters.items() {
        if !known.insert(function.content_hash()) {
            findings.report(Rule::E10, function, "This function is listed twice. Remove one.");
        }
    }
}
