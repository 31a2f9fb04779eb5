use power_platform::check::{self, CheckError, Level, Rule};

use super::{DEFINITION, changed};
use crate::folder::{Folder, good};

fn found(bytes: impl FnOnce(String) -> Vec<u8>) -> Vec<(Rule, Level)> {
    changed(DEFINITION, bytes).into_iter().map(|finding| (finding.rule, finding.level)).collect()
}

#[test]
fn what_is_no_json_is_one_error() {
    let whole = |text: &str| text.as_bytes().to_vec();
    for text in
        ["", "{", "swagger: '2.0'", "{\"a\": }", "{'a': 1}", "{\"a\": 1} x", "{\"a\" 1}", "nul"]
    {
        assert_eq!(found(|_| whole(text)), [(Rule::F01, Level::Error)], "{text:?}");
    }
    assert_eq!(found(|_| b"{\"a\": \"\xff\"}".to_vec()), [(Rule::F01, Level::Error)]);
    assert_eq!(
        found(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        [(Rule::F01, Level::Error)]
    );
}

#[test]
fn comments_and_trailing_commas_are_forgiven_with_a_warning() {
    let comment = |text: String| text.replacen('{', "{\n    // a comment", 1).into_bytes();
    assert_eq!(found(comment), [(Rule::F01, Level::Warning)]);
    let comma = |text: String| text.replacen("\"https\"\n", "\"https\",\n", 1).into_bytes();
    assert_eq!(found(comma), [(Rule::F01, Level::Warning)]);
}

#[test]
fn a_byte_order_mark_is_a_warning() {
    let marked = |text: String| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    assert_eq!(found(marked), [(Rule::D15, Level::Warning)]);
}

#[test]
fn documents_that_are_no_objects_are_harmless() {
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
        let rules = found(|_| text.as_bytes().to_vec());
        assert!(rules.contains(&(Rule::D01, Level::Error)), "{text}: {rules:?}");
    }
}

#[test]
fn fifty_megabytes_are_reported_and_not_looked_into() {
    let rules = found(|_| vec![b'{'; 50_000_000]);
    assert_eq!(rules, [(Rule::D02, Level::Error), (Rule::F01, Level::Error)]);
}

#[test]
fn deep_nesting_is_no_crash() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"properties\":{\"a\":", "}}")] {
        let nested = open.repeat(100_000) + "1" + &close.repeat(100_000);
        assert_eq!(found(|_| nested.into_bytes()).last(), Some(&(Rule::F01, Level::Error)));
        let schema = open.repeat(200) + "{}" + &close.repeat(200);
        found(|text| {
            let definitions = "    \"definitions\": {\n";
            text.replacen(definitions, &format!("{definitions}\"Deep\": {schema},\n"), 1)
                .into_bytes()
        });
    }
}

#[test]
fn circles_of_references_are_found_and_end() {
    let circle = |text: String| {
        let definitions = "    \"definitions\": {\n";
        let a = "        \"A\": {\"type\": \"object\", \"properties\": {\"b\": {\"$ref\": \"#/definitions/B\"}}},\n";
        let b =
            "        \"B\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/A\"}},\n";
        text.replacen(definitions, &format!("{definitions}{a}{b}"), 1).into_bytes()
    };
    assert_eq!(found(circle), [], "a circle that may end is no fault");
    let chain = |text: String| {
        let definitions = "    \"definitions\": {\n";
        let mut links = String::new();
        for i in 0..5_000 {
            let next = (i + 1) % 5_000;
            links += &format!("        \"L{i}\": {{\"$ref\": \"#/definitions/L{next}\"}},\n");
        }
        text.replacen(definitions, &format!("{definitions}{links}"), 1).into_bytes()
    };
    let circle = found(chain);
    assert_eq!(circle.len(), 5_000);
    assert!(circle.iter().all(|found| *found == (Rule::D08, Level::Error)));
    // Each requires the next one, and the last one the first.
    let required = |text: String| {
        let definitions = "    \"definitions\": {\n";
        let mut links = String::new();
        for i in 0..5_000 {
            let next = (i + 1) % 5_000;
            links += &format!(
                "        \"L{i}\": {{\"type\": \"object\", \"required\": [\"n\"], \"properties\": \
                 {{\"n\": {{\"$ref\": \"#/definitions/L{next}\"}}}}}},\n"
            );
        }
        text.replacen(definitions, &format!("{definitions}{links}"), 1).into_bytes()
    };
    assert_eq!(found(required), [(Rule::D08, Level::Error)], "the circle is reported once");
}

#[test]
fn a_pipe_is_not_waited_for() {
    let folder = Folder::new();
    let pipe = folder.path.join(DEFINITION);
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(matches!(check::check(&folder.path), Err(CheckError::NoConnector(_))));
    assert!(matches!(check::check(&pipe), Err(CheckError::Unreadable(..))));
}

#[test]
fn what_cannot_be_read_is_an_error_that_names_it() {
    let folder = Folder::new();
    let nothing = folder.path.join("nothing");
    assert!(
        matches!(check::check(&nothing), Err(CheckError::Unreadable(path, _)) if path == nothing)
    );
    assert!(matches!(check::check(&folder.path), Err(CheckError::NoConnector(_))));
}

/// Any single change to a good file is answered, never by a panic.
#[test]
fn cutting_or_changing_a_file_anywhere_is_harmless() {
    let text = good(DEFINITION).into_bytes();
    for at in (0..text.len()).step_by(97) {
        found(|_| text[..at].to_vec());
        for byte in [b'"', b'{', b']', b'0', 0xff] {
            let mut changed = text.clone();
            changed[at] = byte;
            found(|_| changed);
        }
    }
}
