use std::collections::BTreeMap;

use crate::{Effect, Finding};

/// How many notes are listed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Amount {
    /// Each of them.
    Each,
    /// One of each kind, with their number.
    Number,
}

/// Maximum number of findings of one kind that are listed with their places.
const MAX_LISTED: usize = 3;

/// The findings, the gravest first. Notes of one kind take one line.
pub fn text(findings: &[Finding], amount: Amount) -> String {
    let mut text = String::new();
    for (effect, label) in [
        (Effect::LeftOut, "note"),
        (Effect::Missing, "missing"),
        (Effect::Widened, "warning"),
        (Effect::Refused, "error"),
    ] {
        let of_effect = || findings.iter().filter(|finding| finding.effect == effect);
        if amount == Amount::Each || matches!(effect, Effect::Refused | Effect::Widened) {
            of_effect().for_each(|finding| text += &format!("{label}: {finding}\n"));
            continue;
        }
        let mut kinds: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in of_effect() {
            kinds.entry(&finding.what).or_default().push(finding);
        }
        for (what, all) in kinds {
            if all.len() <= MAX_LISTED {
                for finding in all {
                    text += &format!("{label}: {finding}\n");
                }
            } else if let Some(first) = all.first() {
                let (count, first) = (all.len(), &first.pointer);
                text += &format!("{label}: {count} times, first at {first}: {what}\n");
            }
        }
    }
    text
}
