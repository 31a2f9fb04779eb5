use std::fs;

use clap::Args;
use similar::TextDiff;

use super::problem::Problem;
use crate::check::{Fix, Report, fixes};
use crate::cli::explain;

/// Whether faults with one obvious remedy are corrected.
#[derive(Args, Debug)]
pub struct Correction {
    /// Show how the faults with one obvious remedy would be corrected, and change nothing
    #[arg(long, conflicts_with = "fix")]
    diff: bool,

    /// Correct these faults in the files, then report the others
    #[arg(long)]
    fix: bool,
}

impl Correction {
    /// The changes as a unified diff, if they are asked for.
    pub fn diff(&self, report: &Report) -> Option<String> {
        self.diff.then(|| fixes(report).map(|fix| unified(&fix)).collect())
    }

    /// Changes the files, if that is asked for. Whether any is changed.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn apply(&self, report: &Report) -> Result<bool, Problem> {
        let mut changed = false;
        // They take as long as the check.
        if !self.fix {
            return Ok(changed);
        }
        for Fix { path, after, faults, .. } in fixes(report) {
            let unwritable = |error| Problem::Unwritable(path.clone(), error);
            fs::write(&path, after).map_err(unwritable)?;
            let plural = if faults == 1 { "fault" } else { "faults" };
            explain(format_args!("{}: {faults} {plural} corrected", path.display()));
            changed = true;
        }
        Ok(changed)
    }
}

fn unified(fix: &Fix) -> String {
    let path = fix.path.to_string_lossy();
    let diff = TextDiff::from_lines(&fix.before, &fix.after);
    diff.unified_diff().context_radius(2).header(&path, &path).to_string()
}
