//! O01–O23: operations, paths, responses.

use std::collections::{HashMap, HashSet};

use super::super::definition::{Definition, Operation, paths};
use super::super::finding::Findings;
use super::super::tree::Node;
use super::texts::{ends_like_a_sentence, length, product_in, says_the_same};

/// Longest operation id. The platform's own number is not published.
const LONGEST_ID: usize = 60;
/// Longest summary, in characters.
const LONGEST_SUMMARY: usize = 80;
/// What a summary must not contain.
const FORBIDDEN: [char; 11] = ['[', '/', '\\', '<', '>', '*', '%', '&', '?', ']', '`'];
/// The statuses that a maker should know of.
const USUAL_FAILURES: [&str; 4] = ["400", "401", "403", "404"];

pub fn check(definition: &Definition<'_>, findings: &mut Findings) {
    ids(definition, findings);
    for operation in &definition.operations {
        if operation.node.is_empty() {
            continue;
        }
        summary(operation, findings);
        description(operation, findings);
        visibility(operation.node, findings);
        variables(operation, findings);
        bodies(operation, findings);
        responses(definition, operation, findings);
        next_link(operation, findings);
    }
    all_paths(definition, findings);
    families(definition, findings);
}

fn ids(definition: &Definition<'_>, findings: &mut Findings) {
    let mut known = HashSet::new();
    for operation in definition.operations.iter().filter(|operation| !operation.node.is_empty()) {
        let Some((node, id)) = operation
            .node
            .get("operationId")
            .and_then(|node| Some((node, node.text().filter(|id| !id.is_empty())?)))
        else {
            findings.error("O01", operation.node, "There is no operationId. Add a unique one.");
            continue;
        };
        if !known.insert(id) {
            let message = format!("There are two operations {id}. Give each its own operationId.");
            findings.error("O01", node, message);
        }
        if !id.chars().all(|c| c.is_ascii_alphanumeric()) {
            let message = "An operationId has only letters and digits.";
            findings.warning("O02", node, message);
        } else if !id.starts_with(|c: char| c.is_ascii_uppercase()) {
            let message = "An operationId is written in Pascal case, such as GetToken.";
            findings.warning("O03", node, message);
        }
        if length(id) > LONGEST_ID {
            let message = format!("The operationId is longer than {LONGEST_ID} characters.");
            findings.warning("O04", node, message);
        }
    }
}

fn summary(operation: &Operation<'_>, findings: &mut Findings) {
    let text = operation.node.get("summary").and_then(|node| Some((node, node.text()?)));
    let Some((node, text)) = text.filter(|(_, text)| !text.trim().is_empty()) else {
        findings.error("O05", operation.node, "There is no summary, the action's name. Add one.");
        return;
    };
    if length(text) > LONGEST_SUMMARY {
        let message = format!(
            "The summary has {} characters; at most {LONGEST_SUMMARY} are shown.",
            length(text)
        );
        findings.error("O05", node, message);
    }
    if let Some(character) = text.chars().find(|c| FORBIDDEN.contains(c)) {
        findings.error("O06", node, format!("The summary must not contain {character}."));
    } else if !text.ends_with(|c: char| c.is_alphanumeric() || c == ')') {
        findings.warning(
            "O07",
            node,
            "The summary ends with a letter or a digit, not with a stop.",
        );
    }
    let words = text.split_whitespace().skip(1);
    let words: Vec<_> = words.filter(|word| word.chars().all(char::is_alphabetic)).collect();
    let title_case = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    if words.len() > 1 && words.iter().all(title_case) {
        let message = "A summary is written like a sentence, not like a title: only the first word \
                       and names begin with a capital.";
        findings.warning("O07", node, message);
    }
    if let Some(product) = product_in(text) {
        findings.warning("O10", node, format!("The summary names a product: {product}."));
    }
}

fn description(operation: &Operation<'_>, findings: &mut Findings) {
    let text = operation.node.get("description").and_then(|node| Some((node, node.text()?)));
    let Some((node, text)) = text.filter(|(_, text)| !text.trim().is_empty()) else {
        let message = "There is no description. Say what the operation does and when to use it.";
        if is_internal(operation.node) {
            findings.guidance("O08", operation.node, message);
        } else {
            findings.error("O08", operation.node, message);
        }
        return;
    };
    if !ends_like_a_sentence(text) {
        findings.warning("O08", node, "A description is a sentence and ends with a full stop.");
    }
    if operation.node.text_of("summary").is_some_and(|summary| says_the_same(summary, text)) {
        findings.warning("O09", node, "The description only repeats the summary. Say more.");
    }
    if let Some(product) = product_in(text) {
        findings.warning("O10", node, format!("The description names a product: {product}."));
    }
}

