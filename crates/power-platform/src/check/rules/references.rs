//! D07–D09: references, and what Swagger 2.0 has but the platform does not support.

use std::collections::HashSet;

use crate::check::definition::{Definition, Keyword};
use crate::check::finding::Findings;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Keywords that the platform ignores or refuses in some places.
const UNSUPPORTED: [&str; 4] = ["uniqueItems", "discriminator", "xml", "externalDocs"];
/// The list formats that the platform reads.
const COLLECTION_FORMATS: [&str; 5] = ["csv", "ssv", "tsv", "pipes", "multi"];

pub fn check(definition: &Definition<'_>, findings: &mut Findings) {
    each_reference(definition, findings);
    loops(definition, findings);
    required_loops(definition, findings);
    keywords(definition, findings);
}

fn each_reference(definition: &Definition<'_>, findings: &mut Findings) {
    for Keyword { value, object, home, .. } in
        definition.keywords().into_iter().filter(|keyword| keyword.name == "$ref")
    {
        let Some(pointer) = value.text() else {
            findings.report(Rule::D08, value, "A $ref is a text, such as #/definitions/Thing.");
            continue;
        };
        if home == "paths" {
            let message = "A path must not be a reference. Write its operations here.";
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
                "The reference {pointer} does not lead to {wanted}, as it has to here. Put its \
                 target there."
            );
            findings.report(Rule::D08, value, message);
        } else if definition.target(pointer).is_none() {
            let message = format!("There is nothing at {pointer}. Correct it or add the target.");
            findings.report(Rule::D08, value, message);
        }
        if object.members().count() > 1 {
            let message = "There is something beside a $ref, which is ignored. Move it to the \
                           target.";
            findings.report(Rule::D07, object, message);
        }
    }
}

/// Definitions that are nothing but references to each other.
fn loops(definition: &Definition<'_>, findings: &mut Findings) {
    for home in ["definitions", "parameters", "responses"] {
        for (name, node) in definition.root.get(home).into_iter().flat_map(Node::members) {
            let exists =
                node.text_of("$ref").is_some_and(|pointer| definition.target(pointer).is_some());
            if exists && definition.resolve(node).is_none() {
                let message =
                    format!("{name} refers in a circle, or through too many others. Describe it.");
                findings.report(Rule::D08, node, message);
            }
        }
    }
}

/// Objects that need themselves, directly or through others: no such value can ever be sent.
///
/// A depth-first walk: what is needed while it is being walked through is needed by itself. Each
/// schema is walked once.
fn required_loops(definition: &Definition<'_>, findings: &mut Findings) {
    let (mut open, mut closed) = (HashSet::new(), HashSet::new());
    for (_, start) in definition.root.get("definitions").into_iter().flat_map(Node::members) {
        let mut path = vec![(start, needed(definition, start))];
        open.insert(start.id());
        while let Some((node, waiting)) = path.last_mut() {
            let Some(next) = waiting.pop() else {
                open.remove(&node.id());
                closed.insert(node.id());
                path.pop();
                continue;
            };
            if open.contains(&next.id()) {
                let name = next.name().unwrap_or("This object");
                let message = format!("{name} requires itself, so that it never ends.");
                findings.report(Rule::D08, next, message);
            } else if !closed.contains(&next.id()) {
                open.insert(next.id());
                path.push((next, needed(definition, next)));
            }
        }
    }
}

/// The schemas without which there is no value of an object: of its required properties, and those
/// that it is composed of.
fn needed<'a>(definition: &Definition<'a>, object: Node<'a>) -> Vec<Node<'a>> {
    let names = object.get("required").into_iter().flat_map(Node::items).filter_map(Node::text);
    let required = names.filter_map(|name| object.get("properties")?.get(name));
    let composed = object.get("allOf").into_iter().flat_map(Node::items);
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
                "This collectionFormat does not exist. Use csv, ssv, tsv, pipes or multi.";
            findings.report(Rule::D09, format, message);
        }
    }
}
