//! O16–O21, O24 and O25: responses.

use std::collections::HashSet;

use super::operations::is_internal;
use crate::check::definition::{Definition, Operation};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Statuses of common errors, of which an operation should describe at least one.
const USUAL_ERRORS: [&str; 4] = ["400", "401", "403", "404"];

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for operation in definition.operations.iter().filter(|operation| !operation.node.is_empty()) {
        responses(definition, operation, findings);
    }
}

/// Whether makers use the response. They do not for triggers and internal operations.
fn has_visible_response(operation: &Operation<'_>) -> bool {
    !is_internal(operation.node) && operation.node.get("x-ms-trigger").is_none()
}

fn responses(definition: &Definition<'_>, operation: &Operation<'_>, findings: &mut Findings) {
    let all: Vec<_> = operation
        .responses()
        .map(|(status, node)| (status, node, definition.resolve(node).unwrap_or(node)))
        .collect();
    if all.is_empty() {
        let message = "There is no response. Add at least 200.";
        // The designer writes triggers without a response.
        let severity =
            if has_visible_response(operation) { Severity::Custom } else { Severity::Warning };
        findings.report_as(severity, Rule::O16, operation.node, message);
        return;
    }
    let success = |status: &str| status.starts_with('2');
    let only_default = all.iter().all(|(status, ..)| *status == "default");
    if only_default {
        let message = "default is the only response. Add the success response, such as 200.";
        findings.report(Rule::O18, all[0].1, message);
    } else if !all.iter().any(|(status, ..)| success(status)) {
        let message = "There is no success response. Add one, such as 200.";
        findings.report_as(Severity::Warning, Rule::O16, operation.node, message);
    }
    for (status, node, response) in &all {
        let number = status.parse::<u16>().is_ok_and(|number| (100..600).contains(&number));
        let valid = *status == "default" || status.len() == 3 && number;
        if !valid {
            let message = format!("\"{status}\" is neither an HTTP status nor default.");
            findings.report(Rule::O21, *node, message);
        }
        if *status == "default" && response.get("schema").is_some() && !only_default {
            // A warning, because older certified connectors have one.
            let message = "default must not have a schema. Remove it.";
            findings.report(Rule::O18, *node, message);
        }
        if matches!(*status, "200" | "201")
            && has_visible_response(operation)
            && response.get("schema").is_some_and(|schema| schema.is_object() && schema.is_empty())
        {
            let message =
                "The schema of the response is empty. Describe what the operation returns.";
            findings.report(Rule::O17, *node, message);
        }
    }
    for (_, _, response) in &all {
        examples(definition.root, operation, *response, findings);
        headers(*response, findings);
    }
    let has_schema = |status: &str| {
        all.iter().any(|(s, _, response)| *s == status && response.get("schema").is_some())
    };
    let succeeds = all.iter().any(|(status, ..)| matches!(*status, "200" | "201"));
    if succeeds && has_visible_response(operation) && !has_schema("200") && !has_schema("201") {
        let message = "Neither 200 nor 201 has a schema. Describe what the operation returns.";
        findings.report(Rule::O17, operation.node, message);
    }
    let described: Vec<_> = all
        .iter()
        .filter(|(status, _, response)| *status != "default" && response.get("schema").is_some())
        .collect();
    if described.len() > 1 {
        let message = "Several responses have a schema, but the designer uses only one. Keep the \
                       one for success.";
        findings.report(Rule::O19, described[1].1, message);
    }
    let fails = all.iter().any(|(status, ..)| USUAL_ERRORS.contains(status));
    if !fails && !is_internal(operation.node) {
        let message = "There is no error response, such as 400 or 401. Add the usual ones.";
        findings.report(Rule::O20, operation.node, message);
    }
}

/// O24: an example belongs to a media type that the operation produces.
fn examples(
    root: Node<'_>,
    operation: &Operation<'_>,
    response: Node<'_>,
    findings: &mut Findings,
) {
    let own = operation.node.get("produces").filter(|own| !own.is_empty());
    let produced: Vec<_> =
        own.or_else(|| root.get("produces")).into_iter().flat_map(Node::items).collect();
    for (name, example) in response.members_of("examples") {
        let is_produced = produced.iter().any(|media_type| {
            media_type.text().is_some_and(|text| text.eq_ignore_ascii_case(name))
        });
        if !name.contains('/') {
            let message = format!(
                "{name} is not a media type. The key of an example is one, such as \
                 application/json."
            );
            findings.report(Rule::O24, example, message);
        } else if !produced.is_empty() && !is_produced {
            let message = format!("The operation does not produce {name}. Add it to produces.");
            findings.report_as(Severity::Warning, Rule::O24, example, message);
        }
    }
}

/// O25: the names of headers differ in more than upper and lower case.
fn headers(response: Node<'_>, findings: &mut Findings) {
    let mut known = HashSet::new();
    for (name, header) in response.members_of("headers") {
        if !known.insert(name.to_lowercase()) {
            let message = format!("The header {name} is listed twice. Remove one.");
            findings.report(Rule::O25, header, message);
        }
    }
}