/// Used for parameters and properties too.
pub fn visibility(node: Node<'_>, findings: &mut Findings) {
    if let Some(visibility) = node.get("x-ms-visibility")
        && !matches!(visibility.text(), Some("important" | "advanced" | "internal"))
    {
        let message =
            "x-ms-visibility is important, advanced or internal. Leave it out for normal.";
        // The exporter of the designer writes "none" or an empty text for normal.
        match visibility.text() {
            Some("" | "none" | "normal") => findings.warning("O11", visibility, message),
            _ => findings.error("O11", visibility, message),
        }
    }
}

/// Whether makers never see it.
pub fn is_internal(node: Node<'_>) -> bool {
    node.text_of("x-ms-visibility") == Some("internal")
}

/// The names of the variables of a path.
fn variables_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

fn variables(operation: &Operation<'_>, findings: &mut Findings) {
    let declared: Vec<_> = operation.parameters_in("path").collect();
    for variable in variables_of(operation.path) {
        let found = declared.iter().find(|p| p.text_of("name") == Some(variable));
        let Some(parameter) = found else {
            let message =
                format!("The path has a variable {variable}, but there is no such parameter.");
            findings.error("O13", operation.node, message);
            continue;
        };
        if parameter.get("required").and_then(Node::bool) != Some(true) {
            let message = format!("The path parameter {variable} must have required: true.");
            findings.error("O13", *parameter, message);
        }
        if parameter.get("x-ms-url-encoding").is_none() {
            let message = format!(
                "Say how {variable} is encoded: x-ms-url-encoding, \"single\" unless the service \
                 decodes twice."
            );
            findings.warning("O13", *parameter, message);
        }
    }
    for parameter in &declared {
        let name = parameter.text_of("name").unwrap_or_default();
        if !variables_of(operation.path).any(|variable| variable == name) {
            let message = format!("The path has no variable {{{name}}}. Remove the parameter.");
            findings.error("O13", *parameter, message);
        }
    }
    for parameter in operation.parameters_in("query") {
        if let Some(encoding) = parameter.get("x-ms-url-encoding") {
            let message = "x-ms-url-encoding is for path parameters only. Remove it.";
            findings.warning("O14", encoding, message);
        }
    }
}

fn bodies(operation: &Operation<'_>, findings: &mut Findings) {
    let bodies: Vec<_> = operation.parameters_in("body").collect();
    let fields = operation.parameters_in("formData").count();
    if matches!(operation.method, "get" | "head") && (!bodies.is_empty() || fields > 0) {
        let message = format!("A {} has no body.", operation.method.to_uppercase());
        findings.error("O15", operation.node, message);
    }
    if let [_, second, ..] = &bodies[..] {
        findings.error("O15", *second, "An operation has one body. Put both into one object.");
    }
    if !bodies.is_empty() && fields > 0 {
        let message = "An operation has a body or form fields, not both.";
        findings.error("O15", bodies[0], message);
    }
}

/// Triggers and internal operations answer to nobody.
fn is_asked_for_answers(operation: &Operation<'_>) -> bool {
    !is_internal(operation.node) && operation.node.get("x-ms-trigger").is_none()
}

