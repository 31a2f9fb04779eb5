use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{explain, print};
use crate::check::{self, CheckedBy, Gate, Level, Rule};

/// Checks connectors. Ends with 1 if one has an error, or a warning with --deny warning.
#[derive(Args, Debug)]
pub struct Check {
    /// Connector folders, or single definition or properties files
    #[arg(value_name = "PATH", required_unless_present = "list_rules")]
    paths: Vec<PathBuf>,

    /// What the connector is for: custom (it can be saved), solution or certification
    #[arg(long = "for", value_name = "GATE", default_value_t)]
    gate: Gate,

    /// For people, or for programs: one JSON object a line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Also fail on findings of this level or above
    #[arg(long, value_name = "LEVEL")]
    deny: Option<Deny>,

    /// List all rules, and which of them only a person can check
    #[arg(long)]
    list_rules: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Deny {
    Warning,
    Guidance,
}

impl Check {
    /// Prints the findings: for people to stderr, for programs to stdout. Fails if one is an error, or
    /// as grave as what is denied.
    #[must_use]
    pub fn run(self) -> ExitCode {
        if self.list_rules {
            print(&rules(self.gate));
            return ExitCode::SUCCESS;
        }
        let report = check::check_all(&self.paths, self.gate);
        let limit = match self.deny {
            None => Level::Error,
            Some(Deny::Warning) => Level::Warning,
            Some(Deny::Guidance) => Level::Guidance,
        };
        match self.format {
            Format::Text => {
                explain(format_args!("{}", report.text().trim_end()));
            }
            Format::Json => print(&report.json_lines()),
        }
        let failed = report.gravest().is_some_and(|level| level >= limit);
        if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

fn rules(gate: Gate) -> String {
    Rule::ALL.iter().fold(String::new(), |list, rule| {
        let checked_by = match rule.checked_by() {
            CheckedBy::Program => "",
            CheckedBy::Person => " (checked by a person)",
        };
        list + &format!("{rule}  {:<8}  {}{checked_by}\n", rule.level(gate), rule.text())
    })
}
