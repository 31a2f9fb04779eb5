//! D05: the keys of Swagger 2.0. All others start with `x-`.

use super::document::ORDER;
use crate::check::definition::{Definition, paths};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

const INFO: [&str; 6] = ["title", "description", "termsOfService", "contact", "license", "version"];
const CONTACT: [&str; 3] = ["name", "url", "email"];
const TAG: [&str; 3] = ["name", "description", "externalDocs"];
const PATH: [&str; 9] =
    ["get", "put", "post", "delete", "options", "head", "patch", "parameters", "$ref"];
const OPERATION: [&str; 12] = [
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "consumes",
    "produces",
    "parameters",
    "responses",
    "schemes",
    "deprecated",
    "security",
];
const RESPONSE: [&str; 4] = ["description", "schema", "headers", "examples"];
/// Keys of both parameters and schemas.
const VALUE: [&str; 18] = [
    "type",
    "format",
    "items",
    "default",
    "enum",
    "description",
    "required",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
];
const PARAMETER: [&str; 5] = ["name", "in", "schema", "allowEmptyValue", "collectionFormat"];
const SCHEMA: [&str; 11] = [
    "title",
    "maxProperties",
    "minProperties",
    "allOf",
    "properties",
    "additionalProperties",
    "discriminator",
    "readOnly",
    "xml",
    "externalDocs",
    "example",
];

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let root = definition.root;
    let mut refused =
        |at, what, known: &[&[&str]]| unknown(at, what, known, Severity::Custom, findings);
    refused(root, "a Swagger 2.0 document", &[&ORDER, &["externalDocs"]]);
    if let Some(info) = root.get("info") {
        refused(info, "info", &[&INFO]);
        info.get("contact")
            .into_iter()
            .for_each(|contact| refused(contact, "contact", &[&CONTACT]));
    }
    for tag in root.items_of("tags") {
        refused(tag, "a tag", &[&TAG]);
    }
    for (_, item) in paths(root) {
        refused(item, "a path", &[&PATH]);
    }
    for operation in &definition.operations {
        refused(operation.node, "an operation", &[&OPERATION]);
        for (_, response) in operation.responses() {
            refused(response, "a response", &[&RESPONSE]);
        }
    }
    // The platform ignores keys of OpenAPI 3 and of JSON Schema here.
    let mut ignored =
        |at, what, known: &[&[&str]]| unknown(at, what, known, Severity::Warning, findings);
    for parameter in &definition.parameters {
        ignored(*parameter, "a parameter", &[&PARAMETER, &VALUE]);
    }
    for schema in &definition.schemas {
        ignored(schema.node, "a schema", &[&SCHEMA, &VALUE]);
    }
}

fn unknown(
    at: Node<'_>,
    what: &str,
    known: &[&[&str]],
    severity: Severity,
    findings: &mut Findings,
) {
    if at.get("$ref").is_some() {
        return;
    }
    for (name, node) in at.members() {
        if !known.iter().any(|known| known.contains(&name)) && !name.starts_with("x-") {
            let message =
                format!("{name} is not a valid key of {what}. Remove it, or start it with x-.");
            findings.report_as(severity, Rule::D05, node, message);
        }
    }
}
