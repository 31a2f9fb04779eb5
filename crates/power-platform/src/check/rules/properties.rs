//! A01, A05, A08, A09, A17 and A18: `apiProperties.json`, alone and together with the definition;
//! F03: `settings.json`.

use super::policies::{self, keys_in};
use super::{connection, structure};
use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::folder::Folder;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::shape::properties::{CONSTRAINTS, PROPERTIES};
use crate::check::shape::{Fault, Misfit};
use crate::check::tree::{JsonType, Node};

pub(crate) fn check(
    root: Node<'_>,
    definition: Option<&Definition<'_>>,
    folder: &Folder,
    findings: &mut Findings,
) {
    let Some(properties) = root.get("properties").filter(|p| p.is_object()) else {
        let message = "There is no object named properties. Move all other keys into it.";
        findings.report(Rule::A01, root, message);
        return;
    };
    shape(properties, findings);
    let parameters: Vec<_> = properties.members_of("connectionParameters").collect();
    connection::check(&parameters, findings);
    sets(properties, findings);
    policies::check(properties, &parameters, definition, findings);
    if let Some(definition) = definition {
        api_key(properties, &parameters, definition, findings);
        connection::basic(&parameters, definition, findings);
    }
    scripts(properties, definition, folder, findings);
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

fn shape(properties: Node<'_>, findings: &mut Findings) {
    for Misfit { node, fault, .. } in PROPERTIES.misfits(properties) {
        let optional = matches!(node.name(), Some("scriptOperations" | "defaultValue"));
        // Exports of solutions write null for what a connector does not have.
        if optional && node.json_type() == JsonType::Null {
            continue;
        }
        let message = structure::message(node, &fault);
        match fault {
            Fault::Unknown(object) if std::ptr::eq(object, &raw const CONSTRAINTS) => {
                findings.report(Rule::A16, node, message);
            }
            Fault::Unknown(_) => findings.report_as(Severity::Warning, Rule::A01, node, message),
            _ => findings.report(Rule::A01, node, message),
        }
    }
}

/// A18: the ways to sign in, of which the maker chooses one.
fn sets(properties: Node<'_>, findings: &mut Findings) {
    let Some(sets) = properties.get("connectionParameterSets") else { return };
    let values = sets.get("values").filter(|values| values.is_list());
    let Some(values) = values else {
        if !(sets.is_empty() && sets.is_object()) {
            let message = "connectionParameterSets must be an object with a list named values.";
            findings.report(Rule::A18, sets, message);
        }
        return;
    };
    for set in values.items() {
        if set.non_blank("name").is_none() {
            findings.report(Rule::A18, set, "This set has no name. Add it.");
        }
        let parameters: Vec<_> = set.members_of("parameters").collect();
        if parameters.is_empty() {
            let message = "This set has no parameters. Add them.";
            findings.report_as(Severity::Warning, Rule::A18, set, message);
        }
        if set.get("uiDefinition").is_none_or(|ui| ui.non_blank("displayName").is_none()) {
            let message = "This set has no displayName in uiDefinition. Makers choose by it.";
            findings.report_as(Severity::Warning, Rule::A18, set, message);
        }
        connection::check(&parameters, findings);
    }
    policies::defaults(properties, values, findings);
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

/// A17: a script handles existing operations, and is there.
fn scripts(
    properties: Node<'_>,
    definition: Option<&Definition<'_>>,
    folder: &Folder,
    findings: &mut Findings,
) {
    let Some(handled) = properties.get("scriptOperations") else { return };
    for operation in handled.items() {
        let id = operation.text().unwrap_or_default();
        let exists = |definition: &Definition<'_>| {
            definition.operations.iter().any(|operation| operation.id() == Some(id))
        };
        if definition.is_some_and(|definition| !exists(definition)) {
            let message = format!("There is no operation {id} for the script.");
            findings.report(Rule::A17, operation, message);
        }
    }
    if folder.is_directory && !folder.has_script && !handled.is_empty() && handled.is_list() {
        let message = "There is no script.csx, which these operations need. Add it.";
        findings.report(Rule::A17, handled, message);
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
