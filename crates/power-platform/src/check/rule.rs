mod note;
mod table;

use std::fmt;

use serde::{Serialize, Serializer};

use crate::check::gate::{Gate, Severity};
use crate::check::level::Level;

pub use note::NOT_CHECKED;
pub use table::Rule;

/// The groups of rules, by what they are about.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Group {
    /// `F`: files as such, whatever they contain.
    Files,
    /// `D`: the definition as a document.
    Document,
    /// `I`: `info` and the connector's metadata.
    Info,
    /// `H`: host, base path, schemes and media types.
    Host,
    /// `S`: security definitions and requirements.
    Security,
    /// `O`: operations, their paths and responses.
    Operations,
    /// `P`: parameters.
    Parameters,
    /// `C`: schemas.
    Schemas,
    /// `E`: extensions: dynamic values, choices and triggers.
    Extensions,
    /// `X`: connection test, brand colour, icon, publisher and readme.
    Assets,
    /// `A`: `apiProperties.json`.
    Properties,
}

/// Who can tell whether a connector keeps a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CheckedBy {
    /// This library reports findings.
    Program,
    /// A reviewer: the rule is listed as a reminder and never reported.
    Person,
}

/// What the table says of one rule.
struct Entry {
    id: &'static str,
    group: Group,
    checked_by: CheckedBy,
    severities: &'static [Severity],
    text: &'static str,
    note: &'static note::Note,
}

impl Rule {
    /// The id that findings show, such as `O13`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.entry().id
    }

    /// The group that the letter of the id names.
    #[must_use]
    pub const fn group(self) -> Group {
        self.entry().group
    }

    /// Whether this library or a person checks it.
    #[must_use]
    pub const fn checked_by(self) -> CheckedBy {
        self.entry().checked_by
    }

    /// The severities that its findings can have, the gravest first.
    #[must_use]
    pub const fn severities(self) -> &'static [Severity] {
        self.entry().severities
    }

    /// The severity of its findings, unless they are a milder case.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.entry().severities[0]
    }

    /// The level of its findings at a gate, unless they are a milder case.
    #[must_use]
    pub fn level(self, gate: Gate) -> Level {
        self.severity().level(gate)
    }

    /// Why the rule exists: what happens to a connector that breaks it.
    #[must_use]
    pub const fn why(self) -> &'static str {
        self.entry().note.why
    }

    /// The web address of what the rule is based on.
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.entry().note.source
    }

    /// The platform's own names of the errors: those of its validator, such as `OperationIdNotUnique`,
    /// and policy codes of certification, such as `5000.2.2.1`.
    #[must_use]
    pub const fn platform_names(self) -> &'static [&'static str] {
        self.entry().note.platform_names
    }

    /// A part of a file that keeps the rule.
    #[must_use]
    pub const fn example(self) -> &'static str {
        self.entry().note.example
    }

    /// Where the documentation of the rules has it: a path in the repository, or a web address where
    /// the package names one.
    #[must_use]
    pub fn help(self) -> String {
        let page = format!("docs/connector-check.md#{}", self.id().to_lowercase());
        match env!("CARGO_PKG_REPOSITORY") {
            "" => page,
            repository => format!("{repository}/blob/main/{page}"),
        }
    }

    /// What a connector that keeps the rule is like, in one sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.entry().text
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
