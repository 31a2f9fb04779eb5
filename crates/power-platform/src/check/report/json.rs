use serde_json::json;

use super::Report;
use crate::check::finding::Finding;

impl Report {
    /// One JSON object per line and finding. What could not be checked is an error of rule `F01`.
    #[must_use]
    pub fn json_lines(&self) -> String {
        let failures: Vec<_> = self.failures_as_findings().collect();
        failures.iter().chain(self.findings()).map(line).collect()
    }
}

fn line(finding: &Finding) -> String {
    let object = json!({
        "path": finding.path.to_string_lossy(),
        "line": finding.line,
        "column": finding.column,
        "rule": finding.rule,
        "level": finding.level,
        "refused_by": finding.severity.refused_by(),
        "pointer": finding.pointer,
        "message": finding.message,
        "platform_names": finding.rule.platform_names(),
        "help": finding.rule.help(),
    });
    object.to_string() + "\n"
}
