//! A01 and A05–A09: `apiProperties.json`, alone and together with the definition; F03:
//! `settings.json`.

use super::policies::{self, keys_in};
use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// The keys that the platform reads. Certified connectors use the last three, which Microsoft's
/// JSON schema does not have.
const KEYS: [&str; 9] = [
    "iconBrandColor",
    "publisher",
    "stackOwner",
    "capabilities",
    "connectionParameters",
    "policyTemplateInstances",
    "scriptOperations",
    "connectionParameterSets",
    "redirectMode",
];
/// The types of connection parameters.
const TYPES: [&str; 6] =
    ["string", "securestring", "int", "bool", "gatewaySetting", "oauthSetting"];
/// Words in the keys of connection parameters that are secrets.
const SECRET_WORDS: [&str; 7] =
    ["password", "passwd", "pwd", "secret", "apikey", "api_key", "token"];

pub(crate) fn check(root: Node<'_>, definition: Option<&Definition<'_>>, findings: &mut Findings) {
    let Some(properties) = root.get("properties").filter(|p| p.is_object()) else {
        let message = "There is no object named properties. Move all other keys into it.";
        findings.report(Rule::A01, root, message);
        return;
    };
    schema(properties, findings);
    let parameters: Vec<_> = properties.members_of("connectionParameters").collect();
    for (name, parameter) in &parameters {
        connection_parameter(name, *parameter, findings);
    }
    policies::check(properties, &parameters, definition, findings);
    if let Some(definition) = definition {
        api_key(properties, &parameters, definition, findings);
    }
    if let Some(owner) = properties.get("stackOwner") {
        let message =
            "paconn cannot update a connector with stackOwner. Use it only for certification.";
        findings.report(Rule::A08, owner, message);
    }
    if let Some(color) = properties.get("iconBrandColor")
        && color.text().is_none()
    {
        findings.report(Rule::A09, color, "iconBrandColor must be a text such as \"#005151\".");
    }
}

fn schema(properties: Node<'_>, findings: &mut Findings) {
    for (name, node) in properties.members() {
        if !KEYS.contains(&name) {
            let message = format!("{name} is not a key that the platform reads. Remove it.");
            findings.report_as(Severity::Warning, Rule::A01, node, message);
        }
    }
    for (name, object) in [
        ("connectionParameters", true),
        ("policyTemplateInstances", false),
        ("capabilities", false),
    ] {
        if let Some(node) = properties.get(name)
            && (object && !node.is_object() || !object && !node.is_list())
        {
            let kind = if object { "an object" } else { "a list" };
            findings.report(Rule::A01, node, format!("{name} must be {kind}."));
        }
    }
}

fn connection_parameter(name: &str, parameter: Node<'_>, findings: &mut Findings) {
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
            if known {
                findings.report_as(Severity::Warning, Rule::A01, type_, message);
            } else {
                findings.report(Rule::A01, type_, message);
            }
        }
        Some(_) => {}
    }
    let lower = name.to_lowercase();
    let secret = SECRET_WORDS.iter().any(|word| lower.contains(word)) && !name.contains(':');
    if secret && parameter.text_of("type") == Some("string") && !describes_a_secret(parameter) {
        let message = format!(
            "{name} looks like a secret, but everyone who can edit the connection can read it. \
             Make it a securestring."
        );
        findings.report(Rule::A06, parameter, message);
    }
    let constraints = parameter.get("uiDefinition").and_then(|ui| ui.get("constraints"));
    if let Some(required) = constraints.and_then(|constraints| constraints.get("required"))
        && !matches!(required.text(), Some("true" | "false"))
    {
        let message = "required must be the text \"true\" or \"false\" here.";
        findings.report(Rule::A07, required, message);
    }
    let clear = constraints.and_then(|constraints| constraints.get("clearText"));
    if let Some(clear) = clear.filter(|clear| clear.bool() == Some(true))
        && secret
        && parameter.text_of("type") == Some("securestring")
    {
        let message = format!("{name} is visible while it is entered. Set clearText to false.");
        findings.report(Rule::A06, clear, message);
    }
}

/// Whether the parameter only describes a secret, such as `tokenUrl`.
fn describes_a_secret(parameter: Node<'_>) -> bool {
    let name = parameter.name().unwrap_or_default().to_lowercase();
    ["url", "uri", "endpoint", "host", "id", "name", "type"].iter().any(|end| name.ends_with(end))
}

/// A05: the definition says how an API key is sent, the properties ask the maker for it.
fn api_key(
    properties: Node<'_>,
    parameters: &[(&str, Node<'_>)],
    definition: &Definition<'_>,
    findings: &mut Findings,
) {
    let schemes: Vec<_> = definition.root.members_of("securityDefinitions").collect();
    let uses_key = schemes.first().is_some_and(|(_, s)| s.text_of("type") == Some("apiKey"));
    let asked = parameters.iter().find(|(name, _)| *name == "api_key");
    let sets = properties.get("connectionParameterSets").is_some();
    let other_secret = parameters.iter().any(|(_, parameter)| {
        matches!(parameter.text_of("type"), Some("securestring" | "oauthSetting"))
    });
    match (uses_key, asked) {
        (true, None) if !sets && !other_secret => {
            let at = properties.get("connectionParameters").unwrap_or(properties);
            let message = "The definition requires an API key, but the connection does not ask for \
                           one. Add a connection parameter api_key of type securestring.";
            findings.report(Rule::A05, at, message);
        }
        (false, Some((_, asked))) if schemes.is_empty() => {
            let read = properties.with_descendants().filter_map(Node::text).flat_map(keys_in);
            if !read.into_iter().any(|key| key == "api_key") {
                let message = "The connection asks for an API key, but the definition does not \
                               send it. Add a security definition of type apiKey.";
                findings.report(Rule::A05, *asked, message);
            }
        }
        _ => {}
    }
}

/// F03: `settings.json` of paconn.
pub(crate) fn settings(root: Node<'_>, findings: &mut Findings) {
    const KNOWN: [&str; 11] = [
        "$schema",
        "connectorId",
        "environment",
        "apiProperties",
        "apiDefinition",
        "icon",
        "script",
        "powerAppsUrl",
        "powerAppsApiVersion",
        "flowUrl",
        "flowApiVersion",
    ];
    for (name, node) in root.members() {
        if !KNOWN.contains(&name) {
            findings.report(Rule::F03, node, format!("{name} is not a setting of paconn."));
        }
    }
}
