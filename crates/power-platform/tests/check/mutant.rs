use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use power_platform::check::{self, Finding, Gate, Rule, Severity};

use tempfile::TempDir;

use crate::patch::Change;

pub const DEFINITION: &str = "apiDefinition.swagger.json";
pub const PROPERTIES: &str = "apiProperties.json";
pub const README: &str = "readme.md";
pub const ICON: &str = "icon.png";
pub const SCRIPT: &str = "script.csx";
pub const SETTINGS: &str = "settings.json";

/// A change of the good connector that breaks one rule.
#[derive(Debug)]
pub struct Mutant {
    pub rule: Rule,
    /// The severity of the gravest finding.
    pub severity: Severity,
    file: &'static str,
    change: Change,
    /// A change of the other file that lets the fault arise.
    beside: Option<(&'static str, Change)>,
    /// The changed file is checked by itself, without the rest of the folder.
    alone: bool,
}

/// Mutants of one file of the connector.
pub fn mutants_of<const N: usize>(
    file: &'static str,
    changes: [(Rule, Severity, Change); N],
) -> Vec<Mutant> {
    let mutant = |(rule, severity, change)| Mutant {
        rule,
        severity,
        file,
        change,
        beside: None,
        alone: false,
    };
    changes.map(mutant).into()
}

/// Mutants of one file that is checked alone.
pub fn mutants_alone<const N: usize>(
    file: &'static str,
    changes: [(Rule, Severity, Change); N],
) -> Vec<Mutant> {
    let mutants = mutants_of(file, changes).into_iter();
    mutants.map(|mutant| Mutant { alone: true, ..mutant }).collect()
}

/// Mutants of one file beside a change of another one.
pub fn mutants_beside<const N: usize>(
    file: &'static str,
    changes: [(Rule, Severity, Change, &'static str, Change); N],
) -> Vec<Mutant> {
    let mutant = |(rule, severity, change, other, beside)| Mutant {
        rule,
        severity,
        file,
        change,
        beside: Some((other, beside)),
        alone: false,
    };
    changes.map(mutant).into()
}

/// A file of the connector in which nothing is wrong.
pub fn good(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/good");
    fs::read(folder.join(name)).unwrap_or_default()
}

/// The good connector with one file changed.
pub fn changed(file: &str, change: &Change) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in
        [DEFINITION, PROPERTIES, README, ICON, SCRIPT].into_iter().filter(|name| *name != file)
    {
        fs::write(folder.path().join(name), good(name)).unwrap();
    }
    if let Some(content) = change.apply(&good(file)) {
        fs::write(folder.path().join(file), content).unwrap();
    }
    folder
}

/// What is found in the good connector with one file changed, for certification.
pub fn found(file: &str, change: &Change) -> Vec<Finding> {
    found_for(Gate::Certification, file, change)
}

/// What is found for a gate in the good connector with one file changed.
pub fn found_for(gate: Gate, file: &str, change: &Change) -> Vec<Finding> {
    check::check(changed(file, change).path(), gate).unwrap()
}

/// The rules that are broken, and how gravely.
pub fn rules(findings: &[Finding]) -> Vec<(Rule, Severity)> {
    findings.iter().map(|finding| (finding.rule, finding.severity)).collect()
}

/// Asserts that each mutant is found under its own rule and no other, at the changed file.
pub fn assert_found(mutants: &[Mutant]) {
    let mut failures = Vec::new();
    for mutant in mutants {
        let folder = changed(mutant.file, &mutant.change);
        if let Some((other, change)) = &mutant.beside {
            let content = change.apply(&good(other)).unwrap();
            fs::write(folder.path().join(other), content).unwrap();
        }
        let file = folder.path().join(mutant.file);
        let findings =
            check::check(if mutant.alone { &file } else { folder.path() }, Gate::Custom).unwrap();
        let rules: BTreeSet<_> = findings.iter().map(|finding| finding.rule).collect();
        let gravest = findings.iter().map(|finding| finding.severity).max();
        if rules != BTreeSet::from([mutant.rule]) || gravest != Some(mutant.severity) {
            failures.push(format!("{mutant:?}: {findings:#?}"));
        }
        for finding in &findings {
            assert!(finding.message.ends_with(['.', ')', '?']), "{finding:?}");
            let has_lines = file.exists() && mutant.file != ICON;
            assert_eq!(finding.path, if file.exists() { &file } else { folder.path() });
            assert_eq!(finding.line >= 1, has_lines, "{finding:?}");
            let is_json = [DEFINITION, PROPERTIES, SETTINGS].contains(&mutant.file);
            let whole_file = [Rule::D02, Rule::D03, Rule::D15, Rule::F01].contains(&finding.rule);
            assert!(
                !is_json || whole_file || finding.pointer.starts_with('/') || finding.line == 1,
                "{finding:?}"
            );
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Asserts that nothing is wrong after any of these changes.
pub fn assert_fine<const N: usize>(file: &str, changes: [Change; N]) {
    for change in changes {
        assert_eq!(found(file, &change), [], "{change:?}");
    }
}
