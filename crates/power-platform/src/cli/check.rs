mod selection;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::output::{self, Color};
use super::{explain, print, with_causes};
use crate::check::{self, CheckedBy, Gate, Level, Look, Report, Rule};

use selection::Selector;

/// Findings: there is an error, or what is denied.
const FOUND: u8 = 1;
/// A path could not be read, or has no connector.
const NOT_CHECKED: u8 = 2;

/// Checks connectors. Ends with 1 if one has an error, or a warning with --deny warning; with 2 if a
/// path could not be checked.
#[derive(Args, Debug)]
pub struct Check {
    /// Connector folders, definition or properties files, solutions (zip or unpacked), or folders
    /// with any of these in them; - for a file on stdin
    #[arg(value_name = "PATH", required_unless_present = "list_rules")]
    paths: Vec<PathBuf>,

    /// What the connector is for: custom (it can be saved), solution or certification
    #[arg(long = "for", value_name = "GATE", default_value_t)]
    gate: Gate,

    /// The form of the report. All but text are for programs; json is one object a line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Also fail on findings of this level or above
    #[arg(long, value_name = "LEVEL")]
    deny: Option<Deny>,

    /// Report no findings of these rules or groups: C06,O20 or C
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<Selector>,

    /// Report only findings of these rules or groups
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<Selector>,

    /// Show every finding, also those of guidance, not only the first of each rule
    #[arg(long)]
    all: bool,

    /// Show how often each rule is broken instead of where
    #[arg(long)]
    statistics: bool,

    /// The name that the report gives to the file on stdin
    #[arg(long, value_name = "FILE", default_value = "stdin")]
    stdin_filename: PathBuf,

    /// Whether the report has colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,

    /// List all rules, and which of them only a person can check
    #[arg(long)]
    list_rules: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
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
    /// Prints the report to stdout, and what could not be checked to stderr.
    #[must_use]
    pub fn run(self) -> ExitCode {
        if self.list_rules {
            print(&rules(self.gate));
            return ExitCode::SUCCESS;
        }
        let mut report = match self.report() {
            Ok(report) => report,
            Err(error) => {
                explain(format_args!("error: stdin cannot be read: {error}"));
                return ExitCode::from(NOT_CHECKED);
            }
        };
        report.retain(|_, finding| {
            let named = |selectors: &[Selector]| selectors.iter().any(|s| s.names(finding.rule));
            (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
        });
        self.show(&report);
        for error in report.failures() {
            explain(format_args!("error: {}", with_causes(error)));
        }
        if !report.failures().is_empty() {
            return ExitCode::from(NOT_CHECKED);
        }
        let failed = report.gravest().is_some_and(|level| level >= self.limit());
        if failed { ExitCode::from(FOUND) } else { ExitCode::SUCCESS }
    }

    fn report(&self) -> io::Result<Report> {
        if self.paths == [Path::new("-")] {
            return check::check_text(&self.stdin_filename, io::stdin().lock(), self.gate);
        }
        Ok(check::check_all(&self.paths, self.gate))
    }

    /// The mildest level that makes the check fail.
    fn limit(&self) -> Level {
        match self.deny {
            None => Level::Error,
            Some(Deny::Warning) => Level::Warning,
            Some(Deny::Guidance) => Level::Guidance,
        }
    }

    fn show(&self, report: &Report) {
        let width = io::stdout().is_terminal().then(output::width).flatten();
        let from = if self.all { Level::Guidance } else { self.limit().min(Level::Warning) };
        let look = Look { width, every: self.all, from };
        match self.format {
            Format::Text if self.statistics => self.color.print(&report.statistics(&look)),
            Format::Text => self.color.print(&report.text(&look)),
            Format::Json => print(&report.json_lines()),
        }
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
