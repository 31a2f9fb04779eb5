//! E02–E08: the operations that dynamic values, lists, schemas and trees call.

mod call;
mod source;
mod target;

use std::collections::HashMap;

use super::document::MAX_OPERATIONS;
use crate::check::definition::{Definition, Operation};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::spelling::nearest;
use crate::check::tree::Node;

use call::{Argument, Call, Form};

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let calls = call::all(definition);
    let mut by_id = HashMap::new();
    for operation in &definition.operations {
        if let Some(id) = operation.id() {
            by_id.entry(id).or_insert(operation);
        }
    }
    for call in &calls {
        let Some((id, name)) = call.operation_id() else {
            if call.lacks_operation() {
                let message = "operationId is missing. Add it.";
                findings.report(Rule::E01, call.at, message);
            }
            continue;
        };
        let Some(called) = by_id.get(name) else {
            let ids = definition.operations.iter().filter_map(Operation::id).take(MAX_OPERATIONS);
            let remedy = nearest(name, ids)
                .map_or_else(|| "Correct it.".to_owned(), |id| format!("Did you mean {id}?"));
            let message = format!("There is no operation {name} to call. {remedy}");
            findings.report(Rule::E02, id, message);
            continue;
        };
        arguments(definition, call, called, findings);
        required(call, called, findings);
        target::check(definition, call, called, findings);
    }
    source::check(definition, &calls, findings);
    places(definition, findings);
    pairs(definition, findings);
}

/// E03: the arguments of a call are parameters of the called operation.
fn arguments(
    definition: &Definition<'_>,
    call: &Call<'_>,
    called: &Operation<'_>,
    findings: &mut Findings,
) {
    for (name, node, argument) in call.arguments() {
        let Some(parameter) = call::parameter(definition, called, name) else {
            let id = called.id().unwrap_or_default();
            let message = format!("The operation {id} has no parameter {name}.");
            findings.report(Rule::E03, node, message);
            continue;
        };
        if !call.form.is_newer() && is_ambiguous(definition, called, name) {
            ambiguous(call, node, name, findings);
        }
        if let Argument::Fixed(value) = argument {
            let type_ = parameter.text_of("type").unwrap_or_default();
            if !super::parameters::converts_to(value, type_) {
                let message = format!("The value is not of type {type_}, as {name} is.");
                findings.report(Rule::E06, value, message);
            }
        }
    }
}

/// Whether an operation has a parameter and a property of its body with the same name.
fn is_ambiguous(definition: &Definition<'_>, operation: &Operation<'_>, name: &str) -> bool {
    let named = |parameter: &&Node<'_>| parameter.text_of("name") == Some(name);
    operation.parameters.iter().filter(|p| p.text_of("in") != Some("body")).any(|p| named(&p))
        && operation
            .parameters_in("body")
            .filter_map(|body| definition.resolve(body.get("schema")?)?.get("properties"))
            .any(|properties| properties.get(name).is_some())
}

/// E08: only the newer extension can tell a parameter from a property of a body.
fn ambiguous(call: &Call<'_>, node: Node<'_>, name: &str, findings: &mut Findings) {
    let newer = call.form.newer();
    if call.holder.get(newer).is_none() {
        let message =
            format!("{name} is a parameter and a property of the body. Add {newer}, which tells.");
        findings.report(Rule::E08, node, message);
    }
}

/// E04: what the called operation requires is given.
fn required(call: &Call<'_>, called: &Operation<'_>, findings: &mut Findings) {
    for parameter in &called.parameters {
        let name = parameter.text_of("name").unwrap_or_default();
        let needed = parameter.is_true("required") && parameter.get("default").is_none();
        // A body may consist of nothing but defaults.
        let is_body = parameter.text_of("in") == Some("body");
        let given = call.arguments().any(|(argument, ..)| argument == name);
        if needed && !given && !is_body && !call.is_capability() {
            let id = called.id().unwrap_or_default();
            let message = format!("The operation {id} requires {name}. Give it in parameters.");
            findings.report(Rule::E04, call.at, message);
        }
    }
}

/// E07: dynamic extensions of a body belong to its schema.
fn places(definition: &Definition<'_>, findings: &mut Findings) {
    for parameter in definition.parameters.iter().filter(|p| p.text_of("in") == Some("body")) {
        for form in Form::ALL {
            if let Some(extension) = parameter.get(form.key()) {
                let message = format!("Move {} into the schema of the body.", form.key());
                findings.report(Rule::E07, extension, message);
            }
        }
    }
    for tree in call::holders(definition).filter_map(|holder| holder.get("x-ms-dynamic-tree")) {
        if let Some(path) = tree.get("open").and_then(|open| open.get("selectedItemValuePath")) {
            let message = "selectedItemValuePath belongs to browse, not to open. Move it.";
            findings.report(Rule::E07, path, message);
        }
    }
}

/// E08: the older extension of a pair has the newer one beside it where only that can say what is
/// meant.
fn pairs(definition: &Definition<'_>, findings: &mut Findings) {
    for holder in call::holders(definition) {
        for (older, newer) in [
            ("x-ms-dynamic-values", "x-ms-dynamic-list"),
            ("x-ms-dynamic-schema", "x-ms-dynamic-properties"),
        ] {
            let Some(extension) = holder.get(older) else { continue };
            let within_body = |node: Node<'_>| {
                node.text_of("parameter").is_some_and(|reference| reference.contains('/'))
            };
            let nested = extension.members_of("parameters").any(|(_, node)| within_body(node));
            if nested && holder.get(newer).is_none() {
                let message = format!("A parameter within a body is referred to. Add {newer}.");
                findings.report(Rule::E08, extension, message);
            }
        }
        if let Some(schema) = holder.get("x-ms-dynamic-schema")
            && let Some(path) = schema.text_of("value-path")
        {
            let expected = path.strip_suffix("properties").map(|path| path.trim_end_matches('/'));
            let newer = holder.get("x-ms-dynamic-properties");
            let actual = newer.map(|newer| newer.text_of("itemValuePath").unwrap_or_default());
            match (expected, actual) {
                (Some(_), None) => {
                    let message = "value-path ends with properties. Add x-ms-dynamic-properties.";
                    findings.report(Rule::E08, schema, message);
                }
                (expected, Some(actual)) if expected.unwrap_or(path) != actual => {
                    let message = format!(
                        "itemValuePath of x-ms-dynamic-properties must be \"{}\", as in \
                         x-ms-dynamic-schema.",
                        expected.unwrap_or(path)
                    );
                    findings.report(Rule::E08, newer.unwrap_or(schema), message);
                }
                _ => {}
            }
        }
        let values = holder.get("x-ms-dynamic-values");
        if let Some(values) = values.filter(|v| v.text_of("capability") == Some("file-picker"))
            && holder.get("x-ms-dynamic-tree").is_none()
        {
            let message = "This file picker needs x-ms-dynamic-tree beside it. Add it.";
            findings.report_as(Severity::Warning, Rule::E08, values, message);
        }
    }
}
