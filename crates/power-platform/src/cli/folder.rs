use std::error::Error;
use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::{explain, print};
use crate::Connector;
use crate::solution::{PublisherPrefix, Solution, SolutionVersion, package};

/// Prints the reference page of a connector as Markdown.
#[derive(Args, Debug)]
pub struct Reference {
    /// The connector folder to read
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Reference {
    /// Prints the page to stdout.
    ///
    /// # Errors
    ///
    /// If the folder cannot be opened.
    pub fn run(self) -> Result<(), Box<dyn Error>> {
        print(&Connector::open(&self.folder)?.reference(None));
        Ok(())
    }
}

/// Writes a solution that imports a connector. It is unmanaged: export it from the environment in which
/// it was tried to get a managed one.
#[derive(Args, Debug)]
pub struct Package {
    /// The connector folder to read
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The file to write
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,

    /// The prefix of the publisher in Dataverse
    #[arg(long, value_name = "PREFIX")]
    publisher_prefix: PublisherPrefix,

    /// The version of the solution. An import updates a solution of a lower version
    #[arg(long, value_name = "VERSION", default_value_t)]
    version: SolutionVersion,
}

impl Package {
    /// Writes the solution, and its path to stderr.
    ///
    /// # Errors
    ///
    /// If the folder cannot be opened or the file cannot be written.
    pub fn run(self) -> Result<(), Box<dyn Error>> {
        let connector = Connector::open(&self.folder)?;
        let solution = Solution {
            prefix: self.publisher_prefix,
            version: self.version,
            generated_by: "power-connector".to_owned(),
        };
        let zip = package(&connector, &solution)?;
        fs::write(&self.out, zip)
            .map_err(|error| format!("{} cannot be written: {error}", self.out.display()))?;
        explain(format_args!("{}", self.out.display()));
        Ok(())
    }
}
