//! Findings as lines that build servers attach to the files of a change.

use super::Report;
use crate::check::finding::Finding;
use crate::check::level::Level;

impl Report {
    /// Workflow commands of GitHub Actions for the findings from this level on. Only the first ten of
    /// each level are shown beside a change, the others in the log.
    #[must_use]
    pub fn github(&self, from: Level) -> String {
        self.lines(from, |finding| {
            let command = match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Guidance => "notice",
            };
            let path = for_github(&finding.path.to_string_lossy(), true);
            let place = match finding.line {
                0 => String::new(),
                line => format!(",line={line},col={}", finding.column),
            };
            let (rule, message) = (finding.rule, for_github(&finding.full_message(), false));
            format!("::{command} file={path}{place},title={rule}::{message}\n")
        })
    }

    /// Logging commands of Azure Pipelines for the findings from this level on. It has no command for
    /// guidance.
    #[must_use]
    pub fn azure(&self, from: Level) -> String {
        self.lines(from, |finding| {
            let command = match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Guidance => return String::new(),
            };
            let path = for_azure(&finding.path.to_string_lossy(), true);
            let place = match finding.line {
                0 => String::new(),
                line => format!("linenumber={line};columnnumber={};", finding.column),
            };
            let (rule, message) = (finding.rule, for_azure(&finding.full_message(), false));
            format!(
                "##vso[task.logissue type={command};sourcepath={path};{place}code={rule};]{message}\n"
            )
        })
    }

    fn lines(&self, from: Level, line: impl Fn(&Finding) -> String) -> String {
        let failures: Vec<_> = self.failures_as_findings().collect();
        let findings = failures.iter().chain(self.findings());
        findings.filter(|finding| finding.level >= from).map(line).collect()
    }
}

fn for_github(text: &str, is_property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if is_property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}

fn for_azure(text: &str, is_property: bool) -> String {
    let text = text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A");
    if is_property { text.replace(';', "%3B").replace(']', "%5D") } else { text }
}
