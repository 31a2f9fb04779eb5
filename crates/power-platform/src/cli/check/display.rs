use clap::{Args, ValueEnum};

use crate::check::{Level, Look, Report, fixes};
use crate::cli::output::{self, Color};
use crate::cli::print;

/// How a report is shown.
#[derive(Args, Debug)]
pub struct Display {
    /// The form of the report. All but text are for programs; json is one object a line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Show every finding, also those of guidance, not only the first of each rule
    #[arg(long)]
    all: bool,

    /// Show how often each rule is broken instead of where
    #[arg(long)]
    statistics: bool,

    /// Whether the report has colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// Annotations of Azure Pipelines
    Azure,
    /// For code scanning
    Sarif,
    Junit,
}

impl Display {
    /// The mildest level that people are shown, if the check fails from this one on.
    pub fn from(&self, failing: Level) -> Level {
        if self.all { Level::Guidance } else { failing.min(Level::Warning) }
    }

    /// Prints the report to stdout.
    pub fn show(&self, report: &Report, failing: Level) {
        let look = Look { width: output::width(), every: self.all, from: self.from(failing) };
        match self.format {
            Format::Text if self.statistics => self.color.print(&report.statistics(&look)),
            Format::Text => {
                self.color.print(&report.text(&look));
                if fixes(report).next().is_some() {
                    print("--diff shows what can be corrected, --fix corrects it.\n");
                }
            }
            Format::Json => print(&report.json_lines()),
            Format::Github => print(&report.github(look.from)),
            Format::Azure => print(&report.azure(look.from)),
            Format::Sarif => print(&report.sarif()),
            Format::Junit => print(&report.junit(failing)),
        }
    }
}
