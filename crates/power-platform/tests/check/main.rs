//! The checker: each rule is broken by one change to a connector in which nothing is wrong, and then
//! exactly that rule is found.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod broken_files;
mod definition;
mod extras;
mod folder;
mod info;
mod more;
mod operations;
mod parameters;
mod properties;
mod real_styles;
mod schemas;
mod silence;

use std::collections::BTreeSet;

use power_platform::check::{self, Finding, Level, Rule};

use crate::folder::{Folder, good};

const DEFINITION: &str = "apiDefinition.swagger.json";
const PROPERTIES: &str = "apiProperties.json";

/// One change: the rule that it breaks, how much that weighs, what stands in the file, what shall
/// stand there instead.
type Mutant = (Rule, Level, &'static str, &'static str);

/// The good connector with one file changed.
fn changed(file: &str, change: impl FnOnce(String) -> Vec<u8>) -> Vec<Finding> {
    let folder = Folder::new();
    for name in [DEFINITION, PROPERTIES, "readme.md"] {
        folder.write(name, good(name));
    }
    folder.write("icon.png", include_bytes!("good/icon.png"));
    folder.write(file, change(good(file)));
    check::check(&folder.path).unwrap()
}

/// The file with the first of these parts replaced.
fn replaced(text: &str, from: &str, to: &str) -> Vec<u8> {
    assert!(text.contains(from), "{from:?} is in the good file");
    text.replacen(from, to, 1).into_bytes()
}

/// Each mutant is found under its own rule and no other, at the place where it is.
fn are_found(file: &str, mutants: &[Mutant]) {
    for (rule, level, from, to) in mutants {
        let findings = changed(file, |text| replaced(&text, from, to));
        let rules: BTreeSet<_> = findings.iter().map(|finding| finding.rule).collect();
        let expected = BTreeSet::from([*rule]);
        assert_eq!(rules, expected, "{from:?} -> {to:?}: {findings:#?}");
        let gravest = findings.iter().map(|finding| finding.level).max();
        assert_eq!(gravest, Some(*level), "{rule}: {from:?} -> {to:?}");
        for finding in &findings {
            assert!(
                finding.path.ends_with(file) && finding.message.ends_with(['.', ')']),
                "{finding:?}"
            );
            assert!(finding.line >= 1, "{finding:?}");
            let whole_file = [Rule::D02, Rule::D03, Rule::D15, Rule::F01].contains(&finding.rule);
            assert!(
                whole_file || finding.pointer.starts_with('/') || finding.line == 1,
                "{finding:?}"
            );
        }
    }
}

/// Changes after which there is still nothing wrong.
fn are_fine(file: &str, changes: &[(&str, &str)]) {
    for (from, to) in changes {
        let findings = changed(file, |text| replaced(&text, from, to));
        assert_eq!(findings, [], "{from:?} -> {to:?}");
    }
}
