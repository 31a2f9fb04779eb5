use std::path::Path;
use std::process::Command;

use power_platform::check::Severity::{Custom, Solution, Warning};
use power_platform::check::{self, CheckError, Gate, Rule, Severity};
use serde_json::{Value, json};

use crate::mutant::{DEFINITION, Mutant, SETTINGS, assert_found, found, good, mutants_of, rules};
use crate::patch::{Change, add, text};

pub fn mutants() -> Vec<Mutant> {
    let settings = br#"{"apiDefinition": "x", "conector": "y"}"#;
    let mut mutants = mutants_of(
        DEFINITION,
        [
            (Rule::F01, Custom, Change::Content(Vec::new())),
            (Rule::F01, Custom, text("\"swagger\": ", "")),
            (Rule::F01, Custom, Change::Content(b"{\"a\": \"\xff\0\"}".to_vec())),
            (Rule::F01, Warning, text("{", "{\n    // a comment")),
            (Rule::F01, Warning, text("\"https\"\n", "\"https\",\n")),
            (Rule::F01, Warning, text("Good Things\"", "Good\tThings\"")),
            (
                Rule::F02,
                Warning,
                text("    \"basePath\"", "    \"basePath\": \"/v1\",\n    \"basePath\""),
            ),
        ],
    );
    mutants
        .extend(mutants_of(SETTINGS, [(Rule::F03, Warning, Change::Content(settings.to_vec()))]));
    mutants
}

#[test]
fn each_mutant_of_a_file_is_found() {
    assert_found(&mutants());
}

fn found_in(content: impl Into<Vec<u8>>) -> Vec<(Rule, Severity)> {
    rules(&found(DEFINITION, &Change::Content(content.into())))
}

#[test]
fn text_that_is_not_json_is_one_error() {
    for text in
        ["", "{", "swagger: '2.0'", "{\"a\": }", "{'a': 1}", "{\"a\": 1} x", "{\"a\" 1}", "nul"]
    {
        assert_eq!(found_in(text), [(Rule::F01, Custom)], "{text:?}");
    }
    let utf_16: Vec<_> = String::from_utf8(good(DEFINITION))
        .unwrap()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(found_in(utf_16), [(Rule::F01, Custom)]);
}

#[test]
fn documents_that_are_not_objects_are_harmless() {
    for text in [
        "[]",
        "null",
        "7",
        "\"text\"",
        "[[[1]]]",
        "{}",
        "{\"paths\": 7}",
        "{\"paths\": {\"/a\": []}}",
    ] {
        let rules = found_in(text);
        assert!(rules.contains(&(Rule::D01, Custom)), "{text}: {rules:?}");
    }
}

#[test]
fn fifty_megabytes_are_reported_and_not_parsed() {
    assert_eq!(found_in(vec![b'{'; 50_000_000]), [(Rule::D02, Solution), (Rule::F01, Custom)]);
}

#[test]
fn deep_nesting_does_not_crash() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"properties\":{\"a\":", "}}")] {
        let nested = open.repeat(100_000) + "1" + &close.repeat(100_000);
        assert_eq!(found_in(nested).last(), Some(&(Rule::F01, Custom)));
        let schema = open.repeat(200) + "{}" + &close.repeat(200);
        let definitions = "    \"definitions\": {\n";
        let deep = text(definitions, format!("{definitions}\"Deep\": {schema},\n"));
        found(DEFINITION, &deep);
    }
}

/// Definitions of which each one contains the next, and the last one the first. One line each, to
/// stay below the maximum size of a file.
fn circle(definition: impl Fn(&str) -> Value) -> Change {
    let start = "    \"definitions\": {\n";
    let links = (0..5_000).map(|i| {
        let next = format!("#/definitions/L{}", (i + 1) % 5_000);
        format!("        \"L{i}\": {},\n", definition(&next))
    });
    text(start, start.to_owned() + &links.collect::<String>())
}

#[test]
fn circles_of_references_are_found_and_end() {
    let optional = add(
        "/definitions/A",
        json!({"type": "object", "properties": {"b": {"$ref": "#/definitions/B"}}}),
    )
    .and(add("/definitions/B", json!({"type": "array", "items": {"$ref": "#/definitions/A"}})));
    assert_eq!(found(DEFINITION, &optional), [], "a circle that may end is fine");
    let references = circle(|next| json!({"$ref": next}));
    assert_eq!(rules(&found(DEFINITION, &references)), [(Rule::D08, Custom); 5_000]);
    let required = circle(
        |next| json!({"type": "object", "required": ["n"], "properties": {"n": {"$ref": next}}}),
    );
    assert_eq!(rules(&found(DEFINITION, &required)), [(Rule::D08, Custom)], "it is reported once");
}

#[test]
fn a_pipe_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join(DEFINITION);
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(matches!(check::check(folder.path(), Gate::Custom), Err(CheckError::NoConnector(_))));
    assert!(matches!(check::check(&pipe, Gate::Custom), Err(CheckError::Unreadable(..))));
}

#[test]
fn a_path_that_cannot_be_read_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nothing");
    let is_missing = |path: &Path| path == missing;
    assert!(
        matches!(check::check(&missing, Gate::Custom), Err(CheckError::Unreadable(path, _)) if is_missing(&path))
    );
    assert!(matches!(check::check(folder.path(), Gate::Custom), Err(CheckError::NoConnector(_))));
}

/// No single change to a good file makes the checker panic.
#[test]
fn cutting_or_changing_a_file_anywhere_is_harmless() {
    let text = good(DEFINITION);
    for at in (0..text.len()).step_by(97) {
        found_in(&text[..at]);
        for byte in [b'"', b'{', b']', b'0', 0xff] {
            let mut changed = text.clone();
            changed[at] = byte;
            found_in(changed);
        }
    }
}
