//! D01, D04, D06, D10 and D13–D15: version, order of keys, extensions, limits, empty and non-ASCII
//! values.

use std::collections::HashSet;

use crate::check::definition::{Definition, Keyword, Operation, children};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::spelling::nearest;
use crate::check::tree::Node;

/// The order of top-level keys in Microsoft's guidelines.
const ORDER: [&str; 15] = [
    "swagger",
    "info",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "paths",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
    "security",
    "tags",
    "x-ms-connector-metadata",
];
/// Maximum number of operations of a connector.
pub(crate) const MAX_OPERATIONS: usize = 256;
/// Maximum number of schemas in one body.
const MAX_SCHEMAS_OF_BODY: usize = 512;
/// Maximum number of schemas in all bodies of one operation.
const MAX_SCHEMAS_OF_OPERATION: usize = 16_384;
/// Maximum depth of schemas. Microsoft does not publish the platform's own limit.
const MAX_SCHEMA_DEPTH: usize = 32;

/// Keys of the texts that makers see.
const VISIBLE_TEXTS: [&str; 4] = ["title", "summary", "description", "x-ms-summary"];

/// The extensions in Microsoft's JSON schema for definitions, and those that its documentation has
/// beside them.
const KNOWN_EXTENSIONS: [&str; 33] = [
    "x-ms-agentic-protocol",
    "x-ms-api-annotation",
    "x-ms-capabilities",
    "x-ms-connector-metadata",
    "x-ms-deployment-version",
    "x-ms-docs",
    "x-ms-dynamic-list",
    "x-ms-dynamic-properties",
    "x-ms-dynamic-schema",
    "x-ms-dynamic-tree",
    "x-ms-dynamic-values",
    "x-ms-editor",
    "x-ms-enum",
    "x-ms-enum-values",
    "x-ms-localizeDefaultValue",
    "x-ms-media-kind",
    "x-ms-no-generic-test",
    "x-ms-notification",
    "x-ms-notification-content",
    "x-ms-notification-url",
    "x-ms-operation-context",
    "x-ms-pageable",
    "x-ms-parameter-location",
    "x-ms-safe-operation",
    "x-ms-skip-url-encoding",
    "x-ms-summary",
    "x-ms-test-value",
    "x-ms-trigger",
    "x-ms-trigger-hint",
    "x-ms-trigger-metadata",
    "x-ms-trigger-value",
    "x-ms-url-encoding",
    "x-ms-visibility",
];

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let root = definition.root;
    version(root, findings);
    order(root, findings);
    extensions(definition, findings);
    limits(definition, findings);
    empty_values(definition, findings);
    non_ascii_texts(root, findings);
}

fn version(root: Node<'_>, findings: &mut Findings) {
    if root.text_of("swagger") != Some("2.0") {
        let at = root.get("swagger").or_else(|| root.get("openapi")).unwrap_or(root);
        let message = "The definition is not Swagger 2.0. Set swagger to the text \"2.0\"; convert \
                       an OpenAPI 3 document first.";
        findings.report(Rule::D01, at, message);
    }
}

/// The place of a top-level key among those that have one.
pub(crate) fn rank(name: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == name)
}

fn order(root: Node<'_>, findings: &mut Findings) {
    let members = root.members();
    let ranked: Vec<_> =
        members.filter_map(|(name, node)| Some((rank(name)?, name, node))).collect();
    for pair in ranked.windows(2) {
        let [(before, after_name, _), (rank, name, node)] = pair else { continue };
        if rank < before {
            let message = format!("{name} comes after {after_name}. Move it before.");
            findings.report(Rule::D04, *node, message);
            return;
        }
    }
}

fn extensions(definition: &Definition<'_>, findings: &mut Findings) {
    for Keyword { name, value, .. } in definition.keywords() {
        if name.starts_with("x-ms-") && !KNOWN_EXTENSIONS.contains(&name) {
            let remedy = nearest(name, KNOWN_EXTENSIONS)
                .map_or_else(String::new, |known| format!(" Did you mean {known}?"));
            let message = format!("{name} is not an extension that Microsoft documents.{remedy}");
            findings.report(Rule::D06, value, message);
        }
    }
}