fn responses(definition: &Definition<'_>, operation: &Operation<'_>, findings: &mut Findings) {
    let all: Vec<_> = operation
        .responses()
        .map(|(status, node)| (status, node, definition.resolve(node).unwrap_or(node)))
        .collect();
    if all.is_empty() {
        findings.error("O16", operation.node, "There is no response. Add at least 200.");
        return;
    }
    let success = |status: &str| status.starts_with('2');
    let only_default = all.iter().all(|(status, ..)| *status == "default");
    if only_default {
        let message = "default is the only response. Add 200, or whatever success is.";
        findings.warning("O18", all[0].1, message);
    } else if !all.iter().any(|(status, ..)| success(status)) {
        let message = "There is no response of success. Add 200, or whatever success is.";
        findings.warning("O16", operation.node, message);
    }
    for (status, node, response) in &all {
        let valid =
            *status == "default" || status.len() == 3 && status.bytes().all(|b| b.is_ascii_digit());
        if !valid {
            let message = format!("\"{status}\" is neither an HTTP status nor default.");
            findings.error("O21", *node, message);
        }
        if *status == "default" && response.get("schema").is_some() && !only_default {
            // Certification refuses it today; older connectors have it.
            let message = "default must not have a schema. Remove it.";
            findings.warning("O18", *node, message);
        }
        if matches!(*status, "200" | "201")
            && is_asked_for_answers(operation)
            && response.get("schema").is_some_and(|schema| schema.is_object() && schema.is_empty())
        {
            let message = "The schema of the answer is empty. Describe what comes back.";
            findings.warning("O17", *node, message);
        }
    }
    let has_schema = |status: &str| {
        all.iter().any(|(s, _, response)| *s == status && response.get("schema").is_some())
    };
    let answers = all.iter().any(|(status, ..)| matches!(*status, "200" | "201"));
    if answers && is_asked_for_answers(operation) && !has_schema("200") && !has_schema("201") {
        let message = "Neither 200 nor 201 has a schema. Describe what comes back.";
        findings.warning("O17", operation.node, message);
    }
    let described: Vec<_> = all
        .iter()
        .filter(|(status, _, response)| *status != "default" && response.get("schema").is_some())
        .collect();
    if described.len() > 1 {
        let message = "Several responses have a schema, and the designer uses only one. Keep that of \
                       success.";
        findings.warning("O19", described[1].1, message);
    }
    let fails = all.iter().any(|(status, ..)| USUAL_FAILURES.contains(status));
    if !fails && !is_internal(operation.node) {
        let message =
            "No response of failure is listed, such as 400 or 401. Describe the usual ones.";
        findings.warning("O20", operation.node, message);
    }
}

fn next_link(operation: &Operation<'_>, findings: &mut Findings) {
    let name = operation.node.get("x-ms-pageable").and_then(|pages| pages.get("nextLinkName"));
    if let Some(name) = name
        && !matches!(name.text(), Some("nextLink" | "@odata.nextLink"))
    {
        let message = "nextLinkName is nextLink or @odata.nextLink; map others by a policy.";
        findings.warning("O23", name, message);
    }
}

/// The path with its variables made alike, in lower case: what a router can tell apart.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for c in path.to_lowercase().chars() {
        match c {
            '{' => {
                shape.push_str("{}");
                inside = true;
            }
            '}' => inside = false,
            _ if inside => {}
            _ => shape.push(c),
        }
    }
    shape
}

fn all_paths(definition: &Definition<'_>, findings: &mut Findings) {
    let mut exact: HashMap<String, &str> = HashMap::new();
    let mut shapes: HashMap<String, &str> = HashMap::new();
    for (path, node) in paths(definition.root) {
        if !path.starts_with('/') {
            findings.error("O12", node, "A path must start with a slash.");
        }
        if let Some(character) = path.chars().find(|c| ['*', '?', '#'].contains(c)) {
            findings.error("O12", node, format!("A path must not contain {character}."));
        }
        let segments_hold = path
            .split('/')
            .all(|segment| segment.matches('{').count() == segment.matches('}').count());
        if !segments_hold {
            findings.error("O12", node, "A variable must stand in one segment of the path.");
        }
        if variables_of(path).any(|variable| variable.contains('=')) {
            findings.error("O12", node, "A variable in a path has no default. Remove the =.");
        }
        if let Some(first) = exact.insert(path.to_lowercase(), path) {
            let message = format!("This path differs from {first} in case only.");
            findings.error("O12", node, message);
        } else if let Some(first) = shapes.insert(shape(path), path) {
            let message = format!("This path and {first} cannot be told apart.");
            findings.warning("O12", node, message);
        }
    }
}

/// Revisions of operations: `x-ms-api-annotation`.
fn families(definition: &Definition<'_>, findings: &mut Findings) {
    let mut revisions: HashMap<(&str, u64), &str> = HashMap::new();
    for operation in &definition.operations {
        let Some(annotation) = operation.node.get("x-ms-api-annotation") else { continue };
        let revision = annotation.get("revision").and_then(Node::number);
        if annotation.get("revision").is_some()
            && !revision.is_some_and(|number| number >= 1.0 && number.fract() == 0.0)
        {
            findings.error("O22", annotation, "revision is a whole number from 1.");
        }
        if let (Some(family), Some(revision)) = (annotation.text_of("family"), revision)
            && let Some(other) =
                revisions.insert((family, revision.to_bits()), operation.id().unwrap_or_default())
        {
            let message = format!("The family {family} has this revision already: {other}.");
            findings.error("O22", annotation, message);
        }
        if let Some(replacement) = annotation.get("replacement")
            && let Some(id) = replacement.text_of("operationId").or_else(|| replacement.text())
            && !definition.operations.iter().any(|other| other.id() == Some(id))
        {
            let message = format!("There is no operation {id} that could replace this one.");
            findings.warning("O22", replacement, message);
        }
    }
}
