//! `power-connector`, as people and programs use it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod check;
mod corrections;
mod folder;
mod formats;
mod generate;
mod inputs;
mod settings;

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// A connector that the models read completely.
const THINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/things");

/// Exit code, stdout, stderr.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_power-connector"));
    texts(command.args(arguments).output().unwrap())
}

fn run_with_stdin(arguments: &[&str], stdin: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_power-connector"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    texts(child.wait_with_output().unwrap())
}

fn texts(output: Output) -> (i32, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}
