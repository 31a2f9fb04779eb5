//! What `check` accepts: folders in folders, solutions, stdin.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use power_platform::Connector;
use power_platform::solution::{Solution, package};
use serde_json::Value;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::{THINGS, run, run_with_stdin};

const GOOD: &str = include_str!("../check/good/apiDefinition.swagger.json");
const DEFINITION: &str = "apiDefinition.swagger.json";

/// A definition with one error, H03.
fn bad() -> String {
    GOOD.replacen("\"/v1\"", "\"v1\"", 1)
}

fn write(path: &Path, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Exit code, and path, line, rule and pointer of the errors.
fn errors_at(path: &Path) -> (i32, Vec<String>) {
    let (code, stdout, _) = run(&["check", path.to_str().unwrap(), "--format", "json"]);
    let findings = stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let errors = findings.filter(|finding| finding["level"] == "error").map(|finding| {
        let file = Path::new(finding["path"].as_str().unwrap()).strip_prefix(path).unwrap();
        let [rule, pointer] = ["rule", "pointer"].map(|key| finding[key].as_str().unwrap());
        format!("{} {} {rule} {pointer}", file.display(), finding["line"])
    });
    (code, errors.collect())
}

#[test]
fn a_folder_is_searched_for_connectors_but_not_where_git_does_not_look() {
    let folder = TempDir::new().unwrap();
    for connector in ["b/two", "a/one", "ignored/three", ".hidden/four"] {
        write(&folder.path().join(connector).join(DEFINITION), bad());
    }
    write(&folder.path().join(".gitignore"), "ignored/\n");
    write(&folder.path().join("a/notes.json"), "{");
    let (code, errors) = errors_at(folder.path());
    assert_eq!(code, 1);
    assert_eq!(
        errors,
        [
            "a/one/apiDefinition.swagger.json 14 H03 /basePath",
            "b/two/apiDefinition.swagger.json 14 H03 /basePath"
        ]
    );
}

#[test]
fn about_many_connectors_the_report_goes_through_the_rules() {
    let folder = TempDir::new().unwrap();
    for name in ["a", "b", "c", "d"] {
        write(&folder.path().join(name).join(DEFINITION), bad());
    }
    let path = folder.path().to_str().unwrap();
    let (code, stdout, _) = run(&["check", path]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(stdout.replace(path, "[folder]"), @r"
    error     H03  basePath starts with a slash. (4 times in 4 connectors)
                   [folder]/a/apiDefinition.swagger.json:14:17: basePath must start with a slash.

    4 connectors: 4 errors, 0 warnings, 8 of guidance
    --all shows every finding, --statistics how many there are.
    ");
    let (_, all, _) = run(&["check", path, "--all"]);
    assert_eq!(all.matches("  H03  ").count(), 4, "{all}");
    assert_eq!(all.matches("  X05  ").count(), 4, "{all}");
    let (code, statistics, _) = run(&["check", path, "--statistics"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(statistics, @r"
     findings  connectors  level     rule
            4           4  error     H03   basePath starts with a slash.
            4           4  guidance  X03   The icon is a square PNG on the brand colour.
            4           4  guidance  X05   The connector has a readme.
    4 connectors: 4 errors, 0 warnings, 8 of guidance
    ");
}

#[test]
fn a_folder_without_a_connector_could_not_be_checked() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    let (code, stdout, stderr) = run(&["check", path]);
    assert_eq!(code, 2);
    assert_eq!(stderr, format!("error: {path} has no apiDefinition.swagger.json\n"));
    assert_eq!(stdout, "0 connectors: 0 errors, 0 warnings, 0 of guidance\n");
}

/// The files of a solution with a colour that is no colour, and a policy without a value.
fn solution() -> Vec<(String, Vec<u8>)> {
    let connector = Connector::open(THINGS.as_ref()).unwrap();
    let (prefix, version) = ("contoso".parse().unwrap(), "1.0".parse().unwrap());
    let solution =
        Solution { prefix, version, generated_by: "a test".to_owned(), host_variable: None };
    let zip = package(&connector, &solution).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let files = (0..archive.len()).map(|index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let broken = text.replace("x-ms-apimTemplateParameter.value", "x-ms-misnamed");
        let unchanged = broken == text;
        let bytes = if unchanged { bytes.clone() } else { broken.into_bytes() };
        (file.name().unwrap().into_owned(), bytes)
    });
    files.collect()
}

const POLICY: &str = "Connector/contoso_allofourthingsv2_policytemplateinstances.json 5 A11 \
                      /0/parameters";

#[test]
fn a_solution_is_checked_and_findings_are_in_its_files() {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in solution() {
        write(&folder.path().join("unpacked").join(name), bytes);
    }
    assert_eq!(errors_at(&folder.path().join("unpacked")), (1, vec![POLICY.to_owned()]));
    let packed = folder.path().join("packed.zip");
    let mut zip = ZipWriter::new(fs::File::create(&packed).unwrap());
    for (name, bytes) in solution() {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap();
    assert_eq!(errors_at(&packed), (1, vec![POLICY.to_owned()]));
}

/// As `SolutionPackager` and `pac solution unpack` write it.
#[test]
fn an_unpacked_solution_of_the_packager_is_found_in_a_tree_and_by_its_file() {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in solution() {
        let name = name.replace("Connector/", "Connectors/");
        let name = match name.as_str() {
            "customizations.xml" => "Connectors/contoso_allofourthingsv2.xml",
            "solution.xml" => "Other/Solution.xml",
            name => name,
        };
        write(&folder.path().join("src").join(name), bytes);
    }
    let policy = format!("src/{}", POLICY.replace("Connector/", "Connectors/"));
    assert_eq!(errors_at(folder.path()), (1, vec![policy]));
    let file = folder.path().join("src/Connectors/contoso_allofourthingsv2.xml");
    let (code, stdout, _) = run(&["check", file.to_str().unwrap(), "--format", "json"]);
    assert_eq!((code, stdout.matches("\"A11\"").count()), (1, 1), "{stdout}");
}

#[test]
fn a_zip_that_is_no_solution_or_broken_could_not_be_checked() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("x.zip");
    write(&path, b"PK\x03\x04 and nothing more");
    assert_eq!(run(&["check", path.to_str().unwrap()]).0, 2);
    ZipWriter::new(fs::File::create(&path).unwrap()).finish().unwrap();
    assert_eq!(run(&["check", path.to_str().unwrap()]).0, 1, "an empty zip is an invalid file");
}

/// Small zips can hold large files, and many of them.
#[test]
fn a_zip_that_is_far_larger_inside_could_not_be_checked() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("x.zip");
    let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
    let options = SimpleFileOptions::default();
    let blanks = vec![b' '; 2_100_000];
    let name = |number: u8| format!("Connector/{number}_openapidefinition.json");
    zip.start_file(name(0), options).unwrap();
    zip.write_all(&blanks).unwrap();
    for number in 1..26 {
        zip.shallow_copy_file(&name(0), &name(number)).unwrap();
    }
    zip.finish().unwrap();
    assert!(path.metadata().unwrap().len() < 100_000);
    let (code, _, stderr) = run(&["check", path.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(stderr.ends_with("its files are too large for a solution\n"), "{stderr}");
    let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
    for number in 0..10_001 {
        zip.start_file(number.to_string(), options).unwrap();
    }
    zip.finish().unwrap();
    let (code, _, stderr) = run(&["check", path.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(stderr.ends_with("it has too many files\n"), "{stderr}");
}

#[test]
fn a_manifest_that_is_no_xml_or_too_deep_is_harmless() {
    let deep = "<Connector>".repeat(200_000);
    for manifest in ["", "<", "\0\u{1}", "<a>&undefined;</b>", &deep] {
        let folder = TempDir::new().unwrap();
        for (name, bytes) in solution() {
            let is_xml = name.ends_with("s.xml") || name == "solution.xml";
            let bytes = if is_xml { manifest.as_bytes().to_vec() } else { bytes };
            write(&folder.path().join(name), bytes);
        }
        assert_eq!(errors_at(folder.path()), (1, vec![POLICY.to_owned()]));
    }
}

#[test]
fn a_file_comes_on_stdin() {
    let (code, stdout, stderr) = run_with_stdin(&["check", "-"], &bad());
    assert_eq!((code, stderr.as_str()), (1, ""));
    assert!(stdout.starts_with("stdin\n   14:17  error     H03"), "{stdout}");
    let arguments = ["check", "-", "--stdin-filename", "contoso.json", "--format", "json"];
    let (_, stdout, _) = run_with_stdin(&arguments, &bad());
    assert!(stdout.contains("\"path\":\"contoso.json\""), "{stdout}");
}

#[test]
fn colours_are_for_terminals_unless_they_are_asked_for() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(DEFINITION);
    write(&path, bad());
    let path = path.to_str().unwrap();
    assert!(!run(&["check", path]).1.contains('\x1b'));
    assert!(run(&["check", path, "--color", "always"]).1.contains("\x1b[1m\x1b[31merror"));
    assert!(!run(&["check", path, "--color", "never"]).1.contains('\x1b'));
}

#[test]
fn rules_are_ignored_and_selected_by_id_or_group() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(DEFINITION);
    write(&path, bad().replacen("        \"https\"\n", "        \"http\"\n", 1));
    let path = path.to_str().unwrap();
    let rules = |options: &[&str]| {
        let arguments = [&["check", path, "--format", "json"], options].concat();
        let (code, stdout, stderr) = run(&arguments);
        let found = ["H03", "H04"].into_iter().filter(|rule| stdout.contains(rule));
        (code, found.collect::<Vec<_>>(), stderr)
    };
    assert_eq!(rules(&["--ignore", "H03"]), (0, vec!["H04"], String::new()));
    assert_eq!(rules(&["--ignore", "C06,h"]), (0, vec![], String::new()));
    assert_eq!(rules(&["--select", "H03"]), (1, vec!["H03"], String::new()));
    assert_eq!(rules(&["--select", "H", "--ignore", "H03"]).1, ["H04"]);
    let (code, _, stderr) = rules(&["--ignore", "H3"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("there is no such rule: did you mean H03"), "{stderr}");
}
