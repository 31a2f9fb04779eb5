//! `power-connector`, as people and programs use it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod check;
mod folder;

use std::process::Command;

/// A connector that the models read completely.
const THINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/things");

/// Exit code, stdout, stderr.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_power-connector"));
    let output = command.args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}
