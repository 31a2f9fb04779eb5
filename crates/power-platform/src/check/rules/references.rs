//! D07–D09: references, and keywords of Swagger 2.0 that the platform does not support.

use std::collections::HashSet;

use crate::check::definition::{Definition, Keyword};
use crate::check::finding::Findings;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Keywords that the platform ignores, or rejects in some places.
const UNSUPPORTED: [&str; 3] = ["uniqueItems", "xml", "externalDocs"];
/// The values of `collectionFormat` that the platform supports.
const COLLECTION_FORMATS: [&str; 5] = ["csv", "ssv", "tsv", "pipes", "multi"];

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    targets(definition, findings);
    circles(definition, findings);
    required_circles(definition, findings);
    keywords(definition, findings);
}

fn targets(definition: &Definition<'_>, findings: &mut Findings) {
    for Keyword { value, object, home, .. } in
        definition.keywords().into_iter().filter(|keyword| keyword.name == "$ref")
    {
        let Some(pointer) = value.text() else {
            findings.report(Rule::D08, value, "A $ref must be a text such as #/definitions/Thing.");
            continue;
        };
        if home == "paths" {
            let message = "A path cannot be a reference. Write its operations here.";
            findings.report(Rule::D08, value, message);
            continue;
        }
        let wanted = match home {
            "parameters" => "#/parameters/",
            "responses" => "#/responses/",
            _ => "#/definitions/",
        };
        if !pointer.starts_with(wanted) {
            let message = format!(
                "The reference {pointer} must point into {wanted} here. Move its target there."
            );
            findings.report(Rule::D08, value, message);
        } else if definition.target(pointer).is_none() {
            let message =
                format!("{pointer} does not exist. Correct the reference or add its target.");
            findings.report(Rule::D08, value, message);
        }
        if object.members().count() > 1 {
            let message = "Keys beside a $ref are ignored. Move them to its target.";
            findings.report(Rule::D07, object, message);
        }
    }
}

/// Definitions that consist only of references to each other.
fn circles(definition: &Definition<'_>, findings: &mut Findings) {
    for home in ["definitions", "parameters", "responses"] {
        for (name, node) in definition.root.members_of(home) {
            let exists =
                node.text_of("$ref").is_some_and(|pointer| definition.target(pointer).is_some());
            if exists && definition.resolve(node).is_none() {
                let message = format!(
                    "{name} refers to itself, or through too many others. Describe it here."
                );
                findings.report(Rule::D08, node, message);
            }
        }
    }
}

/// Objects that require themselves, directly or through others, so that no value is ever complete.
///
/// This is a depth-first search: a schema that is reached while it is still open requires itself.
/// Each schema is opened once.
fn required_circles(definition: &Definition<'_>, findings: &mut Findings) {
    let (mut open, mut closed) = (HashSet::new(), HashSet::new());
    for (_, start) in definition.root.members_of("definitions") {
        let mut path = vec![(start, required_schemas(definition, start))];
        open.insert(start.id());
        while let Some((node, pending)) = path.last_mut() {
            let Some(next) = pending.pop() else {
                open.remove(&node.id());
                closed.insert(node.id());
                path.pop();
                continue;
            };
            if open.contains(&next.id()) {
                let name = next.name().unwrap_or("This object");
                let message = format!(
                    "{name} requires itself, so no value is ever complete. Make a property \
                     optional."
                );
                findings.report(Rule::D08, next, message);
            } else if !closed.contains(&next.id()) {
                open.insert(next.id());
                path.push((next, required_schemas(definition, next)));
            }
        }
    }
}

/// The schemas of which each value of an object contains a value: those of its required properties
/// and of `allOf`. An array may be empty.
fn required_schemas<'a>(definition: &Definition<'a>, object: Node<'a>) -> Vec<Node<'a>> {
    let names = object.items_of("required").filter_map(Node::text);
    let required = names.filter_map(|name| object.get("properties")?.get(name));
    let composed = object.items_of("allOf");
    required
        .chain(composed)
        .filter_map(|schema| definition.resolve(schema))
        .filter(|schema| schema.text_of("type") != Some("array"))
        .collect()
}

fn keywords(definition: &Definition<'_>, findings: &mut Findings) {
    let schemas = definition.schemas.iter().map(|schema| schema.node);
    let operations = definition.operations.iter().map(|operation| operation.node);
    let root = [definition.root].into_iter();
    for node in schemas.chain(definition.parameters.iter().copied()).chain(operations).chain(root) {
        for keyword in UNSUPPORTED {
            if let Some(value) = node.get(keyword) {
                let message = format!("{keyword} is not supported. Remove it.");
                findings.report(Rule::D09, value, message);
            }
        }
        if let Some(format) = node.get("collectionFormat")
            && !format.text().is_some_and(|text| COLLECTION_FORMATS.contains(&text))
        {
            let message =
                "This collectionFormat is not supported. Use csv, ssv, tsv, pipes or multi.";
            findings.report(Rule::D09, format, message);
        }
    }
}
