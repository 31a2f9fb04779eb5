use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::check::finding::Finding;
use crate::check::level::Level;

/// The findings about some connectors.
#[derive(Clone, Debug)]
pub struct Report {
    checked: usize,
    findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(checked: usize, findings: Vec<Finding>) -> Self {
        Self { checked, findings }
    }

    /// All findings: those of one path together, paths in the order in which they were given.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The level of the gravest finding; `None` if there is no finding.
    #[must_use]
    pub fn gravest(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }

    /// The report for people: findings by file with their lines, and a summary at the end.
    #[must_use]
    pub fn text(&self) -> String {
        let mut by_file: BTreeMap<&Path, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.findings {
            by_file.entry(&finding.path).or_default().push(finding);
        }
        let mut text = String::new();
        for (path, findings) in by_file {
            text += &format!("{}\n", path.display());
            for finding in findings {
                let Finding { line, rule, level, pointer, message, .. } = finding;
                let line = if *line == 0 { "-".to_owned() } else { line.to_string() };
                let later = finding.later_gate().map(|gate| format!(" (An error for {gate}.)"));
                let later = later.unwrap_or_default();
                text += &format!("{line:>6}  {level:<8}  {rule}  {message}{later}\n");
                if !pointer.is_empty() {
                    text += &format!("{:22}{pointer}\n", "");
                }
            }
            text.push('\n');
        }
        let count = |level| self.findings.iter().filter(|found| found.level == level).count();
        text + &format!(
            "{}: {}, {}, {} of guidance\n",
            number_of(self.checked, "connector"),
            number_of(count(Level::Error), "error"),
            number_of(count(Level::Warning), "warning"),
            count(Level::Guidance)
        )
    }

    /// The report for programs: one JSON object per line and finding.
    #[must_use]
    pub fn json_lines(&self) -> String {
        self.findings.iter().fold(String::new(), |lines, finding| {
            let object = json!({
                "path": finding.path.to_string_lossy(),
                "line": finding.line,
                "column": finding.column,
                "rule": finding.rule,
                "level": finding.level,
                "refused_by": finding.severity.refused_by(),
                "pointer": finding.pointer,
                "message": finding.message,
            });
            lines + &object.to_string() + "\n"
        })
    }
}

fn number_of(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}
