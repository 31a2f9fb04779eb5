//! A01 to A04, A10, A18, A19 and A21: the policies that the platform applies to each call.

use std::collections::{HashMap, HashSet};

use super::templates;
use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Headers that the platform sets or removes.
const RESTRICTED: [&str; 3] = ["content-length", "content-range", "cookie"];
const NAME: &str = "x-ms-apimTemplateParameter.name";
const VALUE: &str = "x-ms-apimTemplateParameter.value";
const SECTION: &str = "x-ms-apimTemplate-policySection";
const PROPERTY_VALUE: &str = "x-ms-apimTemplateParameter.propertyValuePathTemplate";
const OPERATIONS: &str = "x-ms-apimTemplate-operationName";

/// Checks all policies, and all expressions in the properties.
pub(crate) fn check(
    properties: Node<'_>,
    parameters: &[(&str, Node<'_>)],
    definition: Option<&Definition<'_>>,
    findings: &mut Findings,
) {
    expressions(properties, parameters, findings);
    let secrets = parameters.iter().filter(|(_, p)| p.text_of("type") == Some("securestring"));
    let secrets = secrets.map(|(name, _)| *name).collect();
    for policy in properties.items_of("policyTemplateInstances") {
        self::policy(policy, &secrets, definition, findings);
    }
    scheme_twice(properties, parameters, findings);
}

/// The keys in all expressions `@connectionParameters('key')` of a text.
pub(crate) fn keys_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("connectionParameters(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        rest[1..].split(quote).next()
    })
}

fn expressions(properties: Node<'_>, parameters: &[(&str, Node<'_>)], findings: &mut Findings) {
    let sets = properties.get("connectionParameterSets");
    let in_sets: Vec<_> = sets
        .into_iter()
        .flat_map(Node::with_descendants)
        .filter(|node| node.name() == Some("parameters"))
        .flat_map(Node::members)
        .map(|(name, _)| name)
        .collect();
    let exact: HashSet<_> =
        parameters.iter().map(|(name, _)| *name).chain(in_sets.iter().copied()).collect();
    for node in properties.with_descendants() {
        for key in node.text().into_iter().flat_map(keys_in) {
            // A key such as `token:TenantId` refers to a claim of a token.
            if exact.contains(key) || key.contains(':') {
                continue;
            }
            let has_default = node.text().is_some_and(|text| has_default(text, key));
            let mut names = exact.iter();
            if let Some(name) = names.find(|name| name.eq_ignore_ascii_case(key)) {
                let message = format!(
                    "The connection parameter is named {name}, not {key}. Correct upper and lower \
                     case."
                );
                findings.report_as(Severity::Warning, Rule::A02, node, message);
            } else if has_default {
                let message =
                    format!("There is no connection parameter {key}; only the default is used.");
                findings.report_as(Severity::Warning, Rule::A02, node, message);
            } else {
                let message = format!("There is no connection parameter {key}. Declare it.");
                findings.report(Rule::A02, node, message);
            }
        }
    }
}

fn policy(
    policy: Node<'_>,
    secrets: &HashSet<&str>,
    definition: Option<&Definition<'_>>,
    findings: &mut Findings,
) {
    let template = policy.text_of("templateId").or_else(|| policy.text_of("TemplateId"));
    let Some(template) = template.map(str::to_lowercase) else {
        findings.report(Rule::A01, policy, "The policy has no templateId. Add it.");
        return;
    };
    let Some(parameters) = policy.get("parameters").or_else(|| policy.get("Parameters")) else {
        return findings.report_as(
            Severity::Warning,
            Rule::A01,
            policy,
            "The policy has no parameters. Add them.",
        );
    };
    templates::check(policy, &template, parameters, findings);
    section(parameters, findings);
    secret_places(policy, &template, secrets, findings);
    if template == "setheader" {
        set_header(parameters, findings);
    }
    if template == "setconnectionstatustounauthenticated"
        && let Some(definition) = definition
        && definition.root.get("x-ms-capabilities").and_then(|c| c.get("testConnection")).is_none()
    {
        let message = "This template needs testConnection in the definition: without it, nothing \
                       tells that the connection works again.";
        findings.report(Rule::A21, policy, message);
    }
    // This template does not evaluate expressions: the expression itself is sent.
    if template == "setproperty"
        && let Some(value) = parameters.get(PROPERTY_VALUE)
        && value.text().is_some_and(|text| text.contains("@connectionParameters("))
    {
        let message = "setproperty cannot use connection parameters. Use setheader.";
        findings.report_as(Severity::Warning, Rule::A02, value, message);
    }
    let Some(definition) = definition else { return };
    if let Some(operations) = parameters.get(OPERATIONS).filter(|operations| !operations.is_list())
    {
        findings.report(Rule::A04, operations, "The operations must be a list of operation ids.");
    }
    for name in parameters.items_of(OPERATIONS) {
        let id = name.text().unwrap_or_default();
        if !definition.operations.iter().any(|operation| operation.id() == Some(id)) {
            let message = format!("There is no operation {id}, so the policy has no effect there.");
            findings.report(Rule::A04, name, message);
        }
    }
}

