//! A01–A10: `apiProperties.json`, and its match with the definition. Microsoft's own validation does
//! not look at this file.

use std::collections::HashSet;

use super::super::definition::Definition;
use super::super::finding::Findings;
use super::super::tree::Node;

/// The keys that the platform reads; the last three are used, but not in Microsoft's schema.
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
/// The policy templates, in lower case.
const TEMPLATES: [&str; 18] = [
    "convertarraytoobject",
    "convertobjecttoarray",
    "dynamichosturl",
    "dynamicsubdomain",
    "encodepropertyvalue",
    "moveproperties",
    "pollingtrigger",
    "routerequesttocode",
    "routerequesttoendpoint",
    "setconnectionstatustounauthenticated",
    "setheader",
    "setproperty",
    "setqueryparameter",
    "setvaluefromurl",
    "stringreplace",
    "stringtoarray",
    "updatenextlink",
    "setquerystringparameter",
];
/// Headers that a policy cannot set.
const RESTRICTED: [&str; 3] = ["content-length", "content-range", "cookie"];
/// Parts of names that tell of a secret.
const SECRET_WORDS: [&str; 7] =
    ["password", "passwd", "pwd", "secret", "apikey", "api_key", "token"];
const NAME: &str = "x-ms-apimTemplateParameter.name";
const VALUE: &str = "x-ms-apimTemplateParameter.value";
const EXISTS_ACTION: &str = "x-ms-apimTemplateParameter.existsAction";
const SECTION: &str = "x-ms-apimTemplate-policySection";
const PROPERTY_VALUE: &str = "x-ms-apimTemplateParameter.propertyValuePathTemplate";
const OPERATIONS: &str = "x-ms-apimTemplate-operationName";

pub fn check(root: Node<'_>, definition: Option<&Definition<'_>>, findings: &mut Findings) {
    let Some(properties) = root.get("properties").filter(|p| p.is_object()) else {
        findings.error("A01", root, "There is no object properties around everything.");
        return;
    };
    schema(properties, findings);
    let parameters: Vec<_> =
        properties.get("connectionParameters").into_iter().flat_map(Node::members).collect();
    for (name, parameter) in &parameters {
        connection_parameter(name, *parameter, findings);
    }
    expressions(properties, &parameters, findings);
    for policy in properties.get("policyTemplateInstances").into_iter().flat_map(Node::items) {
        self::policy(policy, definition, findings);
    }
    if let Some(definition) = definition {
        api_key(properties, &parameters, definition, findings);
    }
    if let Some(owner) = properties.get("stackOwner") {
        let message = "paconn refuses to update a connector with stackOwner. Keep it for \
                       certification only.";
        findings.guidance("A08", owner, message);
    }
    if let Some(color) = properties.get("iconBrandColor")
        && color.text().is_none()
    {
        findings.error("A09", color, "iconBrandColor is a text.");
    }
    scheme_twice(properties, &parameters, findings);
}

fn schema(properties: Node<'_>, findings: &mut Findings) {
    for (name, node) in properties.members() {
        if !KEYS.contains(&name) {
            let message = format!("{name} is no key that the platform reads.");
            findings.warning("A01", node, message);
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
            findings.error("A01", node, format!("{name} is {kind}."));
        }
    }
}

