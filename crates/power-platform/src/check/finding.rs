use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::check::excerpt::{Excerpt, Lines};
use crate::check::gate::{Gate, Severity};
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
    /// The column in characters, from 1; 0 if there is no line.
    pub column: usize,
    /// The broken rule.
    pub rule: Rule,
    /// The rule's own severity or, for milder cases, another one of its severities.
    pub severity: Severity,
    /// The level of the severity at the gate for which the connector is checked.
    pub level: Level,
    /// The place as a JSON pointer (RFC 6901); empty for the whole file.
    pub pointer: String,
    /// The fault and its remedy, in complete sentences.
    pub message: String,
    /// The line of the file, if there is one.
    pub excerpt: Option<Excerpt>,
}

impl Finding {
    /// The later gate that refuses what the chosen one lets pass.
    #[must_use]
    pub fn later_gate(&self) -> Option<Gate> {
        self.severity.refused_by().filter(|_| self.level < Level::Error)
    }

    /// The message, with the later gate that refuses what is found.
    #[must_use]
    pub fn full_message(&self) -> String {
        let later = self.later_gate().map(|gate| format!(" (An error for {gate}.)"));
        self.message.clone() + &later.unwrap_or_default()
    }

    /// Path, line and column, as editors and terminals recognise them.
    #[must_use]
    pub fn place(&self) -> String {
        let path = self.path.display();
        match self.line {
            0 => path.to_string(),
            line => format!("{path}:{line}:{}", self.column),
        }
    }
}

/// The place of a finding within its file.
pub(crate) struct Place {
    line: usize,
    within: Within,
    pointer: String,
}

/// What of its line a place is.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Within {
    Whole,
    Column(usize),
    Value(Range<usize>),
}

impl Place {
    /// A file that is missing or not a text.
    pub fn file() -> Self {
        Self::line(0)
    }

    /// A line, from 1, of a file that is not parsed.
    pub fn line(line: usize) -> Self {
        Self { line, within: Within::Whole, pointer: String::new() }
    }

    /// A line and a column, both from 1, of a file that is not parsed.
    pub fn column(line: usize, column: usize) -> Self {
        Self { line, within: Within::Column(column.max(1)), pointer: String::new() }
    }
}

impl From<Node<'_>> for Place {
    fn from(node: Node<'_>) -> Self {
        let within = Within::Value(node.span());
        Self { line: node.line(), within, pointer: node.pointer() }
    }
}

/// Collects the findings about one connector.
pub(crate) struct Findings {
    gate: Gate,
    path: PathBuf,
    found: Vec<(Finding, Within)>,
}

impl Findings {
    pub fn new(gate: Gate) -> Self {
        Self { gate, path: PathBuf::new(), found: Vec::new() }
    }

    /// Sets the file that the next reports are about.
    pub fn in_file(&mut self, path: &Path) {
        path.clone_into(&mut self.path);
    }

    /// Reports a broken rule at the rule's own severity.
    pub fn report(&mut self, rule: Rule, at: impl Into<Place>, message: impl Into<String>) {
        self.report_as(rule.severity(), rule, at, message);
    }

    /// Reports a milder case at another one of the rule's severities.
    pub fn report_as(
        &mut self,
        severity: Severity,
        rule: Rule,
        at: impl Into<Place>,
        message: impl Into<String>,
    ) {
        debug_assert!(rule.severities().contains(&severity), "{rule} is never {severity:?}");
        let Place { line, within, pointer } = at.into();
        let (path, message) = (self.path.clone(), message.into());
        let level = severity.level(self.gate);
        let column = 0;
        let excerpt = None;
        let finding =
            Finding { path, line, column, rule, severity, level, pointer, message, excerpt };
        self.found.push((finding, within));
    }

    /// All findings by file, line, column, rule and pointer, without repetitions. `texts` are the
    /// files that have lines.
    pub fn located<'a>(
        mut self,
        texts: impl Iterator<Item = (&'a Path, Cow<'a, str>)>,
    ) -> Vec<Finding> {
        self.found.sort_by_key(|(_, within)| match within {
            Within::Value(span) => span.start,
            Within::Whole | Within::Column(_) => 0,
        });
        for (path, text) in texts {
            let mut lines = Lines::new(&text);
            let is_here = |found: &Finding| found.path.as_os_str() == path.as_os_str();
            let here = self.found.iter_mut().filter(|(found, _)| found.line > 0 && is_here(found));
            for (finding, within) in here {
                let (column, excerpt) = match within {
                    Within::Whole => lines.locate_line(finding.line, None),
                    Within::Column(column) => lines.locate_line(finding.line, Some(*column)),
                    Within::Value(span) => lines.locate(span),
                };
                finding.column = column;
                finding.excerpt = Some(excerpt);
            }
        }
        let mut found: Vec<_> = self.found.into_iter().map(|(finding, _)| finding).collect();
        found.sort_by(by_place);
        found.dedup();
        found
    }
}

fn by_place(a: &Finding, b: &Finding) -> Ordering {
    let key = |finding: &Finding| (finding.line, finding.column, finding.rule.id());
    // To compare the parts of paths takes long, and most findings are about one file.
    let is_same = a.path.as_os_str() == b.path.as_os_str();
    let paths = if is_same { Ordering::Equal } else { a.path.cmp(&b.path) };
    paths.then_with(|| key(a).cmp(&key(b))).then_with(|| a.pointer.cmp(&b.pointer))
}
