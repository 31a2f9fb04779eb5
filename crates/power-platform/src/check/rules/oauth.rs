//! A12–A15: the settings of OAuth 2.0 connections.

use std::collections::HashSet;

use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// The identity providers of Microsoft's schema, and the custom parameters that each of them has.
/// `None` for any.
const PROVIDERS: [(&str, Option<&[&str]>); 5] = [
    ("oauth2", Some(&["authorizationUrl", "tokenUrl", "refreshUrl"])),
    (
        "oauth2generic",
        Some(&[
            "authorizationUrlTemplate",
            "authorizationUrlQueryStringTemplate",
            "tokenUrlTemplate",
            "tokenUrlQueryStringTemplate",
            "tokenBodyTemplate",
            "refreshUrlTemplate",
            "refreshUrlQueryStringTemplate",
            "refreshBodyTemplate",
            "scopeListDelimiter",
        ]),
    ),
    ("aad", Some(&["resourceUri", "loginUri", "tenantId", "enableOnbehalfOfLogin", "grantType"])),
    ("aadcertificate", Some(&["resourceUri", "loginUri", "loginUriAAD", "tenantId", "grantType"])),
    ("facebook", None),
];
/// What the platform puts into templates itself.
const PLACEHOLDERS: [&str; 7] =
    ["ClientId", "ClientSecret", "RedirectUrl", "Scopes", "State", "Code", "RefreshToken"];
/// The templates without which a connection cannot be renewed.
const REFRESH_TEMPLATES: [&str; 2] = ["refreshUrlTemplate", "refreshBodyTemplate"];
const REDIRECT_MODES: [&str; 3] = ["Global", "Direct", "GlobalPerConnector"];

/// Checks a connection parameter with `oAuthSettings`. `token_values` are the names of the
/// connection parameters `token:Name`.
pub(super) fn check(parameter: Node<'_>, token_values: &HashSet<&str>, findings: &mut Findings) {
    let Some(settings) = parameter.get("oAuthSettings").filter(|s| s.is_object()) else {
        if parameter.text_of("type") == Some("oauthSetting") {
            let message = "There are no oAuthSettings. Add them.";
            findings.report_as(Severity::Warning, Rule::A12, parameter, message);
        }
        return;
    };
    provider(settings, findings);
    redirect(settings, findings);
    templates(settings, token_values, findings);
    let secret = settings.get("clientSecret").or_else(|| settings.get("ClientSecret"));
    if let Some(secret) = secret.filter(|secret| secret.text().is_some_and(is_real)) {
        let message = "Do not keep the client secret in the connector: it is published, and lost \
                       when a solution is imported. Enter it in the portal.";
        findings.report(Rule::A15, secret, message);
    }
}

/// Whether a text is a value and not a placeholder such as `[[secret]]`.
fn is_real(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.starts_with(['[', '{', '<', '@', '$']) && !text.contains(' ')
}

/// A12: the identity provider and its custom parameters.
fn provider(settings: Node<'_>, findings: &mut Findings) {
    let Some((at, name)) = settings.text_member("identityProvider") else {
        let message = "identityProvider is missing in oAuthSettings. Add it, such as oauth2.";
        return findings.report(Rule::A12, settings, message);
    };
    let known = PROVIDERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let Some((name, parameters)) = known else {
        let names = PROVIDERS.map(|(name, _)| name).join(", ");
        let message = format!("The documented identity providers are {names}.");
        return findings.report_as(Severity::Warning, Rule::A12, at, message);
    };
    for (key, node) in settings.members_of("customParameters") {
        if parameters.is_some_and(|all| !all.iter().any(|known| known.eq_ignore_ascii_case(key))) {
            let message = format!("{name} has no custom parameter {key}.");
            findings.report_as(Severity::Warning, Rule::A12, node, message);
        } else if node.is_object() && node.get("value").is_none() {
            let message = format!("{key} has no value. Add it.");
            findings.report_as(Severity::Warning, Rule::A12, node, message);
        }
    }
    let custom = settings.get("customParameters");
    if name.starts_with("aad") && custom.is_none_or(|all| all.get("resourceUri").is_none()) {
        let message = format!("{name} needs the custom parameter resourceUri. Add it.");
        findings.report_as(Severity::Warning, Rule::A12, settings, message);
    }
}

/// A14: where the browser returns to.
fn redirect(settings: Node<'_>, findings: &mut Findings) {
    let mode = settings.get("redirectMode");
    if let Some(mode) = mode {
        let text = mode.text().unwrap_or_default();
        if !REDIRECT_MODES.iter().any(|known| known.eq_ignore_ascii_case(text)) {
            let message = format!("redirectMode must be one of {}.", REDIRECT_MODES.join(", "));
            findings.report_as(Severity::Warning, Rule::A14, mode, message);
        } else if text.eq_ignore_ascii_case("Global") {
            let message = "Reviewers ask for GlobalPerConnector: with Global, all connectors share \
                           one redirect URL.";
            findings.report_as(Severity::Review, Rule::A14, mode, message);
        }
    }
    if mode.is_none() && settings.get("redirectUrl").is_none() {
        let message = "There is no redirect. Add redirectMode and redirectUrl.";
        findings.report_as(Severity::Warning, Rule::A14, settings, message);
    }
}

/// A13: the placeholders in templates, and the templates for the renewal.
fn templates(settings: Node<'_>, token_values: &HashSet<&str>, findings: &mut Findings) {
    if !settings
        .text_of("identityProvider")
        .is_some_and(|p| p.eq_ignore_ascii_case("oauth2generic"))
    {
        return;
    }
    let Some(custom) = settings.get("customParameters") else { return };
    for (key, template) in custom.members() {
        let Some((value, text)) = template.text_member("value") else { continue };
        for name in placeholders(text) {
            let of_platform = PLACEHOLDERS.iter().any(|known| known.eq_ignore_ascii_case(name));
            if !of_platform && !token_values.contains(name) {
                let message = format!(
                    "{{{name}}} in {key} is neither a placeholder of the platform nor a connection \
                     parameter token:{name}."
                );
                findings.report(Rule::A13, value, message);
            }
        }
    }
    for name in REFRESH_TEMPLATES {
        if custom.get(name).is_none() {
            let message = format!(
                "{name} is missing. What the platform sends instead lacks the client secret."
            );
            findings.report(Rule::A13, custom, message);
        }
    }
}

/// The names in braces, without those that JSON in a template has.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        is_name.then_some(name)
    })
}
