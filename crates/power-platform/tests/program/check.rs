use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::run;

/// The definition in which nothing is wrong.
const GOOD: &str = include_str!("../check/good/apiDefinition.swagger.json");

fn check(arguments: &[&str]) -> (i32, String, String) {
    run(&[&["check"], arguments].concat())
}

fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A definition with a warning.
fn warned() -> String {
    GOOD.replacen("        \"https\"\n", "        \"http\"\n", 1)
}

/// A definition with an error and a warning.
fn bad(folder: &TempDir) -> String {
    write(folder, "apiDefinition.swagger.json", &warned().replacen("\"/v1\"", "\"v1\"", 1))
}

fn objects(stdout: &str) -> Vec<Value> {
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn for_people_findings_are_grouped_by_file_with_their_lines() {
    let folder = TempDir::new().unwrap();
    let path = bad(&folder);
    let (code, stdout, stderr) = check(&[&path]);
    assert_eq!((code, stderr.as_str()), (1, ""));
    insta::assert_snapshot!(stdout.replace(&path, "[path]"), @r#"
    [path]
       14:17  error     H03  basePath must start with a slash.
                             /basePath
          14 | "basePath": "v1",
             |             ^^^^
        16:9  warning   H04  With http, credentials and data are sent unencrypted. Use only https.
                             /schemes/0
          16 | "http"
             | ^^^^^^

    1 connector: 1 error, 1 warning, 0 of guidance
    --all shows every finding, --statistics how many there are.
    "#);
}

#[test]
fn for_programs_there_is_one_object_a_line() {
    let folder = TempDir::new().unwrap();
    let path = bad(&folder);
    let (code, stdout, _) = check(&[&path, "--format", "json"]);
    assert_eq!(code, 1);
    let lines = objects(&stdout);
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["rule"], &lines[0]["level"]), (&"H03".into(), &"error".into()));
    assert_eq!((&lines[0]["path"], &lines[0]["pointer"]), (&path.into(), &"/basePath".into()));
    assert_eq!((&lines[0]["line"], &lines[0]["column"]), (&14.into(), &17.into()));
    assert!(lines[0]["message"].as_str().unwrap().contains("slash"));
    assert_eq!((&lines[1]["rule"], &lines[1]["pointer"]), (&"H04".into(), &"/schemes/0".into()));
}

#[test]
fn the_exit_code_says_whether_there_is_an_error_or_what_is_denied() {
    let folder = TempDir::new().unwrap();
    let warned = &write(&folder, "warned.json", &warned());
    let fine = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/check/good");
    assert_eq!(check(&[fine]).0, 0);
    assert_eq!(check(&[warned]).0, 0);
    assert_eq!(check(&[warned, "--deny", "warning"]).0, 1);
    assert_eq!(check(&[fine, warned, "--deny", "warning"]).0, 1);
    assert_eq!(check(&[fine, "--deny", "guidance"]).0, 0);
    assert_eq!(check(&["--deny", "nothing", fine]).0, 2);
    assert_eq!(check(&[]).0, 2);
    let (code, stdout, stderr) = check(&["/nowhere/at/all", warned, "--format", "json"]);
    assert_eq!(code, 2, "it could not look");
    assert!(stderr.starts_with("error: /nowhere/at/all cannot be read: "), "{stderr}");
    let lines = objects(&stdout);
    assert!(lines[0]["message"].as_str().unwrap().contains("/nowhere/at/all cannot be read"));
    assert_eq!(lines[1]["rule"], "H04", "one bad path does not hide the others");
}

#[test]
fn many_connectors_are_reported_in_the_order_in_which_they_are_named() {
    let folder = TempDir::new().unwrap();
    let text = GOOD.replacen("\"/v1\"", "\"v1\"", 1);
    let names: Vec<_> = (0..40).map(|i| write(&folder, &format!("{i}.json"), &text)).collect();
    let mut arguments: Vec<_> = names.iter().map(String::as_str).collect();
    arguments.extend(["--format", "json"]);
    let (_, stdout, _) = check(&arguments);
    let paths = objects(&stdout).into_iter().map(|line| line["path"].as_str().unwrap().to_owned());
    assert_eq!(paths.collect::<Vec<_>>(), names);
}

#[test]
fn the_rules_are_listed_with_who_checks_them() {
    let (code, stdout, _) = check(&["--list-rules"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(stdout);
}

#[test]
fn a_rule_is_explained() {
    let (code, stdout, stderr) = run(&["rule", "h03"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(
        stdout.starts_with("H03  basePath starts with a slash.\n\n     for custom "),
        "{stdout}"
    );
    assert!(stdout.contains("\n     for certification  error or warning\n"), "{stdout}");
    assert!(stdout.contains("\n     Source: https://"), "{stdout}");
    assert!(stdout.ends_with("docs/connector-check.md#h03\n"), "{stdout}");
    assert_eq!(run(&["rule"]).1, check(&["--list-rules"]).1);
    let (code, _, stderr) = run(&["rule", "H3"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("there is no such rule: did you mean H03"), "{stderr}");
}
