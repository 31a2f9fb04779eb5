use std::cmp::Ordering;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::check::excerpt::{Excerpt, Lines};
use crate::check::level::Level;
use crate::check::rule::Rule;
use crate::check::source::Source;
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
    /// The rule's own level or, for milder cases, another one of its levels.
    pub level: Level,
    /// The place as a JSON pointer (RFC 6901); empty for the whole file.
    pub pointer: String,
    /// The fault and its remedy, in complete sentences.
    pub message: String,
    /// The line of the file, if there is one.
    pub excerpt: Option<Excerpt>,
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
#[derive(Default)]
pub(crate) struct Findings {
    path: PathBuf,
    found: Vec<(Finding, Within)>,
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
        let Place { line, within, pointer } = at.into();
        let (path, message) = (self.path.clone(), message.into());
        let finding =
            Finding { path, line, column: 0, rule, level, pointer, message, excerpt: None };
        self.found.push((finding, within));
    }

    /// All findings by file, line, column, rule and pointer, without repetitions. `sources` are the
    /// files that have lines.
    pub fn located<'a>(mut self, sources: impl Iterator<Item = &'a Source>) -> Vec<Finding> {
        for source in sources {
            let Ok(text) = source.text() else { continue };
            let lines = Lines::new(text);
            let of_source = self.found.iter_mut().filter(|(found, _)| found.path == source.path);
            for (finding, within) in of_source.filter(|(found, _)| found.line > 0) {
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
    a.path.cmp(&b.path).then_with(|| key(a).cmp(&key(b))).then_with(|| a.pointer.cmp(&b.pointer))
}