fn connection_parameter(name: &str, parameter: Node<'_>, findings: &mut Findings) {
    let valid = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if !name.split(':').all(valid) {
        let message = "The key of a connection parameter has letters, digits and _ only.";
        findings.warning("A01", parameter, message);
    }
    match parameter.get("type") {
        None => findings.error("A01", parameter, format!("{name} has no type. Add it.")),
        Some(type_) if !type_.text().is_some_and(|text| TYPES.contains(&text.trim())) => {
            // The platform forgives other cases of the letters.
            let text = type_.text().unwrap_or_default().to_lowercase();
            let known = TYPES.iter().any(|known| known.to_lowercase() == text);
            let message = format!("The type is one of {}.", TYPES.join(", "));
            if known {
                findings.warning("A01", type_, message);
            } else {
                findings.error("A01", type_, message);
            }
        }
        Some(_) => {}
    }
    let lower = name.to_lowercase();
    let secret = SECRET_WORDS.iter().any(|word| lower.contains(word)) && !name.contains(':');
    if secret && parameter.text_of("type") == Some("string") && !is_an_address(parameter) {
        let message = format!(
            "{name} looks like a secret, but everybody who may edit the connection can read it. Make \
             it a securestring."
        );
        findings.warning("A06", parameter, message);
    }
    let constraints = parameter.get("uiDefinition").and_then(|ui| ui.get("constraints"));
    if let Some(required) = constraints.and_then(|constraints| constraints.get("required"))
        && !matches!(required.text(), Some("true" | "false"))
    {
        findings.warning("A07", required, "required is the text \"true\" or \"false\" here.");
    }
    let clear = constraints.and_then(|constraints| constraints.get("clearText"));
    if let Some(clear) = clear.filter(|clear| clear.bool() == Some(true))
        && secret
        && parameter.text_of("type") == Some("securestring")
    {
        findings.warning(
            "A06",
            clear,
            format!("{name} is shown while it is typed: clearText is true."),
        );
    }
}

/// `tokenUrl` and the like are no secrets.
fn is_an_address(parameter: Node<'_>) -> bool {
    let name = parameter.name().unwrap_or_default().to_lowercase();
    ["url", "uri", "endpoint", "host", "id", "name", "type"].iter().any(|end| name.ends_with(end))
}

/// The keys that a text reads by `@connectionParameters('key')`.
fn keys_in(text: &str) -> impl Iterator<Item = &str> {
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
        .flat_map(Node::all)
        .filter(|node| node.name() == Some("parameters"))
        .flat_map(Node::members)
        .map(|(name, _)| name)
        .collect();
    let exact: HashSet<_> =
        parameters.iter().map(|(name, _)| *name).chain(in_sets.iter().copied()).collect();
    for node in properties.all() {
        for key in node.text().into_iter().flat_map(keys_in) {
            // Claims of a token are read as `token:TenantId`.
            if exact.contains(key) || key.contains(':') {
                continue;
            }
            let has_default = node.text().is_some_and(|text| {
                text.contains(&format!("'{key}',")) || text.contains(&format!("\"{key}\","))
            });
            let mut names = exact.iter();
            if let Some(name) = names.find(|name| name.eq_ignore_ascii_case(key)) {
                let message = format!("The connection parameter is called {name}, not {key}.");
                findings.warning("A02", node, message);
            } else if has_default {
                let message =
                    format!("There is no connection parameter {key}; only the default is used.");
                findings.warning("A02", node, message);
            } else {
                let message = format!("There is no connection parameter {key}. Declare it.");
                findings.error("A02", node, message);
            }
        }
    }
}

fn policy(policy: Node<'_>, definition: Option<&Definition<'_>>, findings: &mut Findings) {
    let template = policy.text_of("templateId").or_else(|| policy.text_of("TemplateId"));
    let Some(template) = template.map(str::to_lowercase) else {
        findings.error("A01", policy, "The policy names no templateId.");
        return;
    };
    if !TEMPLATES.contains(&template.as_str()) {
        let at = policy.get("templateId").unwrap_or(policy);
        findings.warning("A01", at, "There is no such policy template.");
    }
    let Some(parameters) = policy.get("parameters").or_else(|| policy.get("Parameters")) else {
        return findings.warning("A01", policy, "The policy has no parameters. Add them.");
    };
    if template == "setheader" {
        set_header(parameters, findings);
    }
    // The template does not read connection parameters: what is sent is the expression itself.
    if template == "setproperty"
        && let Some(value) = parameters.get(PROPERTY_VALUE)
        && value.text().is_some_and(|text| text.contains("@connectionParameters("))
    {
        let message = "setproperty does not read connection parameters. Use setheader.";
        findings.warning("A02", value, message);
    }
    let Some(definition) = definition else { return };
    if let Some(operations) = parameters.get(OPERATIONS).filter(|operations| !operations.is_list())
    {
        findings.warning("A04", operations, "The operations are a list of ids.");
    }
    for name in parameters.get(OPERATIONS).into_iter().flat_map(Node::items) {
        let id = name.text().unwrap_or_default();
        if !definition.operations.iter().any(|operation| operation.id() == Some(id)) {
            let message =
                format!("There is no operation {id}, so that the policy does nothing there.");
            findings.warning("A04", name, message);
        }
    }
}

