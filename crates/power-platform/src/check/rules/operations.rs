//! O01–O11, O15, O22, O23: operations.

use std::collections::{HashMap, HashSet};

use super::wording::{ends_like_a_sentence, length, product_in, says_the_same};
use crate::check::definition::{Definition, Operation};
use crate::check::finding::{Findings, Level};
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Longest operation id. The platform's own number is not published.
const LONGEST_ID: usize = 60;
/// Longest summary, in characters.
const LONGEST_SUMMARY: usize = 80;
/// What a summary must not contain.
const FORBIDDEN: [char; 11] = ['[', '/', '\\', '<', '>', '*', '%', '&', '?', ']', '`'];

pub fn check(definition: &Definition<'_>, findings: &mut Findings) {
    ids(definition, findings);
    for operation in &definition.operations {
        if operation.node.is_empty() {
            continue;
        }
        summary(operation, findings);
        description(operation, findings);
        visibility(operation.node, findings);
        bodies(operation, findings);
        next_link(operation, findings);
    }
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
            findings.report(
                Rule::O01,
                operation.node,
                "There is no operationId. Add a unique one.",
            );
            continue;
        };
        if !known.insert(id) {
            let message = format!("There are two operations {id}. Give each its own operationId.");
            findings.report(Rule::O01, node, message);
        }
        if !id.chars().all(|c| c.is_ascii_alphanumeric()) {
            let message = "An operationId has only letters and digits.";
            findings.report(Rule::O02, node, message);
        } else if !id.starts_with(|c: char| c.is_ascii_uppercase()) {
            let message = "An operationId is written in Pascal case, such as GetToken.";
            findings.report(Rule::O03, node, message);
        }
        if length(id) > LONGEST_ID {
            let message = format!("The operationId is longer than {LONGEST_ID} characters.");
            findings.report(Rule::O04, node, message);
        }
    }
}

fn summary(operation: &Operation<'_>, findings: &mut Findings) {
    let text = operation.node.get("summary").and_then(|node| Some((node, node.text()?)));
    let Some((node, text)) = text.filter(|(_, text)| !text.trim().is_empty()) else {
        findings.report(
            Rule::O05,
            operation.node,
            "There is no summary, the action's name. Add one.",
        );
        return;
    };
    if length(text) > LONGEST_SUMMARY {
        let message = format!(
            "The summary has {} characters; at most {LONGEST_SUMMARY} are shown.",
            length(text)
        );
        findings.report(Rule::O05, node, message);
    }
    if let Some(character) = text.chars().find(|c| FORBIDDEN.contains(c)) {
        findings.report(Rule::O06, node, format!("The summary must not contain {character}."));
    } else if !text.ends_with(|c: char| c.is_alphanumeric() || c == ')') {
        findings.report(
            Rule::O07,
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
        findings.report(Rule::O07, node, message);
    }
    if let Some(product) = product_in(text) {
        findings.report(Rule::O10, node, format!("The summary names a product: {product}."));
    }
}

fn description(operation: &Operation<'_>, findings: &mut Findings) {
    let text = operation.node.get("description").and_then(|node| Some((node, node.text()?)));
    let Some((node, text)) = text.filter(|(_, text)| !text.trim().is_empty()) else {
        let message = "There is no description. Say what the operation does and when to use it.";
        if is_internal(operation.node) {
            findings.report_as(Level::Guidance, Rule::O08, operation.node, message);
        } else {
            findings.report(Rule::O08, operation.node, message);
        }
        return;
    };
    if !ends_like_a_sentence(text) {
        findings.report_as(
            Level::Warning,
            Rule::O08,
            node,
            "A description is a sentence and ends with a full stop.",
        );
    }
    if operation.node.text_of("summary").is_some_and(|summary| says_the_same(summary, text)) {
        findings.report(Rule::O09, node, "The description only repeats the summary. Say more.");
    }
    if let Some(product) = product_in(text) {
        findings.report_as(
            Level::Warning,
            Rule::O10,
            node,
            format!("The description names a product: {product}."),
        );
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
        let level = match visibility.text() {
            Some("" | "none" | "normal") => Level::Warning,
            _ => Level::Error,
        };
        findings.report_as(level, Rule::O11, visibility, message);
    }
}

/// Whether makers never see it.
pub fn is_internal(node: Node<'_>) -> bool {
    node.text_of("x-ms-visibility") == Some("internal")
}

fn bodies(operation: &Operation<'_>, findings: &mut Findings) {
    let bodies: Vec<_> = operation.parameters_in("body").collect();
    let fields = operation.parameters_in("formData").count();
    if matches!(operation.method, "get" | "head") && (!bodies.is_empty() || fields > 0) {
        let message = format!("A {} has no body.", operation.method.to_uppercase());
        findings.report(Rule::O15, operation.node, message);
    }
    if let [_, second, ..] = &bodies[..] {
        findings.report(Rule::O15, *second, "An operation has one body. Put both into one object.");
    }
    if !bodies.is_empty() && fields > 0 {
        let message = "An operation has a body or form fields, not both.";
        findings.report(Rule::O15, bodies[0], message);
    }
}

fn next_link(operation: &Operation<'_>, findings: &mut Findings) {
    let name = operation.node.get("x-ms-pageable").and_then(|pages| pages.get("nextLinkName"));
    if let Some(name) = name
        && !matches!(name.text(), Some("nextLink" | "@odata.nextLink"))
    {
        let message = "nextLinkName is nextLink or @odata.nextLink; map others by a policy.";
        findings.report(Rule::O23, name, message);
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
            findings.report(Rule::O22, annotation, "revision is a whole number from 1.");
        }
        if let (Some(family), Some(revision)) = (annotation.text_of("family"), revision)
            && let Some(other) =
                revisions.insert((family, revision.to_bits()), operation.id().unwrap_or_default())
        {
            let message = format!("The family {family} has this revision already: {other}.");
            findings.report(Rule::O22, annotation, message);
        }
        if let Some(replacement) = annotation.get("replacement")
            && let Some(id) = replacement.text_of("operationId").or_else(|| replacement.text())
            && !definition.operations.iter().any(|other| other.id() == Some(id))
        {
            let message = format!("There is no operation {id} that could replace this one.");
            findings.report_as(Level::Warning, Rule::O22, replacement, message);
        }
    }
}
