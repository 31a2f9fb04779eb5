//! `--diff` and `--fix`.

use std::fs;

use tempfile::TempDir;

use crate::run;

const GOOD: &str = include_str!("../check/good/apiDefinition.swagger.json");
const GOOD_PROPERTIES: &str = include_str!("../check/good/apiProperties.json");

/// A connector in which these texts of the good one are replaced.
fn connector(changes: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let replace = |text: &str| {
        changes.iter().fold(text.to_owned(), |text, (from, to)| text.replacen(from, to, 1))
    };
    let (definition, properties) = (replace(GOOD), replace(GOOD_PROPERTIES));
    assert!(definition != GOOD || properties != GOOD_PROPERTIES, "{changes:?}");
    fs::write(folder.path().join("apiDefinition.swagger.json"), definition).unwrap();
    fs::write(folder.path().join("apiProperties.json"), properties).unwrap();
    folder
}

fn check(folder: &TempDir, options: &[&str]) -> (i32, String, String) {
    let path = folder.path().to_str().unwrap();
    let (code, stdout, stderr) = run(&[&["check", path, "--ignore", "X"], options].concat());
    (code, stdout.replace(path, "[folder]"), stderr.replace(path, "[folder]"))
}

fn files(folder: &TempDir) -> [String; 2] {
    ["apiDefinition.swagger.json", "apiProperties.json"]
        .map(|name| fs::read_to_string(folder.path().join(name)).unwrap())
}

#[test]
fn the_diff_is_shown_and_nothing_is_changed() {
    let folder = connector(&[("\"required\": true", "\"required\": \"true\"")]);
    let before = files(&folder);
    let (code, stdout, stderr) = check(&folder, &["--diff"]);
    assert_eq!((code, stderr.as_str()), (1, ""));
    insta::assert_snapshot!(stdout, @r#"
    --- [folder]/apiDefinition.swagger.json
    +++ [folder]/apiDefinition.swagger.json
    @@ -48,5 +48,5 @@
                             "in": "query",
                             "type": "string",
    -                        "required": "true",
    +                        "required": true,
                             "default": "2",
                             "x-ms-visibility": "internal"
    "#);
    assert_eq!(files(&folder), before);
    let (_, stdout, _) = check(&folder, &[]);
    assert!(
        stdout.ends_with("--diff shows what can be corrected, --fix corrects it.\n"),
        "{stdout}"
    );
}

#[test]
fn what_has_one_remedy_becomes_what_it_was() {
    for changes in [
        &[("\"required\": true", "\"required\": \"true\"")][..],
        &[("\"https\"\n", "\"https\", // the only one\n")],
        &[("{\n", "{\n    // A comment.\n")],
        &[("Good Things", "Good\tThings")],
        &[("{\n", "\u{feff}{\n")],
        &[("\"required\": \"true\"", "\"required\": true")],
        &[(
            "    \"host\": \"things.contoso.com\",\n    \"basePath\": \"/v1\",\n",
            "    \"basePath\": \"/v1\",\n    \"host\": \"things.contoso.com\",\n",
        )],
    ] {
        let folder = connector(changes);
        let (code, stdout, stderr) = check(&folder, &["--fix"]);
        assert_eq!(code, 0, "{changes:?}: {stdout}");
        assert!(stderr.contains(" corrected\n"), "{changes:?}: {stderr} {stdout}");
        // A tab stays, as its escape.
        let escaped = |text: &str| text.replace("Good Things", "Good\\tThings");
        let expected = [GOOD, GOOD_PROPERTIES].map(escaped);
        assert_eq!(files(&folder).map(|text| escaped(&text)), expected, "{changes:?}");
        assert_eq!(check(&folder, &["--diff"]), (0, String::new(), String::new()));
    }
}

#[test]
fn the_encoding_of_a_variable_is_added_where_it_belongs_and_removed_where_not() {
    let encoding = ",\n                        \"x-ms-url-encoding\": \"single\"";
    assert!(GOOD.contains(encoding), "the good connector specifies it");
    let folder = connector(&[(encoding, "")]);
    assert!(check(&folder, &["--fix"]).2.contains(": 1 fault corrected"));
    assert_eq!(files(&folder)[0], GOOD);
    let query = "\"in\": \"query\",";
    let folder = connector(&[(query, "\"in\": \"query\",\n \"x-ms-url-encoding\": \"single\",")]);
    assert_eq!(check(&folder, &["--fix"]).0, 0);
    assert_eq!(files(&folder)[0], GOOD);
}

#[test]
fn what_is_ignored_is_not_corrected() {
    let folder = connector(&[("\"required\": true", "\"required\": \"true\"")]);
    let before = files(&folder);
    check(&folder, &["--fix", "--ignore", "D16"]);
    assert_eq!(files(&folder), before);
}
