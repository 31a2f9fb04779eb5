//! F02, D11 and D12: repeated keys, values, parameters and objects.

use std::collections::{HashMap, HashSet};

use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Minimum number of properties of an object that should be in a definition if it is repeated.
const MIN_PROPERTIES: usize = 4;

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    repeated_names(definition.root, findings);
    duplicates(definition, findings);
    repeated_objects(definition, findings);
}

fn repeated_names(root: Node<'_>, findings: &mut Findings) {
    for object in root.with_descendants().filter(|node| node.is_object()) {
        let mut names = HashSet::new();
        for (name, node) in object.members() {
            if !names.insert(name) {
                let message = format!(
                    "The key {name} is repeated, but only one of its values is used. Remove the \
                     others."
                );
                findings.report(Rule::F02, node, message);
            }
        }
    }
}

fn duplicates(definition: &Definition<'_>, findings: &mut Findings) {
    let mut tags = HashSet::new();
    for tag in definition.root.items_of("tags") {
        if let Some(name) = tag.text_of("name")
            && !tags.insert(name)
        {
            let message = format!("The tag {name} is defined twice. Remove one.");
            findings.report(Rule::D11, tag, message);
        }
    }
    let known = ["enum", "required", "tags", "consumes", "produces", "schemes"];
    let lists = definition.keywords().into_iter().filter(|keyword| known.contains(&keyword.name));
    for list in lists.map(|keyword| keyword.value) {
        let mut values = HashSet::new();
        for item in list.items().filter(|item| !item.is_object()) {
            if !values.insert(item.content_hash()) {
                let what = item.text().map_or("A value".to_owned(), |text| format!("\"{text}\""));
                let message = format!("{what} is in this list more than once.");
                findings.report_as(Severity::Warning, Rule::D11, item, message);
            }
        }
    }
}

fn repeated_objects(definition: &Definition<'_>, findings: &mut Findings) {
    let inline: Vec<_> = definition
        .operations
        .iter()
        .filter_map(|operation| operation.node.get("parameters"))
        .flat_map(Node::items)
        .filter(|parameter| parameter.get("$ref").is_none())
        .collect();
    report_repeated(&inline, "This parameter", "parameters", findings);
    let large = |node: &Node<'_>| {
        node.get("properties").is_some_and(|all| all.members().count() >= MIN_PROPERTIES)
    };
    let objects: Vec<_> =
        definition.schemas.iter().map(|schema| schema.node).filter(large).collect();
    report_repeated(&objects, "This object", "definitions", findings);
}

/// Reports the first repetition of each node. Only nodes with the same hash are compared.
fn report_repeated(nodes: &[Node<'_>], what: &str, home: &str, findings: &mut Findings) {
    let mut known: HashMap<u64, Vec<Node<'_>>> = HashMap::new();
    let mut reported = HashSet::new();
    for node in nodes {
        let same = known.entry(node.content_hash()).or_default();
        match same.iter().find(|other| other.equals(*node)) {
            Some(first) if reported.insert(first.id()) => {
                let message = format!(
                    "{what} is repeated; it first occurs in line {}. Move it to {home} and refer \
                     to it.",
                    first.line()
                );
                findings.report(Rule::D12, *node, message);
            }
            Some(_) => {}
            None => same.push(*node),
        }
    }
}
