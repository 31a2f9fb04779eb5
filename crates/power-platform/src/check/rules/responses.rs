//! O16–O21: responses.

use super::operations::is_internal;
use crate::check::definition::{Definition, Operation};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;

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
        findings.report(Rule::O16, operation.node, "There is no response. Add at least 200.");
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
