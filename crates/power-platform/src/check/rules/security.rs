//! S01–S06: security definitions and requirements.

use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let root = definition.root;
    let definitions = root.get("securityDefinitions");
    let schemes: Vec<_> = definitions.into_iter().flat_map(Node::members).collect();
    requirements(definition, &schemes, findings);
    for (name, scheme) in &schemes {
        api_key(name, *scheme, findings);
        oauth_flow(name, *scheme, findings);
    }
    if let [_, (name, second), ..] = &schemes[..] {
        let message = format!("Only the first security definition is used; {name} is ignored.");
        findings.report(Rule::S03, *second, message);
    }
    if let (Some(definitions), None) = (definitions.filter(|d| !d.is_empty()), root.get("security"))
    {
        let message =
            "There is a security definition, but no global security that uses it. Add it.";
        findings.report(Rule::S05, definitions, message);
    }
    for parameter in &definition.parameters {
        let is_authorization = parameter
            .text_of("name")
            .is_some_and(|name| name.eq_ignore_ascii_case("authorization"));
        if is_authorization && parameter.text_of("in") == Some("header") {
            let message = "The platform does not send a parameter named Authorization. Use a \
                           security definition, or another name and a policy.";
            findings.report(Rule::S06, *parameter, message);
        }
    }
}

fn requirements(
    definition: &Definition<'_>,
    schemes: &[(&str, Node<'_>)],
    findings: &mut Findings,
) {
    let holders = definition.operations.iter().map(|operation| operation.node);
    let lists = holders.chain([definition.root]).filter_map(|node| node.get("security"));
    for (name, scopes) in lists.flat_map(Node::items).flat_map(Node::members) {
        if !scopes.is_list() {
            let message = format!("The value of {name} must be a list. Write [] for no scopes.");
            findings.report(Rule::S01, scopes, message);
            continue;
        }
        match schemes.iter().find(|(known, _)| *known == name) {
            None => {
                // A warning, because the designer exports requirements of removed definitions.
                let message = format!("There is no security definition {name}. Add it.");
                findings.report_as(Severity::Warning, Rule::S01, scopes, message);
            }
            Some((_, scheme)) if scheme.text_of("type") == Some("oauth2") => {
                oauth_scopes(name, *scheme, scopes, findings);
            }
            Some(_) if !scopes.is_empty() => {
                let message = format!("{name} has no scopes; the value must be [].");
                findings.report(Rule::S01, scopes, message);
            }
            Some(_) => {}
        }
    }
}

/// A warning, because published connectors name scopes that they do not define.
fn oauth_scopes(name: &str, scheme: Node<'_>, scopes: Node<'_>, findings: &mut Findings) {
    let defined = |scope: &Node<'_>| {
        scope.text().is_some_and(|text| scheme.members_of("scopes").any(|(known, _)| known == text))
    };
    for scope in scopes.items().filter(|scope| !defined(scope)) {
        let message = format!("{name} does not define this scope. Add it to its scopes.");
        findings.report_as(Severity::Warning, Rule::S01, scope, message);
    }
}

fn api_key(name: &str, scheme: Node<'_>, findings: &mut Findings) {
    if !matches!(scheme.text_of("type"), Some("apiKey" | "basic" | "oauth2")) {
        let at = scheme.get("type").unwrap_or(scheme);
        let message = format!("The type of {name} must be apiKey, basic or oauth2.");
        findings.report(Rule::S02, at, message);
    }
    if scheme.text_of("type") != Some("apiKey") {
        return;
    }
    for needed in ["in", "name"] {
        if scheme.text_of(needed).is_none_or(str::is_empty) {
            findings.report(Rule::S02, scheme, format!("{name} has no {needed}. Add it."));
        }
    }
    if let Some(place) = scheme.get("in")
        && !matches!(place.text(), Some("header" | "query"))
    {
        findings.report(Rule::S02, place, "An API key must be in the header or in the query.");
    }
    for (key, value) in scheme.members() {
        if !["type", "in", "name", "description"].contains(&key) && !key.starts_with("x-") {
            let message = format!("{key} is not a valid key of an API key definition. Remove it.");
            findings.report(Rule::S02, value, message);
        }
    }
}

fn oauth_flow(name: &str, scheme: Node<'_>, findings: &mut Findings) {
    if scheme.text_of("type") == Some("oauth2")
        && let Some(flow) = scheme.get("flow")
        && matches!(flow.text(), Some("password" | "application"))
    {
        let message = format!(
            "A connection cannot use this flow of {name}. Only accessCode (authorization code) is \
             supported."
        );
        findings.report(Rule::S04, flow, message);
    }
}
