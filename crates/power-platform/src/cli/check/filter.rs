use std::path::PathBuf;

use clap::Args;

use super::baseline::{self, Baseline};
use super::config::Config;
use super::problem::Problem;
use super::selection::{self, Selector};
use crate::check::{Level, Report};
use crate::cli::print;

/// Which findings are reported.
#[derive(Args, Debug)]
pub struct Filter {
    /// Report no findings of these rules or groups: C06,O20 or C
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<Selector>,

    /// Report only findings of these rules or groups
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<Selector>,

    /// A file of known findings, which are not reported
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the errors and warnings into the baseline instead of reporting them
    #[arg(long)]
    write_baseline: bool,
}

impl Filter {
    /// Takes the other findings out of a report.
    pub fn apply(&self, report: &mut Report, config: &Config) -> Result<(), Problem> {
        let in_folders = config.ignores()?;
        let select = if self.select.is_empty() { &config.select } else { &self.select };
        let ignored = [&self.ignore[..], &config.ignore[..]].concat();
        report.retain(|finding| {
            let selected = select.is_empty() || selection::name(select, finding.rule);
            let is_ignored = selection::name(&ignored, finding.rule) || in_folders.ignore(finding);
            selected && !is_ignored
        });
        if let Some(path) = self.baseline(config).filter(|_| !self.write_baseline) {
            let baseline = Baseline::read(&path)?;
            report.retain(|finding| !baseline.knows(finding));
        }
        Ok(())
    }

    /// Writes the findings from this level on as known, if that is asked for.
    pub fn write_baseline(
        &self,
        report: &mut Report,
        config: &Config,
        from: Level,
    ) -> Result<bool, Problem> {
        if self.write_baseline {
            report.retain(|finding| finding.level >= from);
            let path = self.baseline(config).unwrap_or_else(|| config.home.join(baseline::NAME));
            let known = Baseline::empty(&path).write(report)?;
            let plural = if known == 1 { "finding is" } else { "findings are" };
            print(&format!("{known} {plural} in {}\n", path.display()));
        }
        Ok(self.write_baseline)
    }

    fn baseline(&self, config: &Config) -> Option<PathBuf> {
        let configured = config.baseline.as_ref().map(|path| config.home.join(path));
        self.baseline.clone().or(configured)
    }
}
