use std::path::{Path, PathBuf};

use crate::check::level::Level;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// One place at which a connector breaks a rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The file, or the folder in which a file is missing.
    pub path: PathBuf,
    /// The line, from 1; 0 for a file that is missing or not a text.
    pub line: usize,
    /// The broken rule.
    pub rule: Rule,
    /// The rule's own level or, for milder cases, another one of its levels.
    pub level: Level,
    /// The place as a JSON pointer (RFC 6901); empty for the whole file.
    pub pointer: String,
    /// The fault and its remedy, in complete sentences.
    pub message: String,
}

/// The place of a finding within its file.
pub(crate) struct Place {
    line: usize,
    pointer: String,
}

impl Place {
    /// A file that is missing or not a text.
    pub fn file() -> Self {
        Self::line(0)
    }

    /// A line, from 1, of a file that is not parsed.
    pub fn line(line: usize) -> Self {
        Self { line, pointer: String::new() }
    }
}

impl From<Node<'_>> for Place {
    fn from(node: Node<'_>) -> Self {
        Self { line: node.line(), pointer: node.pointer() }
    }
}

/// Collects the findings about one connector.
#[derive(Default)]
pub(crate) struct Findings {
    path: PathBuf,
    found: Vec<Finding>,
}

impl Findings {
    /// Sets the file that the next reports are about.
    pub fn in_file(&mut self, path: &Path) {
        path.clone_into(&mut self.path);
    }

    /// Reports a broken rule at the rule's own level.
    pub fn report(&mut self, rule: Rule, at: impl Into<Place>, message: impl Into<String>) {
        self.report_as(rule.level(), rule, at, message);
    }

    /// Reports a milder case at another one of the rule's levels.
    pub fn report_as(
        &mut self,
        level: Level,
        rule: Rule,
        at: impl Into<Place>,
        message: impl Into<String>,
    ) {
        debug_assert!(rule.levels().contains(&level), "{rule} has no findings of level {level}");
        let Place { line, pointer } = at.into();
        let (path, message) = (self.path.clone(), message.into());
        self.found.push(Finding { path, line, rule, level, pointer, message });
    }

    /// All findings by file, line, rule and pointer, without repetitions.
    pub fn sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|a, b| {
            (&a.path, a.line, a.rule.id(), &a.pointer).cmp(&(
                &b.path,
                b.line,
                b.rule.id(),
                &b.pointer,
            ))
        });
        self.found.dedup();
        self.found
    }
}
