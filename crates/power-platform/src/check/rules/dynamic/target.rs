//! E05: the paths of a call lead to values in the response of the called operation.

use super::call::{Call, Form, MAX_COMPOSED};
use crate::check::definition::{Definition, Operation};
use crate::check::finding::Findings;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// What a path leads to.
enum Target<'a> {
    Schema(Node<'a>),
    /// The schemas on the way do not say.
    Open,
    Nothing,
}

pub(super) fn check(
    definition: &Definition<'_>,
    call: &Call<'_>,
    called: &Operation<'_>,
    findings: &mut Findings,
) {
    let (list, of_item) = match call.form {
        Form::Values => ("value-collection", &["value-path", "value-title"][..]),
        Form::List | Form::Tree => ("itemsPath", &["itemValuePath", "itemTitlePath"][..]),
        Form::Schema | Form::Properties => return,
    };
    let Some(schema) = success(definition, called) else { return };
    let id = called.id().unwrap_or_default();
    let path = call.at.text_of(list).unwrap_or_default();
    let found = match follow(definition, schema, path) {
        Target::Schema(found) => found,
        Target::Open => return,
        Target::Nothing => {
            let at = call.at.get(list).unwrap_or(call.at);
            let message = format!("The response of {id} has no {path}. Correct {list}.");
            return findings.report(Rule::E05, at, message);
        }
    };
    let Some(items) = found.get("items") else {
        if found.text_of("type").is_some_and(|type_| type_ != "array") {
            let at = call.at.get(list).unwrap_or(call.at);
            let message = format!("{list} must lead to a list in the response of {id}.");
            findings.report(Rule::E05, at, message);
        }
        return;
    };
    for key in of_item {
        let Some((at, path)) = call.at.text_member(key) else { continue };
        // A title can be composed of several properties.
        let composed = path.contains(['{', '(', ',']);
        if !composed && matches!(follow(definition, items, path), Target::Nothing) {
            let message =
                format!("The items in the response of {id} have no {path}. Correct {key}.");
            findings.report(Rule::E05, at, message);
        }
    }
}

/// The schema of the success response.
fn success<'a>(definition: &Definition<'a>, operation: &Operation<'a>) -> Option<Node<'a>> {
    let mut responses: Vec<_> = operation
        .responses()
        .filter(|(status, _)| status.starts_with('2') || *status == "default")
        .collect();
    responses.sort_by_key(|(status, _)| *status);
    responses.into_iter().find_map(|(_, response)| definition.resolve(response)?.get("schema"))
}

fn follow<'a>(definition: &Definition<'a>, schema: Node<'a>, path: &str) -> Target<'a> {
    let Some(start) = definition.resolve(schema) else { return Target::Open };
    if path.is_empty() {
        return if start.get("allOf").is_some() { Target::Open } else { Target::Schema(start) };
    }
    let mut target = step(definition, start, path);
    if matches!(target, Target::Nothing) && path.contains('/') {
        target = Target::Schema(start);
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let Target::Schema(node) = target else { return target };
            target = step(definition, node, name);
        }
    }
    target
}

/// One step of a path: to a property, itself in a list's items or in a composed schema.
fn step<'a>(definition: &Definition<'a>, schema: Node<'a>, name: &str) -> Target<'a> {
    let mut described = false;
    let mut pending = vec![schema];
    for _ in 0..MAX_COMPOSED {
        let Some(node) = pending.pop() else { break };
        let Some(node) = definition.resolve(node) else { return Target::Open };
        if let Some(property) = node.get("properties").and_then(|all| all.get(name)) {
            return definition.resolve(property).map_or(Target::Open, Target::Schema);
        }
        let open = node.get("additionalProperties").is_some_and(|more| more.bool() != Some(false));
        if open || node.get("x-ms-dynamic-schema").is_some() {
            return Target::Open;
        }
        let simple =
            node.text_of("type").is_some_and(|type_| !["object", "array"].contains(&type_));
        described |= simple || node.get("properties").is_some_and(|all| !all.is_empty());
        pending.extend(node.items_of("allOf").chain(node.get("items")));
    }
    if described { Target::Nothing } else { Target::Open }
}