fn set_header(parameters: Node<'_>, findings: &mut Findings) {
    let value = parameters.get(VALUE);
    if let Some(header) = parameters.get(NAME) {
        let name = header.text().unwrap_or_default().to_lowercase();
        // Copying another header into Authorization is a common workaround.
        let copied = value.and_then(Node::text).is_some_and(|text| text.contains("@headers("));
        if RESTRICTED.contains(&name.as_str()) || name == "authorization" && !copied {
            let message = "A policy cannot set this header: the platform sets or removes it.";
            findings.report(Rule::A03, header, message);
        }
    }
}

fn section(parameters: Node<'_>, findings: &mut Findings) {
    const SECTIONS: [&str; 3] = ["Request", "Response", "Failure"];
    if let Some(node) = parameters.get(SECTION)
        && !node.text().is_some_and(|text| SECTIONS.iter().any(|s| s.eq_ignore_ascii_case(text)))
    {
        let message = format!("This must be one of {}.", SECTIONS.join(", "));
        findings.report_as(Severity::Warning, Rule::A11, node, message);
    }
}

/// A19: secrets travel in headers. Addresses are written to logs.
fn secret_places(
    policy: Node<'_>,
    template: &str,
    secrets: &HashSet<&str>,
    findings: &mut Findings,
) {
    let place = match template {
        "setqueryparameter" => "the query",
        "routerequesttoendpoint" | "dynamichosturl" => "the address",
        "setproperty" => "a property",
        _ => return,
    };
    for node in policy.with_descendants() {
        for key in node.text().into_iter().flat_map(keys_in) {
            if secrets.contains(key) {
                let message = format!("{key} is secret, but {place} is logged. Use setheader.");
                findings.report(Rule::A19, node, message);
            }
        }
    }
}

/// A18: what only one of the sets has is empty for the others, so that expressions need a default.
pub(super) fn defaults(properties: Node<'_>, sets: Node<'_>, findings: &mut Findings) {
    let mut having: HashMap<&str, usize> = HashMap::new();
    for (name, _) in sets.items().flat_map(|set| set.members_of("parameters")) {
        *having.entry(name).or_default() += 1;
    }
    let all = sets.items().count();
    let policies = properties.items_of("policyTemplateInstances");
    for node in policies.flat_map(Node::with_descendants) {
        let Some(text) = node.text() else { continue };
        for key in keys_in(text) {
            let some = having.get(key).is_some_and(|sets| *sets < all);
            if some && !has_default(text, key) {
                let message = format!(
                    "Not every set has {key}. Give it an empty default: \
                     @connectionParameters('{key}','')."
                );
                findings.report_as(Severity::Warning, Rule::A18, node, message);
            }
        }
    }
}

/// Whether an expression gives a key a default.
fn has_default(text: &str, key: &str) -> bool {
    ['\'', '"'].iter().any(|quote| {
        let start = format!("{quote}{key}{quote}");
        let mut after = text.match_indices(&start).map(|(at, _)| &text[at + start.len()..]);
        after.any(|rest| rest.trim_start().starts_with(','))
    })
}

/// A10: a policy adds `https://` to a value, and its description shows a value with the scheme.
fn scheme_twice(properties: Node<'_>, parameters: &[(&str, Node<'_>)], findings: &mut Findings) {
    for node in properties.with_descendants() {
        let Some(text) = node.text().filter(|text| text.contains("://@connectionParameters("))
        else {
            continue;
        };
        for key in keys_in(text) {
            let description = parameters
                .iter()
                .find(|(name, _)| *name == key)
                .and_then(|(_, parameter)| parameter.get("uiDefinition")?.text_of("description"));
            if description.is_some_and(|text| text.trim_start().starts_with("http")) {
                let message = format!(
                    "The policy adds https:// to {key}, but its description shows a value with it. \
                     Makers will enter it again."
                );
                findings.report(Rule::A10, node, message);
            }
        }
    }
}
