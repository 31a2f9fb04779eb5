//! A01 and A11: the templates of policies and their parameters.

use std::collections::HashSet;

use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::spelling::nearest;
use crate::check::tree::Node;

const PREFIX: &str = "x-ms-apimTemplateParameter.";
const HTTP_METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];

/// A policy template that Microsoft documents or published connectors use.
struct Template {
    /// In lower case: the platform does not distinguish cases.
    id: &'static str,
    required: &'static [&'static str],
    /// `None` if the parameters are not documented.
    optional: Option<&'static [&'static str]>,
}

const fn template(
    id: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
) -> Template {
    Template { id, required, optional: Some(optional) }
}

const fn undocumented(id: &'static str) -> Template {
    Template { id, required: &[], optional: None }
}

const TEMPLATES: [Template; 18] = [
    template(
        "convertarraytoobject",
        &["propertyParentPath", "keyWithinCollectionPath", "newPropertyPath"],
        &["propertySubPath", "retainKey"],
    ),
    template(
        "convertobjecttoarray",
        &["propertyParentPath", "newPropertyPath"],
        &["propertySubPath", "keyName", "valueName"],
    ),
    template("dynamichosturl", &["urlTemplate"], &[]),
    undocumented("dynamicsubdomain"),
    template(
        "encodepropertyvalue",
        &["propertyParentPath", "newPropertyPath"],
        &["propertySubPath"],
    ),
    undocumented("moveproperties"),
    template("pollingtrigger", &["triggerConfig", "triggerDataPath"], &[]),
    undocumented("routerequesttocode"),
    template("routerequesttoendpoint", &["newPath"], &["httpMethod"]),
    template("setconnectionstatustounauthenticated", &["statusCode"], &[]),
    template("setheader", &["name", "value"], &["existsAction"]),
    template(
        "setproperty",
        &[
            "newPropertyParentPathTemplate",
            "newPropertySubPathTemplate",
            "propertyValuePathTemplate",
        ],
        &[],
    ),
    template("setqueryparameter", &["name", "value"], &["existsAction"]),
    undocumented("setquerystringparameter"),
    template(
        "setvaluefromurl",
        &["parameterTemplate", "parameterValueUrl", "parameterValuePathTemplate"],
        &["httpMethod"],
    ),
    template(
        "stringreplace",
        &["propertyParentPath", "sourceString", "replacementString", "newPropertyPath"],
        &["propertySubPath"],
    ),
    template(
        "stringtoarray",
        &["propertyParentPath", "delimiterList", "childPropertyName", "newPropertyPath"],
        &["propertySubPath"],
    ),
    template("updatenextlink", &["nextLinkPropertyName"], &["nextLinkParentPropertyPath"]),
];

/// Checks the template of a policy, whose id is in lower case, and its parameters.
pub(super) fn check(policy: Node<'_>, id: &str, parameters: Node<'_>, findings: &mut Findings) {
    let Some(template) = TEMPLATES.iter().find(|template| template.id == id) else {
        let at = policy.get("templateId").unwrap_or(policy);
        let remedy = nearest(id, TEMPLATES.iter().map(|template| template.id))
            .map_or_else(String::new, |known| format!(" Did you mean {known}?"));
        let message = format!("This policy template does not exist.{remedy}");
        return findings.report(Rule::A01, at, message);
    };
    let Some(optional) = template.optional else { return };
    let mut given = HashSet::new();
    for (key, node) in parameters.members() {
        let Some(name) = key.strip_prefix(PREFIX) else { continue };
        if template.required.contains(&name) || optional.contains(&name) {
            given.insert(name);
            value(name, node, findings);
        } else {
            let known = template.required.iter().chain(optional).copied();
            let remedy = nearest(name, known)
                .map_or_else(String::new, |known| format!(" Did you mean {known}?"));
            let message = format!("{id} has no parameter {name}.{remedy}");
            findings.report_as(Severity::Warning, Rule::A11, node, message);
        }
    }
    for name in template.required {
        let key = format!("{PREFIX}{name}");
        let empty = parameters.get(&key).filter(|node| node.is_empty());
        if !given.contains(name) {
            let message = format!("{key} is missing in the policy. Add it.");
            findings.report(Rule::A11, parameters, message);
        } else if let Some(empty) = empty.filter(|_| !MAY_BE_EMPTY.contains(name)) {
            findings.report(Rule::A11, empty, format!("{key} is empty. Fill it."));
        }
    }
}

/// Parameters for which an empty text has a meaning.
const MAY_BE_EMPTY: [&str; 2] = ["replacementString", "newPropertyParentPathTemplate"];

fn value(name: &str, node: Node<'_>, findings: &mut Findings) {
    let known: &[&str] = match name {
        "existsAction" => &["override", "skip", "append"],
        "httpMethod" => HTTP_METHODS,
        "retainKey" => &["true", "false"],
        _ => return,
    };
    let valid = node.text().is_some_and(|text| {
        text.starts_with('@') || known.iter().any(|known| known.eq_ignore_ascii_case(text))
    });
    if !valid {
        let message = format!("This must be one of {}.", known.join(", "));
        findings.report_as(Severity::Warning, Rule::A11, node, message);
    }
}
