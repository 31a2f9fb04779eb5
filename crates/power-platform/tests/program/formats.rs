//! Reports for programs.

use std::fs;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use tempfile::TempDir;

use crate::run;

const GOOD: &str = include_str!("../check/good/apiDefinition.swagger.json");

/// The report about a definition with one error and one warning, in a folder whose name needs escapes.
fn report(format: &str, options: &[&str]) -> (i32, String) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a, b; 100% [c].json");
    let text = GOOD.replacen("\"/v1\"", "\"v1\"", 1);
    fs::write(&path, text.replacen("        \"https\"\n", "        \"http\"\n", 1)).unwrap();
    let arguments = [&["check", path.to_str().unwrap(), "--format", format], options].concat();
    let (code, stdout, stderr) = run(&arguments);
    assert_eq!(stderr, "");
    (code, stdout.replace(folder.path().to_str().unwrap(), "[folder]"))
}

#[test]
fn github_gets_workflow_commands() {
    let (code, stdout) = report("github", &[]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(stdout, @r"
    ::error file=[folder]/a%2C b; 100%25 [c].json,line=14,col=17,title=H03::basePath must start with a slash.
    ::warning file=[folder]/a%2C b; 100%25 [c].json,line=16,col=9,title=H04::With http, credentials and data are sent unencrypted. Use only https.
    ");
}

#[test]
fn azure_gets_logging_commands() {
    let (code, stdout) = report("azure", &[]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(stdout, @r"
    ##vso[task.logissue type=error;sourcepath=[folder]/a, b%3B 100%AZP25 [c%5D.json;linenumber=14;columnnumber=17;code=H03;]basePath must start with a slash.
    ##vso[task.logissue type=warning;sourcepath=[folder]/a, b%3B 100%AZP25 [c%5D.json;linenumber=16;columnnumber=9;code=H04;]With http, credentials and data are sent unencrypted. Use only https.
    ");
}

#[test]
fn code_scanning_gets_sarif() {
    let (_, stdout) = report("sarif", &[]);
    let sarif: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<_> = rules.iter().map(|rule| &rule["id"]).collect();
    assert_eq!(ids, ["H03", "H04"], "only the rules that are broken");
    assert!(rules[0]["helpUri"].as_str().unwrap().starts_with("https://"));
    assert!(rules[0]["help"]["text"].as_str().unwrap().ends_with("docs/connector-check.md#h03"));
    let result = &run["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"H03".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.ends_with("/a,%20b;%20100%25%20%5Bc%5D.json"), "{uri}");
    let region = serde_json::json!({"startLine": 14, "startColumn": 17, "endColumn": 21});
    assert_eq!(place["region"], region);
}

/// The names of the elements, and their attributes.
fn elements(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let version = quick_xml::XmlVersion::Implicit1_0;
                    let value = attribute.normalized_value(version).unwrap();
                    format!(" {}={value:?}", attribute.key.as_ref())
                });
                found.push(element.name().as_ref().to_owned() + &attributes.collect::<String>());
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn junit_gets_a_suite_for_each_connector_in_which_what_fails_the_check_fails() {
    let (code, stdout) = report("junit", &[]);
    assert_eq!(code, 1);
    let path = "[folder]/a, b; 100% [c].json";
    insta::assert_snapshot!(elements(&stdout).join("\n").replace(path, "[path]"), @r#"
    testsuites name="connector check"
    testsuite name="[path]" tests="2" failures="1" errors="0"
    testcase classname="[path]" name="H03 /basePath"
    failure type="H03" message="basePath must start with a slash."
    testcase classname="[path]" name="H04 /schemes/0"
    system-out
    "#);
    let (_, stdout) = report("junit", &["--deny", "warning"]);
    assert_eq!(stdout.matches("<failure ").count(), 2, "{stdout}");
    let (code, stdout) = report("junit", &["--ignore", "H"]);
    assert_eq!((code, stdout.matches("<testcase ").count()), (0, 1), "{stdout}");
}

#[test]
fn what_could_not_be_checked_is_in_each_of_them() {
    for format in ["json", "github", "azure", "sarif", "junit"] {
        let (code, stdout, _) = run(&["check", "/nowhere", "--format", format]);
        assert_eq!(code, 2);
        assert!(stdout.contains("/nowhere cannot be read"), "{format}: {stdout}");
    }
}
