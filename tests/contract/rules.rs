//! Rules of Power Platform that a change to a text or an operation can break.

use std::path::Path;

use power_platform::check::{self, Gate, Rule};
use power_platform::print;

use crate::definition;

#[test]
fn the_checker_finds_nothing_in_the_files_but_what_the_published_description_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["apiDefinition.swagger.json", "apiProperties.json"].map(|name| root.join(name));
    let report = check::check_all(&files, Gate::Certification);
    let found: Vec<_> =
        report.findings().map(|found| (found.rule, found.pointer.as_str())).collect();
    assert_eq!(found, [(Rule::I07, "/info/description")], "{}", report.json_lines());
}

/// The checker leaves this to people.
#[test]
fn every_schema_is_referred_to() {
    let definition = definition();
    let printed = print(&definition);
    assert_eq!(definition.definitions.len(), 7);
    for name in definition.definitions.keys() {
        assert!(printed.contains(&format!("\"#/definitions/{name}\"")), "{name}");
    }
}
