//! The command, as people and programs use it.

use std::process::Command;

use serde_json::Value;

use crate::folder::{Folder, good};

const DEFINITION: &str = "apiDefinition.swagger.json";

fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prowfm-auth"));
    let output = command.args(["connector", "check"]).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A definition with an error and a warning.
fn bad(folder: &Folder) -> String {
    let text = good(DEFINITION).replacen("\"/v1\"", "\"v1\"", 1).replacen(
        "        \"https\"\n",
        "        \"http\"\n",
        1,
    );
    folder.write(DEFINITION, text).to_str().unwrap().to_owned()
}

#[test]
fn for_people_findings_are_grouped_by_file_with_lines() {
    let folder = Folder::new();
    let path = bad(&folder);
    let (code, stdout, stderr) = run(&[&path]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    insta::assert_snapshot!(stderr.replace(&path, "[path]"));
}

#[test]
fn for_programs_there_is_one_object_a_line() {
    let folder = Folder::new();
    let path = bad(&folder);
    let (code, stdout, _) = run(&[&path, "--format", "json"]);
    assert_eq!(code, 1);
    let lines: Vec<Value> =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["rule"], &lines[0]["level"]), (&"H03".into(), &"error".into()));
    assert_eq!((&lines[0]["path"], &lines[0]["pointer"]), (&path.into(), &"/basePath".into()));
    assert!(lines[0]["message"].as_str().unwrap().contains("slash"));
    assert_eq!((&lines[1]["rule"], &lines[1]["pointer"]), (&"H04".into(), &"/schemes/0".into()));
}

#[test]
fn the_exit_code_says_whether_there_is_an_error_or_what_is_denied() {
    let folder = Folder::new();
    let text = good(DEFINITION).replacen("        \"https\"\n", "        \"http\"\n", 1);
    let warned = folder.write("warned.json", text);
    let warned = warned.to_str().unwrap();
    let fine = format!("{}/crates/power-platform/tests/check/good", env!("CARGO_MANIFEST_DIR"));
    assert_eq!(run(&[&fine]).0, 0);
    assert_eq!(run(&[warned]).0, 0);
    assert_eq!(run(&[warned, "--deny", "warning"]).0, 1);
    assert_eq!(run(&[&fine, warned, "--deny", "warning"]).0, 1);
    assert_eq!(run(&[&fine, "--deny", "guidance"]).0, 0);
    assert_eq!(run(&["--deny", "nothing", &fine]).0, 2);
    assert_eq!(run(&[]).0, 2);
    let (code, stdout, _) = run(&["/nowhere/at/all", warned, "--format", "json"]);
    assert_eq!(code, 1);
    let lines: Vec<Value> =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines[0]["message"].as_str().unwrap().contains("/nowhere/at/all cannot be read"));
    assert_eq!(lines[1]["rule"], "H04", "one bad path does not hide the others");
}

#[test]
fn many_connectors_are_reported_in_the_order_in_which_they_are_named() {
    let folder = Folder::new();
    let text = good(DEFINITION).replacen("\"/v1\"", "\"v1\"", 1);
    let names: Vec<_> = (0..40)
        .map(|i| folder.write(&format!("{i}.json"), &text).to_str().unwrap().to_owned())
        .collect();
    let mut arguments: Vec<_> = names.iter().map(String::as_str).collect();
    arguments.extend(["--format", "json"]);
    let (_, stdout, _) = run(&arguments);
    let found = stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let paths: Vec<_> = found.map(|line| line["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(paths, names);
}

#[test]
fn the_rules_are_listed_with_who_judges_them() {
    let (code, stdout, _) = run(&["--list-rules"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(stdout);
}
