//! What `rule ID` tells about a rule beside its text.

use crate::check::rule::{Group, Rule};

/// Why a rule exists and what it is based on.
pub(super) struct Note {
    pub why: &'static str,
    pub source: &'static str,
    pub platform_names: &'static [&'static str],
    pub example: &'static str,
}

pub(super) const fn of(rule: Rule) -> Note {
    let source = match rule.group() {
        Group::Files => "https://learn.microsoft.com/connectors/custom-connectors/paconn-cli",
        Group::Properties => {
            "https://github.com/microsoft/PowerPlatformConnectors/blob/dev/schemas/paconn-apiProperties.schema.json"
        }
        _ => {
            "https://learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules"
        }
    };
    Note { why: "", source, platform_names: &[], example: "" }
}
