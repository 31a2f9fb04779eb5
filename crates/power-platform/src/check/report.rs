//! What was found, for people and for programs.

mod annotations;
mod json;
mod junit;
mod look;
mod sarif;
mod statistics;
mod text;

use std::error::Error as _;
use std::path::PathBuf;

use crate::check::error::CheckError;
use crate::check::finding::Finding;
use crate::check::gate::Gate;
use crate::check::level::Level;
use crate::check::rule::Rule;

pub use look::Look;

/// The findings about some connectors.
#[derive(Debug)]
pub struct Report {
    connectors: Vec<Checked>,
    failures: Vec<CheckError>,
}

/// A connector that was checked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Checked {
    /// Its folder or file.
    pub path: PathBuf,
    /// Its findings by file and place.
    pub findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(connectors: Vec<Checked>, failures: Vec<CheckError>) -> Self {
        Self { connectors, failures }
    }

    /// The checked connectors: those of one path together, paths in the order in which they were
    /// given.
    #[must_use]
    pub fn connectors(&self) -> &[Checked] {
        &self.connectors
    }

    /// What could not be checked.
    #[must_use]
    pub fn failures(&self) -> &[CheckError] {
        &self.failures
    }

    /// All findings, in the order of the connectors.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.connectors.iter().flat_map(|checked| &checked.findings)
    }

    /// The level of the gravest finding; `None` if there is no finding.
    #[must_use]
    pub fn gravest(&self) -> Option<Level> {
        self.findings().map(|finding| finding.level).max()
    }

    /// Takes out the findings that are not to be kept.
    pub fn retain(&mut self, mut keep: impl FnMut(&Finding) -> bool) {
        for checked in &mut self.connectors {
            checked.findings.retain(&mut keep);
        }
    }

    /// What could not be checked, as errors of rule `F01` for programs that read findings only.
    fn failures_as_findings(&self) -> impl Iterator<Item = Finding> {
        self.failures.iter().map(|error| {
            let severity = Rule::F01.severity();
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            Finding {
                path: error.path().to_owned(),
                line: 0,
                column: 0,
                rule: Rule::F01,
                severity,
                level: severity.level(Gate::Custom),
                pointer: String::new(),
                message: format!("{error}{cause}."),
                excerpt: None,
            }
        })
    }

    fn count(&self, level: Level) -> usize {
        self.findings().filter(|finding| finding.level == level).count()
    }
}

/// A number with a thing, and a comma for each three digits: `1,024 connectors`.
fn number_of(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", grouped(number))
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
