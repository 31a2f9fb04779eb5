mod baseline;
mod config;
mod correction;
mod display;
mod filter;
mod problem;
mod selection;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Deserialize;

use super::rule::list;
use super::{explain, print, with_causes};
use crate::check::{self, Gate, Level, Report};

use config::Config;
use correction::Correction;
use display::Display;
use filter::Filter;
use problem::Problem;

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
    #[arg(long = "for", value_name = "GATE")]
    gate: Option<Gate>,

    /// Also fail on findings of this level or above
    #[arg(long, value_name = "LEVEL")]
    deny: Option<Deny>,

    #[command(flatten)]
    display: Display,

    #[command(flatten)]
    filter: Filter,

    #[command(flatten)]
    correction: Correction,

    /// The settings file. The default is the nearest connector-check.toml from here upwards
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// The name that the report gives to the file on stdin
    #[arg(long, value_name = "FILE", default_value = "stdin")]
    stdin_filename: PathBuf,

    /// List all rules, and which of them only a person can check
    #[arg(long)]
    list_rules: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
enum Deny {
    Warning,
    Guidance,
}

impl Check {
    /// Prints the report to stdout, and what could not be checked to stderr.
    #[must_use]
    pub fn run(self) -> ExitCode {
        self.try_run().unwrap_or_else(|problem| {
            explain(format_args!("error: {}", with_causes(&problem)));
            ExitCode::from(NOT_CHECKED)
        })
    }

    fn try_run(self) -> Result<ExitCode, Problem> {
        let config = Config::find(self.config.as_deref())?;
        let gate = self.gate.or(config.gate).unwrap_or_default();
        if self.list_rules {
            print(&list(gate));
            return Ok(ExitCode::SUCCESS);
        }
        let failing = match self.deny.or(config.deny) {
            None => Level::Error,
            Some(Deny::Warning) => Level::Warning,
            Some(Deny::Guidance) => Level::Guidance,
        };
        let mut report = self.report(gate)?;
        self.filter.apply(&mut report, &config)?;
        if self.correction.apply(&report)? {
            report = self.report(gate)?;
            self.filter.apply(&mut report, &config)?;
        }
        let from = self.display.from(failing);
        let found = if self.filter.write_baseline(&mut report, &config, from)? {
            false
        } else if let Some(diff) = self.correction.diff(&report) {
            print(&diff);
            !diff.is_empty()
        } else {
            self.display.show(&report, failing);
            report.gravest().is_some_and(|level| level >= failing)
        };
        for error in report.failures() {
            explain(format_args!("error: {}", with_causes(error)));
        }
        Ok(match (report.failures(), found) {
            ([], false) => ExitCode::SUCCESS,
            ([], true) => ExitCode::from(FOUND),
            (_, _) => ExitCode::from(NOT_CHECKED),
        })
    }

    fn report(&self, gate: Gate) -> Result<Report, Problem> {
        if self.paths == [Path::new("-")] {
            let stdin = io::stdin().lock();
            return check::check_text(&self.stdin_filename, stdin, gate).map_err(Problem::Stdin);
        }
        Ok(check::check_all(&self.paths, gate))
    }
}
