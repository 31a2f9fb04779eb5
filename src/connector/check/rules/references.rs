//! D07–D09: references, and what Swagger 2.0 has but the platform does not support.

use std::collections::HashSet;

use super::super::definition::{Definition, paths};
use super::super::finding::Findings;
use super::super::tree::Node;

/// Where references may lead.
const HOMES: [&str; 3] = ["#/definitions/", "#/parameters/", "#/responses/"];
/// Keywords that the platform ignores or refuses in some places.
const UNSUPPORTED: [&str; 4] = ["uniqueItems", "discriminator", "xml", "externalDocs"];
/// The list formats that the platform reads.
const COLLECTION_FORMATS: [&str; 5] = ["csv", "ssv", "tsv", "pipes", "multi"];

pub fn check(definition: &Definition<'_>, findings: &mut Findings) {
    each_reference(definition, findings);
    path_items(definition, findings);
    loops(definition, findings);
    required_loops(definition, findings);
    keywords(definition, findings);
}

/// Every `$ref` that is one: not a property that is called so, and not inside an example.
fn references(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    root.all().filter(|node| {
        node.name() == Some("$ref") && node.text().is_some() && !node.pointer().contains("/example")
    })
}

fn each_reference(definition: &Definition<'_>, findings: &mut Findings) {
    for reference in references(definition.root) {
        let pointer = reference.text().unwrap_or_default();
        if !HOMES.iter().any(|home| pointer.starts_with(home)) {
            let message = format!(
                "The reference {pointer} leads out of definitions, parameters and responses. Put \
                 its target there."
            );
            findings.error("D08", reference, message);
        } else if definition.target(pointer).is_none() {
            let message = format!("There is nothing at {pointer}. Correct it or add the target.");
            findings.error("D08", reference, message);
        }
    }
    for object in definition.root.all().filter(|node| node.get("$ref").is_some()) {
        let is_reference = object.get("$ref").is_some_and(|r| r.text().is_some());
        if is_reference && object.members().count() > 1 {
            let message = "There is something beside a $ref, which is ignored. Move it to the \
                           target.";
            findings.warning("D07", object, message);
        }
    }
}

fn path_items(definition: &Definition<'_>, findings: &mut Findings) {
    for (_, item) in paths(definition.root) {
        if let Some(reference) = item.get("$ref") {
            let message = "A path must not be a reference. Write its operations here.";
            findings.error("D08", reference, message);
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
                let message = format!("{name} only refers in a circle. Describe it.");
                findings.error("D08", node, message);
            }
        }
    }
}

/// Objects that need themselves, directly or through others: no such value can ever be sent.
fn required_loops(definition: &Definition<'_>, findings: &mut Findings) {
    for (name, start) in definition.root.get("definitions").into_iter().flat_map(Node::members) {
        let mut seen = HashSet::new();
        let mut waiting = needed(definition, start);
        while let Some(node) = waiting.pop() {
            if node.is(start) {
                let message = format!("{name} requires itself, so that it never ends.");
                findings.error("D08", start, message);
                break;
            }
            if seen.insert(node.id()) {
                waiting.extend(needed(definition, node));
            }
        }
    }
}

/// The schemas of the required properties of an object.
fn needed<'a>(definition: &Definition<'a>, object: Node<'a>) -> Vec<Node<'a>> {
    let names = object.get("required").into_iter().flat_map(Node::items).filter_map(Node::text);
    names
        .filter_map(|name| object.get("properties")?.get(name))
        .filter_map(|property| definition.resolve(property))
        .filter(|property| property.text_of("type") != Some("array"))
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
                findings.warning("D09", value, message);
            }
        }
        if let Some(format) = node.get("collectionFormat")
            && !format.text().is_some_and(|text| COLLECTION_FORMATS.contains(&text))
        {
            let message =
                "This collectionFormat does not exist. Use csv, ssv, tsv, pipes or multi.";
            findings.warning("D09", format, message);
        }
    }
}
