use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::finding::{Finding, Level};

/// For people: grouped by file, with line numbers, a summary at the end.
#[must_use]
pub fn text(checked: usize, findings: &[Finding]) -> String {
    let mut by_file: BTreeMap<&Path, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_file.entry(&finding.path).or_default().push(finding);
    }
    let mut text = String::new();
    for (path, findings) in by_file {
        text += &format!("{}\n", path.display());
        for finding in findings {
            let line = if finding.line == 0 { "-".to_owned() } else { finding.line.to_string() };
            let (level, rule) = (finding.level.to_string(), finding.rule);
            text += &format!("{line:>6}  {level:<8}  {rule}  {}\n", finding.message);
            if !finding.pointer.is_empty() {
                text += &format!("{:22}{}\n", "", finding.pointer);
            }
        }
        text.push('\n');
    }
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    let of = |number: usize, what: &str| match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    };
    text + &format!(
        "{}: {}, {}, {} of guidance\n",
        of(checked, "connector"),
        of(count(Level::Error), "error"),
        of(count(Level::Warning), "warning"),
        count(Level::Guidance)
    )
}

/// For programs: one JSON object a line.
#[must_use]
pub fn json_lines(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |lines, finding| {
        let object = json!({
            "path": finding.path.to_string_lossy(),
            "line": finding.line,
            "rule": finding.rule,
            "level": finding.level.to_string(),
            "pointer": finding.pointer,
            "message": finding.message,
        });
        lines + &object.to_string() + "\n"
    })
}
