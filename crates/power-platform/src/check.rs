//! Checks connector folders and single definition files against the rules of Power Platform,
//! offline.
//!
//! Microsoft's own validation needs a login, and does not look at `apiProperties.json` at all. A
//! file is read ([`mod@source`]), parsed into a tree that knows its lines ([`mod@tree`]), indexed
//! as a definition ([`mod@definition`]) and checked by the [`mod@rules`], one file per group.
//! Errors are faults that the chosen [`Gate`] refuses. What only a later gate refuses is a warning.

mod definition;
mod excerpt;
mod finding;
mod folder;
mod gate;
mod level;
mod report;
mod rule;
mod rules;
mod source;
mod tree;

use std::collections::HashMap;
use std::error::Error as _;
use std::io;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

use thiserror::Error;

pub use excerpt::Excerpt;
pub use finding::Finding;
pub use gate::{Gate, Severity, UnknownGate};
pub use level::Level;
pub use report::Report;
pub use rule::{CheckedBy, Group, Rule};

use definition::Definition;
use finding::{Findings, Place};
use folder::Folder;
use rules::Context;
use source::Source;

/// Why a path cannot be checked at all.
#[derive(Debug, Error)]
pub enum CheckError {
    /// The path, or a file in the folder, cannot be read or is not a regular file.
    #[error("{0} cannot be read")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The folder has neither a definition nor properties.
    #[error("{0} has no apiDefinition.swagger.json")]
    NoConnector(PathBuf),
}

impl CheckError {
    fn into_finding(self, gate: Gate) -> Finding {
        let cause = self.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        let message = format!("{self}{cause}.");
        let (Self::Unreadable(path, _) | Self::NoConnector(path)) = self;
        let (rule, pointer) = (Rule::F01, String::new());
        let severity = rule.severity();
        let level = severity.level(gate);
        Finding { path, line: 0, column: 0, rule, severity, level, pointer, message, excerpt: None }
    }
}

/// Checks several paths in parallel for a gate, and reports in their order.
///
/// A path that cannot be checked is a finding of rule `F01`, so that it does not hide the findings
/// of the other paths.
#[must_use]
pub fn check_all(paths: &[PathBuf], gate: Gate) -> Report {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let findings = check(path, gate).unwrap_or_else(|error| vec![error.into_finding(gate)]);
            done.push((path, findings));
        }
        done
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(paths.len().max(1));
    let mut done: HashMap<_, _> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let join =
            |worker: ScopedJoinHandle<'_, _>| worker.join().unwrap_or_else(|p| resume_unwind(p));
        workers.into_iter().flat_map(join).collect()
    });
    // A path that is given twice is reported once.
    let findings = paths.iter().flat_map(|path| done.remove(path).unwrap_or_default()).collect();
    Report::new(paths.len(), findings)
}

/// Checks a connector folder or a single file for a gate. A single file is taken for properties or a definition by its
/// content.
///
/// # Errors
///
/// If there is nothing to check. A file that cannot be parsed is a finding.
pub fn check(path: &Path, gate: Gate) -> Result<Vec<Finding>, CheckError> {
    let folder = Folder::open(path)?;
    let mut findings = Findings::new(gate);
    let document = parse(folder.definition.as_ref(), &mut findings);
    let properties = parse(folder.properties.as_ref(), &mut findings);
    let settings = parse(folder.settings.as_ref(), &mut findings);
    let definition = document.as_ref().map(|tree| Definition::new(tree.root()));
    let context = Context {
        definition: definition.as_ref(),
        properties: properties.as_ref().map(tree::Tree::root),
        settings: settings.as_ref().map(tree::Tree::root),
        folder: &folder,
    };
    rules::run(&context, &mut findings);
    Ok(findings.located(folder.texts()))
}

fn parse(source: Option<&Source>, findings: &mut Findings) -> Option<tree::Tree> {
    let source = source?;
    findings.in_file(&source.path);
    match source.parse(findings) {
        Ok(tree) => Some(tree),
        Err(invalid) => {
            findings.report(
                Rule::F01,
                Place::column(invalid.line, invalid.column),
                invalid.message,
            );
            None
        }
    }
}
