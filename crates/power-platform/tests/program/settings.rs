//! `connector-check.toml` and the baseline.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const GOOD: &str = include_str!("../check/good/apiDefinition.swagger.json");

/// A folder with two connectors, each with one error (H03) and one warning (H04).
fn connectors() -> TempDir {
    let folder = TempDir::new().unwrap();
    let text = GOOD.replacen("\"/v1\"", "\"v1\"", 1);
    let text = text.replacen("        \"https\"\n", "        \"http\"\n", 1);
    for name in ["old/a", "new/b"] {
        fs::create_dir_all(folder.path().join(name)).unwrap();
        let path = folder.path().join(name).join("apiDefinition.swagger.json");
        fs::write(path, &text).unwrap();
    }
    folder
}

/// Exit code, stderr, and connector and rule of what is found, when run in this folder.
fn check(folder: &Path, options: &[&str]) -> (i32, Vec<String>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_power-connector"));
    command.args(["check", ".", "--format", "json", "--ignore", "X"]).args(options);
    let output = command.current_dir(folder).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let found = stdout.lines().filter(|line| line.starts_with('{')).map(|line| {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        let path = Path::new(finding["path"].as_str().unwrap()).parent().unwrap();
        format!("{} {}", path.file_name().unwrap().display(), finding["rule"].as_str().unwrap())
    });
    let code = output.status.code().unwrap();
    (code, found.collect(), String::from_utf8(output.stderr).unwrap())
}

fn found(folder: &Path, options: &[&str]) -> (i32, Vec<String>) {
    let (code, found, stderr) = check(folder, options);
    assert_eq!(stderr, "");
    (code, found)
}

fn configure(folder: &TempDir, text: &str) {
    fs::write(folder.path().join("connector-check.toml"), text).unwrap();
}

#[test]
fn settings_are_read_from_the_nearest_file() {
    let folder = connectors();
    let here = folder.path();
    assert_eq!(
        found(here, &[]),
        (1, vec!["b H03".into(), "b H04".into(), "a H03".into(), "a H04".into()])
    );
    configure(&folder, "ignore = [\"H03\"]\n");
    assert_eq!(found(here, &[]), (0, vec!["b H04".into(), "a H04".into()]));
    assert_eq!(found(&here.join("old"), &[]), (0, vec!["a H04".into()]));
    configure(&folder, "ignore = [\"H03\"]\ndeny = \"warning\"\n");
    assert_eq!(found(here, &[]).0, 1);
    assert_eq!(found(here, &["--ignore", "H04"]), (0, vec![]), "both count");
    configure(&folder, "select = [\"H04\"]\n");
    assert_eq!(found(here, &["--select", "H03"]).1, ["b H03", "a H03"], "the flag counts");
    fs::write(here.join("other.toml"), "select = [\"S\"]").unwrap();
    assert_eq!(found(here, &["--config", "other.toml"]), (0, vec![]));
}

#[test]
fn rules_are_ignored_in_a_folder() {
    let folder = connectors();
    for old in ["old", "old/", "old/a", "o*", "**/a"] {
        configure(&folder, &format!("[folders]\n\"{old}\" = {{ ignore = [\"H03\"] }}\n"));
        assert_eq!(found(folder.path(), &[]).1, ["b H03", "b H04", "a H04"], "{old}");
        assert_eq!(found(&folder.path().join("old"), &[]).1, ["a H04"], "{old}");
    }
}

#[test]
fn the_gate_can_be_set() {
    let folder = connectors();
    let path = folder.path().join("old/a/apiDefinition.swagger.json");
    let text = fs::read_to_string(&path).unwrap().replacen("\"contact\"", "\"x-contact\"", 1);
    fs::write(path, text).unwrap();
    let only = ["--select", "I09"];
    assert_eq!(found(folder.path(), &only), (0, vec!["a I09".into()]));
    configure(&folder, "for = \"certification\"\n");
    assert_eq!(found(folder.path(), &only), (1, vec!["a I09".into()]));
    assert_eq!(
        found(folder.path(), &["--for", "custom", "--select", "I09"]).0,
        0,
        "the flag counts"
    );
}

#[test]
fn a_mistake_in_the_settings_is_named_with_its_line() {
    let folder = connectors();
    for (text, message) in [
        ("ingore = []", "unknown field `ingore`"),
        ("ignore = [\"H3\"]", "there is no such rule: did you mean H03"),
        ("for = \"all\"", "the gates are custom, solution and certification"),
        ("deny = \"error\"", "expected `warning` or `guidance`"),
        ("[folders]\n\"[\" = { ignore = [] }", "is not a path or glob"),
        ("[folders]\na = { ingore = [] }", "unknown field `ingore`"),
    ] {
        configure(&folder, text);
        let (code, _, stderr) = check(folder.path(), &[]);
        assert_eq!(code, 2, "{text}");
        assert!(stderr.contains(message), "{text}: {stderr}");
    }
    assert_eq!(check(folder.path(), &["--config", "nowhere.toml"]).0, 2);
}

#[test]
fn what_is_in_the_baseline_is_not_reported_again() {
    let folder = connectors();
    let here = folder.path();
    assert_eq!(found(here, &["--write-baseline"]), (0, vec![]));
    let baseline = "connector-check-baseline.json";
    let written = fs::read_to_string(here.join(baseline)).unwrap();
    insta::assert_snapshot!(written, @r#"
    {
        "findings": {
            "new/b/apiDefinition.swagger.json": {
                "H03": [
                    "/basePath"
                ],
                "H04": [
                    "/schemes/0"
                ]
            },
            "old/a/apiDefinition.swagger.json": {
                "H03": [
                    "/basePath"
                ],
                "H04": [
                    "/schemes/0"
                ]
            }
        }
    }
    "#);
    assert_eq!(found(here, &["--baseline", baseline]), (0, vec![]));
    configure(&folder, &format!("baseline = \"{baseline}\"\n"));
    assert_eq!(found(&here.join("new"), &[]), (0, vec![]), "wherever it is run");
    let path = here.join("new/b/apiDefinition.swagger.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, "\n\n".to_owned() + &text.replacen("GetThing", "Get-Thing", 1)).unwrap();
    assert_eq!(found(here, &[]), (0, vec!["b O02".into()]), "other lines, and a new finding");
    fs::remove_file(here.join(baseline)).unwrap();
    let (code, _, stderr) = check(here, &[]);
    assert_eq!(code, 2);
    assert!(stderr.contains("--write-baseline writes it"), "{stderr}");
}
