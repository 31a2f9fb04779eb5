//! Checks connector folders and single definition files against the rules of Power Platform,
//! offline.
//!
//! Microsoft's own validation needs a login, and does not look at `apiProperties.json` at all. The
//! connectors at a path are found ([`mod@input`]), in solutions, too ([`mod@solution`]). A file is
//! read ([`mod@source`]), parsed into a tree that knows its places ([`mod@tree`]), indexed as a
//! definition ([`mod@definition`]) and checked by the [`mod@rules`], one file per group. A
//! [`Report`] has a form for people and several for programs.
//! Errors are faults that the chosen [`Gate`] refuses. What only a later gate refuses is a warning.

mod definition;
mod documentation;
mod error;
mod excerpt;
mod finding;
mod fix;
mod folder;
mod gate;
mod input;
mod level;
mod report;
mod rule;
mod rules;
mod shape;
mod solution;
mod source;
mod spelling;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread::{self, ScopedJoinHandle};

pub use documentation::documentation;
pub use error::CheckError;
pub use excerpt::Excerpt;
pub use finding::Finding;
pub use fix::{Fix, fixes};
pub use gate::{Gate, Severity, UnknownGate};
pub use level::Level;
pub use report::{Checked, Look, Report};
pub use rule::{CheckedBy, Group, NOT_CHECKED, Rule};
pub use spelling::closest;

use definition::Definition;
use finding::{Findings, Place};
use folder::Folder;
use input::Input;
use rules::Context;
use source::Source;

/// Checks all connectors at some paths for a gate, in parallel, and reports in their order.
///
/// A path is a connector folder, a single file, a solution (zip or unpacked), or a folder with any
/// of these in it. One that cannot be checked does not hide the findings of the others.
#[must_use]
pub fn check_all(paths: &[PathBuf], gate: Gate) -> Report {
    let mut inputs = Vec::new();
    let mut failures = Vec::new();
    // A path that is given twice is reported once.
    let mut seen = BTreeSet::new();
    for path in paths.iter().filter(|path| seen.insert(*path)) {
        let found = input::find(path);
        inputs.extend(found.inputs);
        failures.extend(found.failures);
    }
    run(inputs, failures, gate)
}

/// Checks a definition or properties that are read from elsewhere, such as stdin. The report names
/// this path.
///
/// # Errors
///
/// If it cannot be read.
pub fn check_text(path: &Path, reader: impl Read, gate: Gate) -> io::Result<Report> {
    let source = Source::read_from(path, reader)?;
    Ok(run(vec![Input::Text(source)], Vec::new(), gate))
}

fn run(inputs: Vec<Input>, mut failures: Vec<CheckError>, gate: Gate) -> Report {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(inputs.len().max(1));
    let waiting = Mutex::new(inputs.into_iter().enumerate());
    let next = || waiting.lock().ok()?.next();
    let work = || {
        let mut done = Vec::new();
        while let Some((index, input)) = next() {
            let path = input.path().to_owned();
            let checked =
                input.open().map(|folder| Checked { path, findings: check_folder(folder, gate) });
            done.push((index, checked));
        }
        done
    };
    let done: BTreeMap<_, _> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let join =
            |worker: ScopedJoinHandle<'_, _>| worker.join().unwrap_or_else(|p| resume_unwind(p));
        workers.into_iter().flat_map(join).collect()
    });
    let mut connectors = Vec::new();
    for checked in done.into_values() {
        match checked {
            Ok(checked) => connectors.push(checked),
            Err(error) => failures.push(error),
        }
    }
    Report::new(connectors, failures)
}

/// Checks a connector folder or a single file for a gate. A file is taken for properties or a
/// definition by its content.
///
/// # Errors
///
/// If there is nothing to check. A file that cannot be parsed is a finding.
pub fn check(path: &Path, gate: Gate) -> Result<Vec<Finding>, CheckError> {
    Ok(check_folder(Folder::open(path)?, gate))
}

fn check_folder(mut folder: Folder, gate: Gate) -> Vec<Finding> {
    let mut findings = Findings::new(gate);
    folder.properties = match &mut folder.assembly {
        Some(assembly) => Some(assembly.assemble(&mut findings)),
        None => folder.properties.take(),
    };
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
    let mut findings = findings.located(folder.texts());
    if let Some(assembly) = &folder.assembly {
        for finding in &mut findings {
            assembly.lead_back(finding);
        }
    }
    findings
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
