//! I01–I14: `info`, metadata and status of the connector.

use std::ops::RangeInclusive;

use super::wording::{contains_word, is_web_address, length, product_name_in, refusal};
use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::spelling::nearest;
use crate::check::tree::Node;

/// Maximum length of a title, in characters.
const MAX_TITLE_LENGTH: usize = 30;
/// Maximum length of the title in Dataverse, where it is the display name, in characters.
const MAX_DISPLAY_NAME: usize = 200;
/// Maximum length of the description in Dataverse, in characters.
const MAX_DESCRIPTION: usize = 1_000;
/// Length of a description, in characters.
const DESCRIPTION_LENGTH: RangeInclusive<usize> = 30..=500;
/// The categories that Microsoft lists.
const CATEGORIES: [&str; 19] = [
    "AI",
    "Business Management",
    "Business Intelligence",
    "Collaboration",
    "Commerce",
    "Communication",
    "Content and Files",
    "Finance",
    "Data",
    "Human Resources",
    "Internet of Things",
    "IT Operations",
    "Lifestyle and Entertainment",
    "Marketing",
    "Productivity",
    "Sales and CRM",
    "Security",
    "Social Media",
    "Website",
];

/// The values of `propertyName`.
const METADATA: [&str; 3] = ["Website", "Privacy policy", "Categories"];

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let root = definition.root;
    let Some(info) = root.get("info").filter(|info| info.is_object()) else {
        let message = "There is no info. Add it with a title and a description.";
        findings.report(Rule::I01, root, message);
        return;
    };
    title(info, findings);
    description(info, findings);
    if info.non_blank("version").is_none() {
        let at = info.get("version").unwrap_or(info);
        findings.report(Rule::I08, at, "There is no version. Add one, such as \"1.0\".");
    }
    contact(info, findings);
    metadata(root, findings);
    statuses(definition, findings);
}

fn title(info: Node<'_>, findings: &mut Findings) {
    let Some((node, title)) = info.text_member("title") else {
        findings.report(Rule::I01, info, "There is no title. Add the name of the product.");
        return;
    };
    if title.trim().is_empty() || length(title) > MAX_TITLE_LENGTH {
        let message = format!(
            "The title has {} characters; it must have 1 to {MAX_TITLE_LENGTH}.",
            length(title)
        );
        let fits = length(title) <= MAX_DISPLAY_NAME;
        let severity = if fits { Severity::Certification } else { Severity::Solution };
        findings.report_as(severity, Rule::I01, node, message);
    }
    let lower = title.to_lowercase();
    for word in ["api", "connector"] {
        if contains_word(&lower, word) {
            let message = format!("The title contains the word \"{word}\". Remove it.");
            // Published connectors have titles such as "Monster API".
            let severity = if word == "api" { Severity::Warning } else { Severity::Certification };
            findings.report_as(severity, Rule::I02, node, message);
        }
    }
    if let Some(product) = product_name_in(title) {
        let message = format!("The title contains the product name \"{product}\". Remove it.");
        findings.report(Rule::I02, node, message);
    }
    if !title.trim().is_empty()
        && !title.ends_with(|c: char| c.is_alphanumeric() || [')', ']'].contains(&c))
    {
        findings.report(Rule::I03, node, "The title must end with a letter or a digit.");
    }
}

fn description(info: Node<'_>, findings: &mut Findings) {
    let Some((node, text)) = info.text_member("description") else {
        let message = "There is no description. Add one of 30 to 500 characters.";
        findings.report(Rule::I05, info, message);
        return;
    };
    if !DESCRIPTION_LENGTH.contains(&length(text)) {
        let message =
            format!("The description has {} characters; it must have 30 to 500.", length(text));
        let fits = length(text) <= MAX_DESCRIPTION;
        let severity = if fits { Severity::Certification } else { Severity::Solution };
        findings.report_as(severity, Rule::I05, node, message);
    }
    if let Some(product) = product_name_in(text) {
        let message =
            format!("The description contains the product name \"{product}\". Remove it.");
        findings.report_as(refusal(product), Rule::I06, node, message);
    }
    if contains_word(&text.to_lowercase(), "api") {
        let message = "The description contains the word \"API\". Microsoft's style guide advises \
                       against it.";
        findings.report(Rule::I07, node, message);
    }
}

