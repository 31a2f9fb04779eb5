//! H01–H06: host, base path, schemes and media types.

use std::net::IpAddr;

use crate::check::definition::{Definition, Operation};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Words in the names of hosts that are not for production.
const NOT_PRODUCTION: [&str; 9] =
    ["staging", "stage", "dev", "test", "qa", "uat", "sandbox", "localhost", "preprod"];
/// The media types that the platform supports.
const SUPPORTED: [&str; 4] =
    ["application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded"];
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let root = definition.root;
    match root.get("host") {
        Some(node) => host(node, findings),
        None if root.is_object() => {
            let message = "There is no host. Add the host name of the service.";
            findings.report(Rule::H01, root, message);
        }
        None => {}
    }
    if let Some(path) = root.get("basePath") {
        match path.text() {
            Some(text) if text.starts_with('/') || is_expression(text) => {}
            Some("") => findings.report_as(
                Severity::Warning,
                Rule::H03,
                path,
                "basePath is empty. Write \"/\".",
            ),
            _ => findings.report(Rule::H03, path, "basePath must start with a slash."),
        }
    }
    schemes(root, findings);
    media_types(definition, findings);
    for operation in &definition.operations {
        content_of_media_types(root, operation, findings);
    }
}

/// Whether the value is an environment variable, which the platform resolves when it saves the
/// connector.
fn is_expression(text: &str) -> bool {
    text.starts_with("@environmentVariables(")
}

fn host(node: Node<'_>, findings: &mut Findings) {
    let text = node.text().unwrap_or_default();
    if is_expression(text) {
        return;
    }
    let (name, port) = text.split_once(':').unwrap_or((text, "1"));
    let valid = !name.is_empty()
        && !name.contains(['{', '}', '/', ' ', '\\'])
        && !port.is_empty()
        && port.bytes().all(|b| b.is_ascii_digit());
    if !valid {
        let message = "host must be a host name without scheme, path, spaces or braces.";
        findings.report(Rule::H01, node, message);
        return;
    }
    let address = name.parse::<IpAddr>().is_ok();
    let name = name.to_lowercase();
    let word = name.split(['.', '-']).find(|word| NOT_PRODUCTION.contains(word));
    if address || word.is_some() {
        let message =
            "The host does not look like a production host, which certification requires.";
        findings.report(Rule::H02, node, message);
    }
}

fn schemes(root: Node<'_>, findings: &mut Findings) {
    let Some(schemes) = root.get("schemes") else {
        let message = "There is no list of schemes. Add [\"https\"].";
        findings.report_as(Severity::Warning, Rule::H04, root, message);
        return;
    };
    if !schemes.is_list() {
        findings.report(Rule::H04, schemes, "schemes must be a list. Write [\"https\"].");
    }
    if schemes.is_list() && schemes.is_empty() {
        findings.report(Rule::H04, schemes, "schemes is empty. Write [\"https\"].");
    }
    for scheme in schemes.items() {
        match scheme.text() {
            Some("https") => {}
            Some("http") => {
                let message =
                    "With http, credentials and data are sent unencrypted. Use only https.";
                findings.report_as(Severity::Warning, Rule::H04, scheme, message);
            }
            _ => findings.report(Rule::H04, scheme, "Only https and http are supported."),
        }
    }
}

/// The media type without its parameters, in lower case.
fn name_of(node: Node<'_>) -> String {
    let text = node.text().unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim().to_lowercase()
}

fn is_json(name: &str) -> bool {
    name == "application/json" || name == "text/json" || name.ends_with("+json")
}

/// The media types that an operation accepts: its own, or those of the document.
fn consumes_of<'a>(root: Node<'a>, operation: &Operation<'a>) -> Vec<Node<'a>> {
    let own = operation.node.get("consumes").filter(|own| !own.is_empty());
    own.or_else(|| root.get("consumes")).into_iter().flat_map(Node::items).collect()
}

fn media_types(definition: &Definition<'_>, findings: &mut Findings) {
    let root = definition.root;
    let lists = definition.operations.iter().map(|operation| operation.node).chain([root]);
    for list in lists.flat_map(|node| ["consumes", "produces"].map(|name| node.get(name))).flatten()
    {
        for item in list.items().filter(|item| !name_of(*item).contains('/')) {
            let text = item.text().unwrap_or_default();
            let message = format!("\"{text}\" is not a media type such as application/json.");
            findings.report(Rule::H05, item, message);
        }
    }
    for operation in &definition.operations {
        let with_body = operation.parameters_in("body").chain(operation.parameters_in("formData"));
        let consumes = consumes_of(root, operation);
        let supported = |item: &Node<'_>| {
            let name = name_of(*item);
            SUPPORTED.contains(&name.as_str()) || is_json(&name)
        };
        if with_body.count() > 0 && !consumes.is_empty() && !consumes.iter().any(supported) {
            let message = format!(
                "None of the media types of this operation is supported. Use one of {}.",
                SUPPORTED.join(", ")
            );
            findings.report_as(Severity::Warning, Rule::H05, consumes[0], message);
        }
    }
}

/// H06: a body needs a JSON or text type, form fields need a form type.
fn content_of_media_types(root: Node<'_>, operation: &Operation<'_>, findings: &mut Findings) {
    let consumes = consumes_of(root, operation);
    let names: Vec<_> = consumes.iter().map(|item| name_of(*item)).collect();
    if names.is_empty() {
        let mut sent = operation.parameters_in("body").chain(operation.parameters_in("formData"));
        if let Some(sent) = sent.next() {
            let message = "The media type of this parameter is not specified. Add consumes.";
            findings.report_as(Severity::Warning, Rule::H05, sent, message);
        }
        return;
    }
    let form = names.iter().any(|name| name == FORM || name == MULTIPART);
    if let Some(field) = operation.parameters_in("formData").next()
        && !form
    {
        let message = format!(
            "There are form fields, but consumes has no form type. Add {FORM} or {MULTIPART}."
        );
        findings.report_as(Severity::Warning, Rule::H06, field, message);
    }
    if let Some(body) = operation.parameters_in("body").next()
        && names.iter().all(|name| name == FORM || name == MULTIPART)
    {
        let message = "There is a body, but consumes has only form types. Add application/json.";
        findings.report_as(Severity::Warning, Rule::H06, body, message);
    }
    if names.iter().all(|name| name == FORM) {
        let binary = |field: &Node<'_>| {
            field.text_of("format") == Some("binary") || field.text_of("type") == Some("file")
        };
        for field in operation.parameters_in("formData").filter(binary) {
            let message = format!("Binary content cannot be sent as {FORM}. Use {MULTIPART}.");
            findings.report(Rule::H06, field, message);
        }
    }
}