fn limits(definition: &Definition<'_>, findings: &mut Findings) {
    let operations = definition.operations.len();
    if operations > MAX_OPERATIONS {
        let message = format!(
            "There are {operations} operations; a connector may have {MAX_OPERATIONS}. Split it."
        );
        findings.report(
            Rule::D10,
            definition.root.get("paths").unwrap_or(definition.root),
            message,
        );
    }
    // The limit bounds the time that a huge definition takes.
    for operation in definition.operations.iter().take(MAX_OPERATIONS) {
        let mut all = 0;
        let responses = operation.responses().filter_map(|(_, response)| response.get("schema"));
        let bodies = operation.parameters.iter().filter_map(|parameter| parameter.get("schema"));
        for schema in bodies.chain(responses) {
            let size = size_of(definition, schema);
            all += size;
            if size > MAX_SCHEMAS_OF_BODY {
                let message = format!(
                    "The schema has {size} parts; a body may have {MAX_SCHEMAS_OF_BODY}. Remove \
                     unused parts."
                );
                findings.report_as(Severity::Certification, Rule::D10, schema, message);
            }
        }
        if all > MAX_SCHEMAS_OF_OPERATION {
            let message = format!(
                "The schemas have {all} parts; an operation may have {MAX_SCHEMAS_OF_OPERATION}. \
                 Split it."
            );
            findings.report(Rule::D10, operation.node, message);
        }
    }
    if let Some(deepest) = definition.schemas.iter().find(|schema| schema.depth > MAX_SCHEMA_DEPTH)
    {
        let message = format!(
            "Schemas are nested more than {MAX_SCHEMA_DEPTH} levels deep here. Flatten them."
        );
        findings.report_as(Severity::Warning, Rule::D10, deepest.node, message);
    }
}

/// The number of schemas in a schema, counting each definition once.
fn size_of<'a>(definition: &Definition<'a>, schema: Node<'a>) -> usize {
    let mut seen = HashSet::new();
    let mut pending = vec![schema];
    while let Some(node) = pending.pop() {
        let Some(node) = definition.resolve(node) else { continue };
        if seen.insert(node.id()) {
            pending.extend(children(node).into_iter().map(|(child, _)| child));
        }
        if seen.len() > MAX_SCHEMAS_OF_OPERATION {
            break;
        }
    }
    seen.len()
}

/// Operations and values that are empty. Sections and lists that Microsoft's exporter leaves empty
/// are fine, and so is data.
fn empty_values(definition: &Definition<'_>, findings: &mut Findings) {
    let texts = ["description", "title", "x-ms-summary", "format", "pattern", "version"];
    let operations = definition.operations.iter().map(|operation| operation.node);
    for operation in operations.clone().filter(|operation| operation.is_empty()) {
        findings.report(Rule::D13, operation, "This operation is empty. Describe it or remove it.");
    }
    if definition.operations.is_empty() {
        let at = definition.root.get("paths").unwrap_or(definition.root);
        findings.report_as(Severity::Warning, Rule::D13, at, "There are no operations. Add one.");
    }
    let responses = definition.operations.iter().flat_map(Operation::responses);
    let nodes = operations
        .chain(responses.map(|(_, response)| response))
        .chain(definition.parameters.iter().copied())
        .chain(definition.schemas.iter().map(|schema| schema.node))
        .chain(definition.root.get("info"));
    for node in nodes {
        for (name, value) in node.members().filter(|(_, value)| value.is_empty()) {
            let text = value.text().is_some() && texts.contains(&name);
            if text || matches!(name, "headers" | "examples" | "items") {
                let message = format!("{name} is empty. Fill it or remove it.");
                findings.report_as(Severity::Warning, Rule::D13, value, message);
            }
        }
    }
}

fn non_ascii_texts(root: Node<'_>, findings: &mut Findings) {
    for node in root.with_descendants() {
        let Some(text) = node.text().filter(|text| !text.is_ascii()) else { continue };
        let found = text.chars().find(|c| !c.is_ascii()).unwrap_or_default();
        if node.name().is_some_and(|name| VISIBLE_TEXTS.contains(&name)) {
            let message = format!(
                "This text contains {found:?}, which is not a letter of English texts. \
                 Certification asks for English."
            );
            findings.report(Rule::D14, node, message);
        }
    }
}