fn contact(info: Node<'_>, findings: &mut Findings) {
    let Some(contact) = info.get("contact").filter(|contact| contact.is_object()) else {
        findings.report(Rule::I09, info, "There is no contact. Add it with name, url and email.");
        return;
    };
    let fields = ["name", "url", "email"].into_iter();
    let missing: Vec<_> = fields.filter(|name| contact.non_blank(name).is_none()).collect();
    if !missing.is_empty() {
        let message = format!("The contact has no {}. Add it.", missing.join(" and no "));
        findings.report_as(Severity::Warning, Rule::I09, contact, message);
    }
    if let Some((url, _)) = contact.non_blank("url").filter(|(_, url)| !is_web_address(url)) {
        let message =
            "The url of the contact is not an absolute web address. Start it with https://.";
        findings.report(Rule::I09, url, message);
    }
    if let Some((email, _)) = contact.non_blank("email").filter(|(_, text)| !is_email_address(text))
    {
        let message = "The email of the contact is not an email address in ASCII characters.";
        findings.report(Rule::I09, email, message);
    }
    let names: Vec<_> = info.members().map(|(name, _)| name).collect();
    let place = |name: &str| names.iter().position(|other| *other == name);
    if let (Some(description), Some(contact_at)) = (place("description"), place("contact"))
        && contact_at != description + 1
    {
        let message = "The contact should come directly after the description.";
        findings.report_as(Severity::Warning, Rule::I09, contact, message);
    }
}

fn is_email_address(text: &str) -> bool {
    text.is_ascii()
        && !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.')
        })
}

fn metadata(root: Node<'_>, findings: &mut Findings) {
    let Some(metadata) = root.get("x-ms-connector-metadata") else {
        let message = "There is no x-ms-connector-metadata. Add it with Website, Privacy policy \
                       and Categories.";
        findings.report(Rule::I10, root, message);
        return;
    };
    let entry_of = |name: &str| {
        let named = |entry: &Node<'_>| {
            entry.text_of("propertyName").is_some_and(|text| text.eq_ignore_ascii_case(name))
        };
        metadata.items().find(named)
    };
    for name in METADATA {
        let Some(entry) = entry_of(name) else {
            // A warning, because some of Microsoft's own connectors lack one of them.
            findings.report(Rule::I10, metadata, format!("There is no {name}. Add it."));
            continue;
        };
        if entry.text_of("propertyName") != Some(name) {
            findings.report(Rule::I10, entry, format!("The name must be spelled {name}."));
        }
        let value = entry.get("propertyValue").unwrap_or(entry);
        if name == "Categories" {
            categories(value, findings);
        } else if !value.text().is_some_and(is_web_address) {
            let message = format!("{name} is not an absolute web address. Start it with https://.");
            // The validator accepts any scheme, even a misspelled one.
            let absolute = value.text().is_some_and(|text| url::Url::parse(text.trim()).is_ok());
            let severity = if absolute { Severity::Warning } else { Severity::Certification };
            findings.report_as(severity, Rule::I11, value, message);
        }
    }
    for entry in metadata.items() {
        let known = |text: &str| METADATA.iter().any(|known| text.eq_ignore_ascii_case(known));
        if let Some(name) = entry.get("propertyName")
            && !name.text().is_some_and(known)
        {
            let message = format!("Only {} are valid names here.", METADATA.join(", "));
            findings.report(Rule::I10, name, message);
        }
    }
}

fn categories(value: Node<'_>, findings: &mut Findings) {
    let text = value.text().unwrap_or_default();
    let names: Vec<_> = text.split(';').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.is_empty() || names.len() > 2 {
        let message = format!("There are {} categories; there must be one or two.", names.len());
        findings.report(Rule::I12, value, message);
    }
    for name in names {
        if !CATEGORIES.contains(&name) {
            let same = CATEGORIES.into_iter().find(|known| known.eq_ignore_ascii_case(name));
            let (severity, remedy) = match same.or(nearest(name, CATEGORIES)) {
                Some(known) if same.is_some() => (Severity::Warning, format!("Write \"{known}\".")),
                Some(known) => (Severity::Certification, format!("Did you mean \"{known}\"?")),
                None => {
                    let all = CATEGORIES.join(", ");
                    (Severity::Certification, format!("The categories are: {all}."))
                }
            };
            let message = format!("\"{name}\" is not a category. {remedy}");
            findings.report_as(severity, Rule::I12, value, message);
        }
    }
}

/// I14: no operation is further than the connector.
fn statuses(definition: &Definition<'_>, findings: &mut Findings) {
    let status =
        |node: Node<'_>| node.get("x-ms-api-annotation")?.text_of("status").map(str::to_lowercase);
    let info = definition.root.get("info");
    let connector = info.and_then(status).or_else(|| status(definition.root));
    if connector.as_deref() != Some("preview") {
        return;
    }
    for operation in &definition.operations {
        if status(operation.node).as_deref() == Some("production") {
            let message = "The connector is in preview, so this operation cannot be in production.";
            findings.report(Rule::I14, operation.node, message);
        }
    }
}
