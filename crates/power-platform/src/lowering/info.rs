use super::context::Context;
use super::place::Fields;
use crate::swagger::{Contact, Info};

/// Lowers `info`. Texts that are missing are empty.
pub fn lower(cx: &mut Context<'_>, document: &mut Fields<'_>) -> Info {
    let Some(at) = document.take("info") else { return Info::default() };
    let mut fields = Fields::new(&at);
    let summary = fields.text("summary");
    let described = fields.text("description");
    let mut info = Info {
        title: fields.text("title").unwrap_or_default(),
        description: described.or(summary).unwrap_or_default(),
        contact: Contact::default(),
        version: fields.raw("version").unwrap_or_default(),
    };
    if let Some(contact) = fields.take("contact") {
        let mut fields = Fields::new(&contact);
        let mut text = |key| fields.raw(key).unwrap_or_default();
        info.contact = Contact { name: text("name"), url: text("url"), email: text("email") };
        fields.finish(cx);
    }
    for key in ["termsOfService", "license"] {
        if let Some(at) = fields.take(key) {
            cx.leave_out(&at.pointer, format!("{key} is left out."));
        }
    }
    fields.finish(cx);
    info
}
