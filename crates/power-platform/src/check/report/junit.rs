use quick_xml::escape::escape;

use super::{Checked, Report};
use crate::check::finding::Finding;
use crate::check::level::Level;

impl Report {
    /// XML of `JUnit`: a suite for each connector. Findings from this level on are failures, milder ones
    /// are printed by their test.
    #[must_use]
    pub fn junit(&self, failing: Level) -> String {
        let mut suites: String =
            self.connectors.iter().map(|checked| suite(checked, failing)).collect();
        for failure in self.failures_as_findings() {
            let path = escaped(&failure.path.to_string_lossy());
            let message = escaped(&failure.message);
            suites += &format!(
                "  <testsuite name=\"{path}\" tests=\"1\" failures=\"0\" errors=\"1\">\n    \
                 <testcase classname=\"{path}\" name=\"check\">\n      \
                 <error message=\"{message}\"/>\n    </testcase>\n  </testsuite>\n"
            );
        }
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        format!("{head}<testsuites name=\"connector check\">\n{suites}</testsuites>\n")
    }
}

fn suite(checked: &Checked, failing: Level) -> String {
    let path = escaped(&checked.path.to_string_lossy());
    let failures = checked.findings.iter().filter(|finding| finding.level >= failing).count();
    let cases: String = match &checked.findings[..] {
        // A suite without a test is taken for one that was not run.
        [] => format!("    <testcase classname=\"{path}\" name=\"check\"/>\n"),
        findings => findings.iter().map(|finding| case(finding, &path, failing)).collect(),
    };
    let tests = checked.findings.len().max(1);
    format!(
        "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{cases}  \
         </testsuite>\n"
    )
}

fn case(finding: &Finding, suite: &str, failing: Level) -> String {
    let (rule, level) = (finding.rule, finding.level);
    let name = escaped(&format!("{rule} {}", finding.pointer));
    let text = escaped(&format!("{}: {}", finding.place(), finding.full_message()));
    let result = if level >= failing {
        let message = escaped(&finding.full_message());
        format!("<failure type=\"{rule}\" message=\"{message}\">{level}: {text}</failure>")
    } else {
        format!("<system-out>{level}: {text}</system-out>")
    };
    format!(
        "    <testcase classname=\"{suite}\" name=\"{name}\">\n      {result}\n    </testcase>\n"
    )
}

/// Escapes a text, without the characters that XML 1.0 cannot have (section 2.2).
fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    escape(text).into_owned()
}
