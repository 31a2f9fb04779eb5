use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use crate::check::rule::Rule;
use crate::check::tree::Node;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// Advice that certified connectors widely ignore.
    Guidance,
    /// Something that a reviewer may ask about, or that makes trouble for makers.
    Warning,
    /// Something that the platform or certification refuses.
    Error,
}

impl Level {
    /// Its name in lower case, as reports show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guidance => "guidance",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// The line in it, from 1; 0 where the file has no lines.
    pub line: usize,
    /// The rule that is broken.
    pub rule: Rule,
    /// How much it weighs.
    pub level: Level,
    /// Where it is, as a JSON pointer (RFC 6901). Empty for the whole file.
    pub pointer: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Where in a file a finding is.
pub(crate) struct Place {
    line: usize,
    pointer: String,
}

impl Place {
    /// A file that is missing, or has no lines.
    pub fn file() -> Self {
        Self::line(0)
    }

    /// A line, from 1, of a text that is not looked at as JSON.
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

    /// Reports a broken rule at another one of the levels that the rule has.
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