fn set_header(parameters: Node<'_>, findings: &mut Findings) {
    let value = parameters.get(VALUE);
    for (name, node) in [(NAME, parameters.get(NAME)), (VALUE, value)] {
        if node.is_none_or(Node::is_empty) {
            findings.error("A01", parameters, format!("The policy has no {name}. Add it."));
        }
    }
    if let Some(header) = parameters.get(NAME) {
        let name = header.text().unwrap_or_default().to_lowercase();
        // A policy that copies another header into Authorization is a well-known way out.
        let copied = value.and_then(Node::text).is_some_and(|text| text.contains("@headers("));
        if RESTRICTED.contains(&name.as_str()) || name == "authorization" && !copied {
            findings.warning("A03", header, "The platform sets this header itself, or strips it.");
        }
    }
    for (key, known) in [
        (EXISTS_ACTION, &["override", "skip", "append"][..]),
        (SECTION, &["Request", "Response", "Failure"][..]),
    ] {
        if let Some(node) = parameters.get(key)
            && !node.text().is_some_and(|text| known.iter().any(|k| k.eq_ignore_ascii_case(text)))
        {
            findings.warning("A01", node, format!("This is one of {}.", known.join(", ")));
        }
    }
}

/// An API key needs both: the definition says where it goes, the properties ask for it.
fn api_key(
    properties: Node<'_>,
    parameters: &[(&str, Node<'_>)],
    definition: &Definition<'_>,
    findings: &mut Findings,
) {
    let schemes = definition.root.get("securityDefinitions").into_iter().flat_map(Node::members);
    let schemes: Vec<_> = schemes.collect();
    let uses_key = schemes.first().is_some_and(|(_, s)| s.text_of("type") == Some("apiKey"));
    let asked = parameters.iter().find(|(name, _)| *name == "api_key");
    let sets = properties.get("connectionParameterSets").is_some();
    let other_secret = parameters.iter().any(|(_, parameter)| {
        matches!(parameter.text_of("type"), Some("securestring" | "oauthSetting"))
    });
    match (uses_key, asked) {
        (true, None) if !sets && !other_secret => {
            let at = properties.get("connectionParameters").unwrap_or(properties);
            let message = "The definition wants an API key, but no connection asks for it. Add a \
                           connection parameter api_key of type securestring.";
            findings.warning("A05", at, message);
        }
        (false, Some((_, asked))) if schemes.is_empty() => {
            let read = properties.all().filter_map(Node::text).flat_map(keys_in);
            if !read.into_iter().any(|key| key == "api_key") {
                let message = "A connection asks for an API key, but the definition sends it nowhere. \
                               Add a securityDefinitions of type apiKey.";
                findings.warning("A05", *asked, message);
            }
        }
        _ => {}
    }
}

/// A policy that puts `https://` before a value of which the maker is told to write the scheme.
fn scheme_twice(properties: Node<'_>, parameters: &[(&str, Node<'_>)], findings: &mut Findings) {
    for node in properties.all() {
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
                    "The policy adds https:// to {key}, but its description shows it with the scheme. \
                     Makers will send it twice."
                );
                findings.warning("A10", node, message);
            }
        }
    }
}

/// `settings.json` of paconn.
pub fn settings(root: Node<'_>, findings: &mut Findings) {
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
            findings.warning("F03", node, format!("{name} is no setting of paconn."));
        }
    }
}
