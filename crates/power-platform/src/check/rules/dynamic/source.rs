//! E06, as far as it concerns the operation whose parameters are passed on.

use std::collections::{HashMap, HashSet};

use super::call::{Argument, Call, has_property};
use crate::check::definition::{Definition, Operation, children};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::rules::document::MAX_OPERATIONS;
use crate::check::rules::operations::is_internal;
use crate::check::tree::Node;

/// Maximum number of schemas of a body in which a property is looked for.
const MAX_SEARCHED: usize = 1_024;

/// Each parameter that a call passes on exists in an operation that has the call, and makers see it.
pub(super) fn check(definition: &Definition<'_>, calls: &[Call<'_>], findings: &mut Findings) {
    let references: Vec<_> = calls
        .iter()
        .flat_map(|call| {
            call.arguments().map(move |(target, node, argument)| (call, target, node, argument))
        })
        .filter_map(|(call, target, node, argument)| match argument {
            Argument::Parameter(name) => Some((call, target, node, name)),
            Argument::Fixed(_) | Argument::Other => None,
        })
        .collect();
    if references.is_empty() {
        return;
    }
    let owners = owners(definition);
    for (call, target, node, name) in references {
        let Some(owners) = owners.get(&call.holder.id()) else { continue };
        passed_on(definition, call, target, owners, (node, name), findings);
        if !owners.iter().any(|operation| has_parameter(definition, operation, name)) {
            let id = owners.first().and_then(|operation| operation.id()).unwrap_or_default();
            let message = format!("The operation {id} has no parameter {name} to pass on.");
            findings.report(Rule::E06, node, message);
        }
    }
}

/// What is passed on fits the parameter of the called operation, and makers enter it.
fn passed_on(
    definition: &Definition<'_>,
    call: &Call<'_>,
    target: &str,
    owners: &[&Operation<'_>],
    (node, name): (Node<'_>, &str),
    findings: &mut Findings,
) {
    let owner = owners.iter().find_map(|owner| Some((owner, owner.parameter(name)?)));
    let Some((owner, source)) = owner else { return };
    if !call.form.is_newer() && super::is_ambiguous(definition, owner, name) {
        super::ambiguous(call, node, name, findings);
    }
    let hidden = is_internal(source) && source.get("default").is_none();
    if hidden && !is_internal(owner.node) {
        let message = format!("{name} is internal, so that it has no value to pass on.");
        findings.report(Rule::E06, node, message);
    }
    let called = call.operation_id().and_then(|(_, id)| {
        definition.operations.iter().find(|operation| operation.id() == Some(id))
    });
    let Some(target_node) = called.and_then(|operation| operation.parameter(target)) else {
        return;
    };
    let types = (source.text_of("type"), target_node.text_of("type"));
    if let (Some(given), Some(wanted)) = types
        && given != wanted
        // Each value can be written as a text.
        && wanted != "string"
        && !(given == "integer" && wanted == "number")
    {
        let message = format!("{target} is of type {wanted}, but {name} is of type {given}.");
        findings.report(Rule::E06, node, message);
    }
    let needed = target_node.is_true("required") && target_node.get("default").is_none();
    let given = source.is_true("required") || source.get("default").is_some();
    if needed && !given {
        let message =
            format!("{target} is required, but {name} is optional. Nothing is found without it.");
        findings.report_as(Severity::Guidance, Rule::E06, node, message);
    }
}

/// The operations that have a parameter or schema, by its node.
fn owners<'d, 'a>(definition: &'d Definition<'a>) -> HashMap<usize, Vec<&'d Operation<'a>>> {
    let mut owners: HashMap<usize, Vec<&Operation<'_>>> = HashMap::new();
    // The limit bounds the time that a huge definition takes.
    for operation in definition.operations.iter().take(MAX_OPERATIONS) {
        let mut seen = HashSet::new();
        let responses =
            operation.responses().filter_map(|(_, response)| definition.resolve(response));
        let mut pending: Vec<Node<'_>> =
            operation.parameters.iter().copied().chain(responses).collect();
        while let Some(node) = pending.pop() {
            let Some(node) = definition.resolve(node) else { continue };
            if seen.insert(node.id()) {
                owners.entry(node.id()).or_default().push(operation);
                pending.extend(node.get("schema"));
                pending.extend(children(node).into_iter().map(|(child, _)| child));
            }
        }
    }
    owners
}

fn has_parameter(definition: &Definition<'_>, operation: &Operation<'_>, name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    operation.parameter(name).is_some()
        || operation
            .parameters_in("body")
            .filter_map(|body| body.get("schema"))
            .any(|schema| contains(definition, schema, last))
}

/// Whether a schema, or one within it, has a property with this name. A huge schema may have it.
fn contains(definition: &Definition<'_>, schema: Node<'_>, name: &str) -> bool {
    let mut seen = HashSet::new();
    let mut pending = vec![schema];
    while let Some(node) = pending.pop().and_then(|node| definition.resolve(node)) {
        if seen.len() > MAX_SEARCHED {
            return true;
        }
        if seen.insert(node.id()) {
            if has_property(definition, node, name) {
                return true;
            }
            pending.extend(children(node).into_iter().map(|(child, _)| child));
        }
    }
    false
}
