//! Where findings are: line, column and the text there.

use power_platform::check::{Finding, Rule};
use serde_json::json;

use crate::mutant::{DEFINITION, README, found};
use crate::patch::{Change, replace, text};

fn only(findings: Vec<Finding>) -> Finding {
    let [finding] = <[Finding; 1]>::try_from(findings).unwrap();
    finding
}

/// The line with the marked part below it.
fn shown(finding: &Finding) -> String {
    let excerpt = finding.excerpt.as_ref().unwrap();
    let marks = " ".repeat(excerpt.start) + &"^".repeat(excerpt.length);
    format!("{}:{}\n{}\n{marks}", finding.line, finding.column, excerpt.text)
}

#[test]
fn a_finding_has_line_and_column_and_marks_the_value() {
    let finding = only(found(DEFINITION, &replace("/basePath", "v1")));
    insta::assert_snapshot!(shown(&finding), @r#"
    14:17
        "basePath": "v1",
                    ^^^^
    "#);
}

#[test]
fn columns_count_characters_and_a_tab_is_one() {
    let change = text("    \"basePath\": \"/v1\"", "\t\"x-é\": \"é\",\t\"basePath\": \"v1\"");
    let finding = found(DEFINITION, &change).into_iter().find(|f| f.rule == Rule::H03).unwrap();
    assert_eq!(finding.column, 26);
    assert!(shown(&finding).ends_with(&(" ".repeat(25) + "^^^^")), "{}", shown(&finding));
}

#[test]
fn a_syntax_error_has_the_column_at_which_reading_ended() {
    let finding = only(found(DEFINITION, &Change::Content(b"{\n    \"a\" 1\n}".to_vec())));
    assert_eq!((finding.rule, finding.line, finding.column), (Rule::F01, 2, 9));
    assert_eq!(finding.excerpt.unwrap().text, "    \"a\" 1");
}

#[test]
fn of_a_long_line_the_part_around_the_place_is_shown() {
    let one_line = json!({"a": "x".repeat(1_000), "basePath": "v1", "z": "y".repeat(1_000)});
    let findings = found(DEFINITION, &Change::Content(one_line.to_string().into_bytes()));
    let finding = findings.iter().find(|finding| finding.rule == Rule::H03).unwrap();
    let excerpt = finding.excerpt.as_ref().unwrap();
    assert_eq!((finding.line, excerpt.start, excerpt.length), (1, 40, 4));
    assert!(finding.column > 1_000);
    assert_eq!(excerpt.text.chars().count(), 160);
    assert_eq!(&excerpt.text[40..44], "\"v1\"");
}

#[test]
fn a_file_without_lines_has_no_place() {
    let finding = only(found(README, &Change::Absent));
    assert_eq!((finding.line, finding.column, finding.excerpt), (0, 0, None));
}

/// A line of a megabyte with 30,000 findings takes no longer than as many lines.
#[test]
fn many_findings_in_one_long_line_are_located_one_after_the_other() {
    let names = (0..30_000).map(|number| format!("\"é{number}\":1")).collect::<Vec<_>>();
    let one_line = format!("{{\"swagger\":\"2.0\",{}}}", names.join(","));
    let findings = found(DEFINITION, &Change::Content(one_line.into_bytes()));
    let unknown: Vec<_> = findings.iter().filter(|found| found.rule == Rule::D05).collect();
    assert_eq!(unknown.len(), 30_000);
    let last = unknown[29_999];
    assert_eq!((last.line, last.pointer.as_str()), (1, "/é29999"));
    assert!(shown(last).ends_with(&(" ".repeat(40) + "^")), "{}", shown(last));
}
