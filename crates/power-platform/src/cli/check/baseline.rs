//! Findings that are known and not reported: only new ones are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::config::from;
use super::problem::Problem;
use crate::check::{Finding, Report};
use crate::print;

/// The file's name unless another one is given.
pub const NAME: &str = "connector-check-baseline.json";

/// JSON pointers by rule by path. Lines are left out, because they move with every change.
type Known = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// The findings of a baseline file, with paths as seen from its folder.
#[derive(Debug)]
pub struct Baseline {
    path: PathBuf,
    home: PathBuf,
    known: Known,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    findings: Known,
}

impl Baseline {
    /// A baseline without findings, to be written to this path.
    pub fn empty(path: &Path) -> Self {
        let absolute = std::path::absolute(path).unwrap_or_default();
        let home = absolute.parent().unwrap_or(path).to_owned();
        Self { path: path.to_owned(), home, known: Known::new() }
    }

    /// # Errors
    ///
    /// If the file cannot be read or is not a baseline.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let bytes = fs::read(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Problem::NoBaseline(path.to_owned()),
            _ => Problem::Unreadable(path.to_owned(), error),
        })?;
        let invalid = |error| Problem::Baseline(path.to_owned(), error);
        let file: File = serde_json::from_slice(&bytes).map_err(invalid)?;
        Ok(Self { known: file.findings, ..Self::empty(path) })
    }

    pub fn knows(&self, finding: &Finding) -> bool {
        let (path, rule, pointer) = self.key(finding);
        self.known
            .get(&path)
            .and_then(|rules| rules.get(rule))
            .is_some_and(|pointers| pointers.contains(pointer))
    }

    /// Writes the findings of a report instead of those of the file, and says how many there are.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write(mut self, report: &Report) -> Result<usize, Problem> {
        self.known.clear();
        for finding in report.findings() {
            let (path, rule, pointer) = self.key(finding);
            let pointers = self.known.entry(path).or_default().entry(rule.to_owned()).or_default();
            pointers.insert(pointer.to_owned());
        }
        let file = File { findings: self.known };
        fs::write(&self.path, print(&file))
            .map_err(|error| Problem::Unwritable(self.path.clone(), error))?;
        Ok(report.findings().count())
    }

    fn key<'a>(&self, finding: &'a Finding) -> (String, &'static str, &'a str) {
        let path = from(&self.home, &finding.path).to_string_lossy().replace('\\', "/");
        (path, finding.rule.id(), &finding.pointer)
    }
}
