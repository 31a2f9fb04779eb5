//! E11–E13: triggers that the service notifies.

use std::collections::HashSet;

use super::document::MAX_OPERATIONS;
use super::operations::is_internal;
use crate::check::definition::{Definition, Operation, children};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// The property that tells the service where to send notifications.
struct NotificationUrl<'a> {
    node: Node<'a>,
    is_internal: bool,
    is_required: bool,
}

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let mut in_bodies = HashSet::new();
    // The limit bounds the time that a huge definition takes.
    for operation in definition.operations.iter().take(MAX_OPERATIONS) {
        let urls = notification_urls(definition, operation);
        for url in &urls {
            // Operations share schemas, so an address is reported once.
            if in_bodies.insert(url.node.id()) {
                notification_url(url, findings);
            }
        }
        content(definition, operation, !urls.is_empty(), findings);
        notification(definition, operation, !urls.is_empty(), findings);
    }
    if definition.operations.len() > MAX_OPERATIONS {
        return;
    }
    let schemas = definition.schemas.iter().map(|schema| schema.node);
    for node in schemas.chain(definition.parameters.iter().copied()) {
        if let Some(mark) = node.get("x-ms-notification-url")
            && is_marked(node)
            && !in_bodies.contains(&node.id())
        {
            let message = "The address for notifications must be a property of a body.";
            findings.report(Rule::E11, mark, message);
        }
    }
}

fn is_marked(node: Node<'_>) -> bool {
    node.is_true("x-ms-notification-url") || node.text_of("x-ms-notification-url") == Some("true")
}

/// The properties of an operation's body that are marked, through references.
fn notification_urls<'a>(
    definition: &Definition<'a>,
    operation: &Operation<'a>,
) -> Vec<NotificationUrl<'a>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let bodies = operation.parameters_in("body");
    let mut pending: Vec<_> =
        bodies.filter_map(|body| Some((body.get("schema")?, is_internal(body), true))).collect();
    while let Some((node, hidden, required)) = pending.pop() {
        let Some(node) = definition.resolve(node).filter(|node| seen.insert(node.id())) else {
            continue;
        };
        let hidden = hidden || is_internal(node);
        if is_marked(node) {
            found.push(NotificationUrl { node, is_internal: hidden, is_required: required });
        }
        let names: Vec<_> = node.items_of("required").filter_map(Node::text).collect();
        pending.extend(children(node).into_iter().map(|(child, is_property)| {
            let name = child.name().unwrap_or_default();
            (child, hidden, required && (!is_property || names.contains(&name)))
        }));
    }
    found
}

/// E11: the platform supplies the address, so makers must not see it.
fn notification_url(url: &NotificationUrl<'_>, findings: &mut Findings) {
    let node = url.node;
    if node.text_of("type").is_some_and(|type_| type_ != "string") {
        let message = "The address for notifications must be of type string.";
        findings.report(Rule::E11, node, message);
    }
    if !url.is_internal {
        let message = "The platform supplies the address for notifications. Set x-ms-visibility to \
                       internal.";
        findings.report(Rule::E11, node, message);
    }
    if !url.is_required {
        let message = "The address for notifications, and each object around it, must be required.";
        findings.report_as(Severity::Warning, Rule::E11, node, message);
    }
}

/// E12: a webhook says what its notifications contain.
fn content(
    definition: &Definition<'_>,
    operation: &Operation<'_>,
    is_webhook: bool,
    findings: &mut Findings,
) {
    let item = definition.root.get("paths").and_then(|paths| paths.get(operation.path));
    let of_path = item.and_then(|item| item.get("x-ms-notification-content"));
    let content = operation.node.get("x-ms-notification-content").or(of_path);
    match content {
        None if is_webhook => {
            let message = "The notifications are not described. Add x-ms-notification-content \
                           with a schema beside the operation.";
            findings.report(Rule::E12, operation.node, message);
        }
        Some(content) if content.get("schema").is_none() && is_webhook => {
            findings.report(Rule::E12, content, "The notifications have no schema. Add it.");
        }
        Some(_) if !is_webhook && operation.node.get("x-ms-trigger").is_some() => {
            let message = "The trigger does not say where to send notifications. Mark a property \
                           of the body with x-ms-notification-url.";
            findings.report(Rule::E12, operation.node, message);
        }
        _ => {}
    }
}

/// E13: `x-ms-notification` belongs to the operation that reads what a webhook announces.
fn notification(
    definition: &Definition<'_>,
    operation: &Operation<'_>,
    is_webhook: bool,
    findings: &mut Findings,
) {
    let Some(notification) = operation.node.get("x-ms-notification") else { return };
    if operation.node.get("x-ms-trigger").is_none() {
        let message = "Only a trigger can have x-ms-notification. Remove it.";
        findings.report(Rule::E13, notification, message);
    }
    if is_webhook {
        let message = "A webhook cannot have x-ms-notification itself. Remove it.";
        findings.report(Rule::E13, notification, message);
    }
    let Some((node, id)) = notification.text_member("operationId") else { return };
    let subscribe = definition.operations.iter().find(|other| other.id() == Some(id));
    let Some(subscribe) = subscribe else {
        findings.report(Rule::E13, node, format!("There is no operation {id}. Correct it."));
        return;
    };
    if notification_urls(definition, subscribe).is_empty() {
        let message = format!("{id} is not a webhook: no property of its body is the address.");
        findings.report(Rule::E13, node, message);
    }
    for parameter in &operation.parameters {
        let same = |other: &&Node<'_>| other.text_of("name") == parameter.text_of("name");
        let differs = |other: &Node<'_>| {
            ["type", "x-ms-visibility"]
                .iter()
                .any(|key| other.text_of(key) != parameter.text_of(key))
        };
        if subscribe.parameters.iter().find(same).is_some_and(differs) {
            let name = parameter.text_of("name").unwrap_or_default();
            let message = format!("{name} must have the same type and visibility as in {id}.");
            findings.report(Rule::E13, *parameter, message);
        }
    }
}
