use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::BlueprintSettings;
use crate::connector::Variant;
use crate::connector::{export, solution};
use power_platform::solution::{PublisherPrefix, Solution, SolutionVersion, package};

/// Writes a solution. It is unmanaged: a managed one is made by exporting it from the environment in
/// which it was tried.
#[derive(Args, Debug)]
pub struct Package {
    /// The file
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,

    /// The prefix of the publisher in Dataverse
    #[arg(long, value_name = "PREFIX", default_value_t = solution().prefix)]
    publisher_prefix: PublisherPrefix,

    /// The version of the solution; a newer one updates an older one
    #[arg(long, value_name = "VERSION", default_value_t)]
    version: SolutionVersion,

    #[command(flatten)]
    blueprint: BlueprintSettings,
}

impl Package {
    pub fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let connector = export::connector(&self.blueprint.blueprint(Variant::PowerPlatform))?;
        let (prefix, version) = (self.publisher_prefix, self.version);
        let solution = Solution { prefix, version, ..solution() };
        let zip = package(&connector, &solution)?;
        fs::write(&self.out, zip)
            .map_err(|error| format!("{} cannot be written: {error}", self.out.display()))?;
        super::super::explain(format_args!("{}", self.out.display()));
        Ok(ExitCode::SUCCESS)
    }
}
