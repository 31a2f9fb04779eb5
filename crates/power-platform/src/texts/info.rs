use super::{absent, end_sentence, shortened};
use crate::finding::{Effect, Finding};
use crate::swagger::{Document, Info};

/// Maximum length of a title in Dataverse, in characters.
const MAX_TITLE: usize = 200;
/// Maximum length of a description for certification, in characters.
const MAX_DESCRIPTION: usize = 500;

/// Completes title, description and version, and reports what is missing of the contact.
pub fn complete(document: &mut Document) -> Vec<Finding> {
    let mut missing = Vec::new();
    let mut report = |what: &str| missing.push(absent("/info", what.to_owned()));
    let Info { title, description, contact, version } = &mut document.info;
    if title.trim().is_empty() {
        report("The document has no title.");
        title.clone_from(&document.host);
    }
    *title = shortened(title.trim(), MAX_TITLE);
    if description.trim().is_empty() {
        report("The document has no description.");
        *description = format!("The actions of {title}");
    }
    if version.trim().is_empty() {
        report("The document has no version.");
        "1.0".clone_into(version);
    }
    for (text, what) in [
        (&contact.name, "The contact has no name."),
        (&contact.url, "The contact has no url."),
        (&contact.email, "The contact has no email."),
    ] {
        if text.is_empty() {
            report(what);
        }
    }
    if description.chars().count() > MAX_DESCRIPTION {
        *description = first_sentences(description);
        missing.push(Finding {
            effect: Effect::LeftOut,
            pointer: "/info/description".to_owned(),
            what: "The description is too long; its first sentences are kept.".to_owned(),
            remedy: "Write one of 30 to 500 characters in connector.toml.".to_owned(),
        });
    }
    end_sentence(description);
    missing
}

/// As many whole sentences as fit, or words if the first sentence is too long.
fn first_sentences(text: &str) -> String {
    let cut = shortened(text, MAX_DESCRIPTION - 1);
    match cut.rfind(". ") {
        Some(end) => cut[..=end].to_owned(),
        None => cut,
    }
}
