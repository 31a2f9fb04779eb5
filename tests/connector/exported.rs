//! The files of a connector, for the tests of each kind.

use std::fs;

use power_platform::File;
use power_platform::check::{self, Gate, Level};
use serde_json::Value;
use tempfile::TempDir;

/// The files in a folder of their own.
pub fn written(files: &[File]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in files {
        fs::write(folder.path().join(file.name), &file.bytes).unwrap();
    }
    folder
}

pub fn text(files: &[File], name: &str) -> String {
    let file = files.iter().find(|file| file.name == name).unwrap();
    String::from_utf8(file.bytes.clone()).unwrap()
}

pub fn parsed(files: &[File], name: &str) -> Value {
    serde_json::from_str(&text(files, name)).unwrap()
}

/// Asserts that no gate has more to say of the files than guidance.
pub fn assert_passes_every_gate(files: &[File], what: &str) {
    let folder = written(files);
    for gate in [Gate::Custom, Gate::Solution, Gate::Certification] {
        let findings = check::check(folder.path(), gate).unwrap();
        let grave: Vec<_> = findings.iter().filter(|f| f.level > Level::Guidance).collect();
        assert!(grave.is_empty(), "{what} {gate:?}: {grave:#?}");
    }
}
