//! D05, D16 and E01: the structure of Swagger 2.0 and of the extensions that the platform reads.

use crate::check::definition::Definition;
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::shape::swagger::DOCUMENT;
use crate::check::shape::{Fault, Misfit};
use crate::check::spelling::nearest;
use crate::check::tree::Node;

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    if !definition.root.is_object() {
        return;
    }
    for Misfit { node, fault, in_extension } in DOCUMENT.misfits(definition.root) {
        let message = message(node, &fault);
        match (&fault, in_extension) {
            (Fault::Unknown(_), false) => findings.report(Rule::D05, node, message),
            (_, false) => findings.report(Rule::D16, node, message),
            (Fault::Unknown(_), true) => {
                findings.report_as(Severity::Warning, Rule::E01, node, message);
            }
            (_, true) => findings.report(Rule::E01, node, message),
        }
    }
}

/// The fault and its remedy.
pub(super) fn message(node: Node<'_>, fault: &Fault) -> String {
    let name = node.name().unwrap_or("This item");
    match fault {
        Fault::Type(expected) => format!("{name} must be {expected}."),
        Fault::Choice([one]) => format!("{name} must be {one}."),
        Fault::Choice(choices) => {
            let meant = meant(node.text().unwrap_or_default(), choices.iter().copied());
            format!("{name} must be one of {}.{}", choices.join(", "), meant.unwrap_or_default())
        }
        Fault::Unknown(object) => {
            let known = object.members.iter().copied().flatten().map(|(known, _)| *known);
            let remedy = meant(name, known).unwrap_or_else(|| {
                let or = if object.extensible { ", or start it with x-" } else { "" };
                format!(" Remove it{or}.")
            });
            format!("{name} is not a valid key of {}.{remedy}", object.what)
        }
        Fault::Missing(object, missing) => {
            format!("{missing} is missing in {}. Add it.", object.what)
        }
    }
}

/// A question for the known word that is most like a wrong one.
fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|known| format!(" Did you mean {known}?"))
}
