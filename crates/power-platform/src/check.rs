//! Checks any connector folder or definition file against Power Platform's rules, offline.
//!
//! Nothing that Microsoft ships does this without a login, and nothing at all checks the properties.
//! A file is read ([`mod@source`]), parsed into a tree that knows its lines ([`mod@tree`]), looked at as a
//! definition ([`mod@definition`]) and judged by the [`rules`], one file per group of the catalogue.
//! Errors are for what the platform refuses; what certified connectors get away with is a warning or
//! guidance.

mod definition;
mod finding;
mod folder;
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

pub use finding::{Finding, Level};
pub use report::Report;
pub use rule::{Group, Judge, Rule};

use definition::Definition;
use finding::{Findings, Place};
use folder::Folder;
use rules::Context;
use source::Source;

/// A path cannot be checked at all.
#[derive(Debug, Error)]
pub enum CheckError {
    /// It cannot be read.
    #[error("{0} cannot be read")]
    Unreadable(PathBuf, #[source] io::Error),
    /// It is a folder without any file of a connector.
    #[error("{0} has no apiDefinition.swagger.json")]
    NoConnector(PathBuf),
}

impl CheckError {
    fn into_finding(self) -> Finding {
        let cause = self.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        let message = format!("{self}{cause}.");
        let (Self::Unreadable(path, _) | Self::NoConnector(path)) = self;
        let rule = Rule::F01;
        Finding { path, line: 0, rule, level: rule.level(), pointer: String::new(), message }
    }
}

/// Checks many, on all processors; findings in the order of the paths. Where there is nothing to
/// check, that is a finding, so that one bad path does not hide what is wrong at the others.
#[must_use]
pub fn check_all(paths: &[PathBuf]) -> Report {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let findings = check(path).unwrap_or_else(|error| vec![error.into_finding()]);
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
    // A path that is given twice is checked twice and reported once.
    let findings = paths.iter().flat_map(|path| done.remove(path).unwrap_or_default()).collect();
    Report::new(paths.len(), findings)
}

/// Checks a connector folder or a single file: a definition, or properties by their content.
///
/// # Errors
///
/// When there is nothing to check. Files that are broken in themselves are findings.
pub fn check(path: &Path) -> Result<Vec<Finding>, CheckError> {
    let folder = Folder::open(path)?;
    let mut findings = Findings::default();
    let definition = parsed(folder.definition.as_ref(), &mut findings);
    let properties = parsed(folder.properties.as_ref(), &mut findings);
    let settings = parsed(folder.settings.as_ref(), &mut findings);
    let definition = definition.as_ref().map(|tree| Definition::new(tree.root()));
    let context = Context {
        definition: definition.as_ref(),
        properties: properties.as_ref().map(tree::Tree::root),
        settings: settings.as_ref().map(tree::Tree::root),
        folder: &folder,
    };
    rules::run(&context, &mut findings);
    Ok(findings.sorted())
}

fn parsed(source: Option<&Source>, findings: &mut Findings) -> Option<tree::Tree> {
    let source = source?;
    findings.in_file(&source.path);
    match source.parse(findings) {
        Ok(tree) => Some(tree),
        Err(broken) => {
            findings.report(Rule::F01, Place::line(broken.line), broken.text);
            None
        }
    }
}
