use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Report;
use crate::check::finding::Finding;
use crate::check::level::Level;
use crate::check::rule::Rule;
use crate::print;

impl Report {
    /// SARIF 2.1.0, as code scanning reads it.
    #[must_use]
    pub fn sarif(&self) -> String {
        let failures: Vec<_> = self.failures_as_findings().collect();
        let findings = || failures.iter().chain(self.findings());
        let rules: BTreeSet<_> = findings().map(|finding| finding.rule).collect();
        let results: Vec<_> = findings().map(result).collect();
        let rules: Vec<_> = rules.into_iter().map(descriptor).collect();
        print(&json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "connector check",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                }},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        }))
    }
}

fn descriptor(rule: Rule) -> Value {
    let help = [rule.why(), rule.example(), &rule.help()].join("\n\n");
    json!({
        "id": rule.id(),
        "shortDescription": {"text": rule.text()},
        "helpUri": rule.source(),
        "help": {"text": help.trim()},
    })
}

fn result(finding: &Finding) -> Value {
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Guidance => "note",
    };
    let path = finding.path.to_string_lossy().replace('\\', "/");
    let mut place = json!({"artifactLocation": {"uri": for_uri(&path)}});
    if finding.line > 0 {
        let length = finding.excerpt.as_ref().map_or(1, |excerpt| excerpt.length);
        place["region"] = json!({
            "startLine": finding.line,
            "startColumn": finding.column,
            "endColumn": finding.column + length,
        });
    }
    json!({
        "ruleId": finding.rule.id(),
        "level": level,
        "message": {"text": finding.full_message()},
        "locations": [{
            "physicalLocation": place,
            "logicalLocations": [{"fullyQualifiedName": finding.pointer}],
        }],
        // The place in the document, which stays when lines move.
        "partialFingerprints": {"place/v1": format!("{path}#{}", finding.pointer)},
    })
}

/// A path as a URI reference (RFC 3986).
fn for_uri(path: &str) -> String {
    const RESERVED: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'?')
        .add(b'[')
        .add(b']');
    percent_encoding::utf8_percent_encode(path, RESERVED).to_string()
}
