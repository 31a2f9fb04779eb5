use std::fmt;
use std::path::{Path, PathBuf};

use super::tree::Node;

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

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Guidance => "guidance",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// The line in it, from 1; 0 where the file has no lines.
    pub line: usize,
    /// The id in the catalogue of rules.
    pub rule: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// Where it is, as a JSON pointer (RFC 6901). Empty for the whole file.
    pub pointer: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Collects findings.
#[derive(Default)]
pub struct Findings {
    path: PathBuf,
    found: Vec<Finding>,
}

impl Findings {
    /// What comes now is about this file.
    pub fn in_file(&mut self, path: &Path) {
        path.clone_into(&mut self.path);
    }

    /// Something about a place that is no node.
    pub fn add(
        &mut self,
        rule: &'static str,
        level: Level,
        line: usize,
        pointer: &str,
        message: impl Into<String>,
    ) {
        self.found.push(Finding {
            path: self.path.clone(),
            line,
            rule,
            level,
            pointer: pointer.to_owned(),
            message: message.into(),
        });
    }

    /// Something about a node.
    pub fn at_level(
        &mut self,
        level: Level,
        rule: &'static str,
        at: Node<'_>,
        message: impl Into<String>,
    ) {
        self.add(rule, level, at.line(), &at.pointer(), message);
    }

    /// Something that the platform refuses.
    pub fn error(&mut self, rule: &'static str, at: Node<'_>, message: impl Into<String>) {
        self.at_level(Level::Error, rule, at, message);
    }

    /// Something to think about.
    pub fn warning(&mut self, rule: &'static str, at: Node<'_>, message: impl Into<String>) {
        self.at_level(Level::Warning, rule, at, message);
    }

    /// Advice.
    pub fn guidance(&mut self, rule: &'static str, at: Node<'_>, message: impl Into<String>) {
        self.at_level(Level::Guidance, rule, at, message);
    }

    /// All of them, by file, line and rule; the same thing once.
    pub fn sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|a, b| {
            (&a.path, a.line, a.rule, &a.pointer).cmp(&(&b.path, b.line, b.rule, &b.pointer))
        });
        self.found.dedup();
        self.found
    }
}
