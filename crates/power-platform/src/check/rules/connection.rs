//! A01, A06, A07, A16 and A20: the parameters of a connection.

use super::oauth;
use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// The types of connection parameters.
const TYPES: [&str; 6] =
    ["string", "securestring", "int", "bool", "gatewaySetting", "oauthSetting"];
/// Words in the keys of connection parameters that are secrets.
const SECRET_WORDS: [&str; 7] =
    ["password", "passwd", "pwd", "secret", "apikey", "api_key", "token"];
/// Checks the parameters of a connection, or of one of its sets.
pub(super) fn check(parameters: &[(&str, Node<'_>)], findings: &mut Findings) {
    let token_values =
        parameters.iter().filter_map(|(name, _)| name.strip_prefix("token:")).collect();
    for (name, parameter) in parameters.iter().filter(|(_, parameter)| parameter.is_object()) {
        key_and_type(name, *parameter, findings);
        secret(name, *parameter, findings);
        texts(name, *parameter, findings);
        constraints(*parameter, findings);
        oauth::check(*parameter, &token_values, findings);
    }
}

fn key_and_type(name: &str, parameter: Node<'_>, findings: &mut Findings) {
    let valid = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if !name.split(':').all(valid) {
        let message = "The key of a connection parameter must have only letters, digits and _.";
        findings.report_as(Severity::Warning, Rule::A01, parameter, message);
    }
    match parameter.get("type") {
        None => findings.report(Rule::A01, parameter, format!("{name} has no type. Add it.")),
        Some(type_) if !type_.text().is_some_and(|text| TYPES.contains(&text.trim())) => {
            // The platform accepts other cases.
            let text = type_.text().unwrap_or_default().to_lowercase();
            let known = TYPES.iter().any(|known| known.to_lowercase() == text);
            let message = format!("The type must be one of {}.", TYPES.join(", "));
            let severity = if known { Severity::Warning } else { Severity::Custom };
            findings.report_as(severity, Rule::A01, type_, message);
        }
        Some(_) => {}
    }
}

/// A06: who can read a secret. The values of `token:` are part of OAuth templates.
fn secret(name: &str, parameter: Node<'_>, findings: &mut Findings) {
    let lower = name.to_lowercase();
    let own = lower.strip_prefix("token:").unwrap_or(&lower);
    let is_secret = SECRET_WORDS.iter().any(|word| own.contains(word)) && !own.contains(':');
    if is_secret && parameter.text_of("type") == Some("string") && !describes_a_secret(own) {
        let message = format!(
            "{name} looks like a secret, but everyone who can edit the connection can read it. \
             Make it a securestring."
        );
        findings.report(Rule::A06, parameter, message);
    }
    let constraints = parameter.get("uiDefinition").and_then(|ui| ui.get("constraints"));
    let clear = constraints.and_then(|constraints| constraints.get("clearText"));
    if let Some(clear) = clear.filter(|clear| clear.bool() == Some(true))
        && is_secret
        && parameter.text_of("type") == Some("securestring")
    {
        let message = format!("{name} is visible while it is entered. Set clearText to false.");
        findings.report(Rule::A06, clear, message);
    }
}

/// Whether the parameter only describes a secret, such as `tokenUrl`.
fn describes_a_secret(name: &str) -> bool {
    ["url", "uri", "endpoint", "host", "id", "name", "type"].iter().any(|end| name.ends_with(end))
}

/// A16: the texts of the connection dialog.
fn texts(name: &str, parameter: Node<'_>, findings: &mut Findings) {
    let signs_in =
        parameter.text_of("type").is_some_and(|type_| type_.eq_ignore_ascii_case("oauthSetting"));
    let constraints = parameter.get("uiDefinition").and_then(|ui| ui.get("constraints"));
    let is_hidden = constraints.is_some_and(|constraints| {
        constraints.text_of("hidden") == Some("true") || constraints.is_true("hidden")
    });
    if signs_in || is_hidden {
        return;
    }
    let Some(ui) = parameter.get("uiDefinition").filter(|ui| !ui.is_empty()) else {
        let message =
            format!("{name} has no uiDefinition. Add it with displayName and description.");
        return findings.report_as(Severity::Warning, Rule::A16, parameter, message);
    };
    let described = ui.non_blank("description").is_some()
        || ui.get("schema").is_some_and(|schema| schema.non_blank("description").is_some());
    if !described {
        let message = format!("{name} has no description. Explain what to enter.");
        findings.report_as(Severity::Review, Rule::A16, ui, message);
    }
}

/// A07: flags are texts here.
fn constraints(parameter: Node<'_>, findings: &mut Findings) {
    let constraints = parameter.get("uiDefinition").and_then(|ui| ui.get("constraints"));
    for (key, node) in constraints.into_iter().flat_map(Node::members) {
        let is_flag = matches!(key, "required" | "hidden");
        if is_flag && !matches!(node.text(), Some("true" | "false")) {
            let message = format!("{key} must be the text \"true\" or \"false\" here.");
            findings.report(Rule::A07, node, message);
        }
    }
}

/// A20: what Basic authentication sends are the parameters `username` and `password`.
pub(super) fn basic(
    parameters: &[(&str, Node<'_>)],
    definition: &Definition<'_>,
    findings: &mut Findings,
) {
    let mut schemes = definition.root.members_of("securityDefinitions");
    let uses_basic = schemes.next().is_some_and(|(_, s)| s.text_of("type") == Some("basic"));
    let secrets = parameters.iter().filter(|(_, parameter)| {
        matches!(parameter.text_of("type"), Some("securestring" | "string"))
    });
    let has = |name: &str| parameters.iter().any(|(key, _)| *key == name);
    if uses_basic && secrets.count() > 0 && !(has("username") && has("password")) {
        let message = "Basic authentication sends the connection parameters username and password. \
                       Name them so.";
        findings.report(Rule::A20, parameters[0].1, message);
    }
}
