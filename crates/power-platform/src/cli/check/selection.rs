use std::str::FromStr;

use thiserror::Error;

use crate::check::{Rule, closest};

/// A rule by its id, or a group of rules by its letter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Selector {
    Rule(Rule),
    Group(char),
}

/// A text that names neither a rule nor a group.
#[derive(Debug, Error)]
#[error("there is no such rule{hint}; --list-rules lists them")]
pub struct UnknownRule {
    hint: String,
}

/// Whether one of the selectors names a rule.
pub fn name(selectors: &[Selector], rule: Rule) -> bool {
    selectors.iter().any(|selector| match selector {
        Selector::Rule(named) => *named == rule,
        Selector::Group(letter) => rule.id().starts_with(*letter),
    })
}

impl FromStr for Selector {
    type Err = UnknownRule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_ascii_uppercase();
        let ids = || Rule::ALL.iter().map(|rule| rule.id());
        if let Some(rule) = Rule::ALL.iter().find(|rule| rule.id() == text) {
            return Ok(Self::Rule(*rule));
        }
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if ids().any(|id| id.starts_with(letter)) => {
                Ok(Self::Group(letter))
            }
            _ => Err(UnknownRule { hint: closest(&text, ids()) }),
        }
    }
}
