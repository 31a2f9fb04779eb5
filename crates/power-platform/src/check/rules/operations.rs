//! O01–O11, O15 and O23: operations.

use std::collections::HashSet;

use super::wording::{ends_like_sentence, is_same_text, length, product_name_in, refusal};
use crate::check::definition::{Definition, Operation};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Maximum length of an operation id. Microsoft does not publish the platform's own limit.
const MAX_ID_LENGTH: usize = 60;
/// Maximum length of a summary or `x-ms-summary`, in characters.
pub(crate) const MAX_SUMMARY_LENGTH: usize = 80;
/// Characters that certification does not accept in a summary.
const FORBIDDEN: [char; 8] = ['/', '\\', '<', '>', '*', '%', '&', '?'];
/// The values of `x-ms-visibility`.
const VISIBILITIES: [&str; 3] = ["important", "advanced", "internal"];

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
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
}

fn ids(definition: &Definition<'_>, findings: &mut Findings) {
    let mut known = HashSet::new();
    for operation in definition.operations.iter().filter(|operation| !operation.node.is_empty()) {
        let id = operation.node.text_member("operationId").filter(|(_, id)| !id.is_empty());
        let Some((node, id)) = id else {
            let message = "There is no operationId. Add a unique one.";
            findings.report(Rule::O01, operation.node, message);
            continue;
        };
        if !known.insert(id) {
            let message =
                format!("Another operation is also named {id}. Give each its own operationId.");
            findings.report(Rule::O01, node, message);
        }
        if !id.chars().all(|c| c.is_ascii_alphanumeric()) {
            let message = "An operationId must have only letters and digits.";
            findings.report(Rule::O02, node, message);
        } else if !id.starts_with(|c: char| c.is_ascii_uppercase()) {
            let message = "Write the operationId in Pascal case, such as GetToken.";
            findings.report(Rule::O03, node, message);
        }
        if length(id) > MAX_ID_LENGTH {
            let message = format!("The operationId is longer than {MAX_ID_LENGTH} characters.");
            findings.report(Rule::O04, node, message);
        }
    }
}

fn summary(operation: &Operation<'_>, findings: &mut Findings) {
    let Some((node, text)) = operation.node.non_blank("summary") else {
        let message = "There is no summary. Add one: it is the name of the action.";
        let severity = for_makers(operation.node, Severity::Certification);
        findings.report_as(severity, Rule::O05, operation.node, message);
        return;
    };
    if length(text) > MAX_SUMMARY_LENGTH {
        let message = format!(
            "The summary has {} characters; it may have at most {MAX_SUMMARY_LENGTH}.",
            length(text)
        );
        findings.report(Rule::O05, node, message);
    }
    if let Some(character) = text.chars().find(|c| FORBIDDEN.contains(c)) {
        findings.report(Rule::O06, node, format!("The summary must not contain {character}."));
    } else if !text.ends_with(|c: char| c.is_alphanumeric() || c == ')') {
        let message = "The summary must end with a letter, a digit or a closing parenthesis.";
        findings.report(Rule::O07, node, message);
    }
    let later_words = text.split_whitespace().skip(1);
    let words: Vec<_> = later_words.filter(|word| word.chars().all(char::is_alphabetic)).collect();
    let title_case = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    if words.len() > 1 && words.iter().all(title_case) {
        let message = "Write the summary like a sentence: only the first word and names start with \
                       a capital letter.";
        findings.report(Rule::O07, node, message);
    }
    if let Some(product) = product_name_in(text) {
        let message = format!("The summary contains the product name \"{product}\". Remove it.");
        findings.report_as(refusal(product), Rule::O10, node, message);
    }
}

fn description(operation: &Operation<'_>, findings: &mut Findings) {
    let Some((node, text)) = operation.node.non_blank("description") else {
        let message = "There is no description. Say what the operation does and when to use it.";
        let severity = for_makers(operation.node, Severity::Certification);
        findings.report_as(severity, Rule::O08, operation.node, message);
        return;
    };
    if !ends_like_sentence(text) {
        let message = "Write the description as a sentence that ends with a full stop.";
        findings.report_as(Severity::Review, Rule::O08, node, message);
    }
    if operation.node.text_of("summary").is_some_and(|summary| is_same_text(summary, text)) {
        findings.report(Rule::O09, node, "The description only repeats the summary. Say more.");
    }
    if let Some(product) = product_name_in(text) {
        let message =
            format!("The description contains the product name \"{product}\". Remove it.");
        findings.report_as(Severity::Warning, Rule::O10, node, message);
    }
}

/// O11, which holds for parameters and properties too.
pub(crate) fn visibility(node: Node<'_>, findings: &mut Findings) {
    if let Some(visibility) = node.get("x-ms-visibility")
        && !visibility.text().is_some_and(|text| VISIBILITIES.contains(&text))
    {
        let message = "x-ms-visibility must be important, advanced or internal, in lower case. \
                       Remove it for normal visibility.";
        // The designer exports "none" or an empty text for normal visibility.
        let severity = match visibility.text() {
            Some("" | "none" | "normal") => Severity::Warning,
            Some(text) if VISIBILITIES.iter().any(|known| known.eq_ignore_ascii_case(text)) => {
                Severity::Warning
            }
            _ => Severity::Custom,
        };
        findings.report_as(severity, Rule::O11, visibility, message);
    }
}

/// The severity of a fault that only matters where makers see the operation.
fn for_makers(operation: Node<'_>, severity: Severity) -> Severity {
    if is_internal(operation) { Severity::Guidance } else { severity }
}

/// Whether makers do not see the operation, parameter or property.
pub(crate) fn is_internal(node: Node<'_>) -> bool {
    let visibility = node.text_of("x-ms-visibility");
    visibility.is_some_and(|text| text.eq_ignore_ascii_case("internal"))
}

fn bodies(operation: &Operation<'_>, findings: &mut Findings) {
    let bodies: Vec<_> = operation.parameters_in("body").collect();
    let fields = operation.parameters_in("formData").count();
    if matches!(operation.method, "get" | "head") && (!bodies.is_empty() || fields > 0) {
        let message =
            format!("A {} operation cannot have a body.", operation.method.to_uppercase());
        // A warning, because published connectors have one.
        findings.report_as(Severity::Warning, Rule::O15, operation.node, message);
    }
    if let [_, second, ..] = &bodies[..] {
        let message = "An operation can have only one body. Combine both in one object.";
        findings.report(Rule::O15, *second, message);
    }
    if !bodies.is_empty() && fields > 0 {
        let message = "An operation can have a body or form fields, but not both.";
        findings.report(Rule::O15, bodies[0], message);
    }
}

fn next_link(operation: &Operation<'_>, findings: &mut Findings) {
    let name = operation.node.get("x-ms-pageable").and_then(|pages| pages.get("nextLinkName"));
    if let Some(name) = name
        && !matches!(name.text(), Some("nextLink" | "@odata.nextLink"))
    {
        let message =
            "nextLinkName must be nextLink or @odata.nextLink. Use a policy to map other names.";
        findings.report(Rule::O23, name, message);
    }
}
