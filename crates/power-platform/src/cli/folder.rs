use std::error::Error;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{explain, print};
use crate::Connector;
use crate::check::Gate;
use crate::solution::{
    Contents, FlowSolution, HostVariable, PublisherPrefix, Solution, SolutionVersion,
    certification_package, package,
};

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

    /// The prefix of the publisher in Dataverse
    #[arg(long, value_name = "PREFIX")]
    publisher_prefix: PublisherPrefix,

    #[command(flatten)]
    packaging: Packaging,
}

/// What is written for a connector, and where.
#[derive(Args, Debug)]
pub struct Packaging {
    /// The file to write, or - for stdout
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,

    /// The version of the solution. An import updates a solution of a lower version
    #[arg(long, value_name = "VERSION", default_value_t)]
    version: SolutionVersion,

    /// What is written: a solution, or for certification the package for Partner Center
    #[arg(long = "for", value_name = "GATE", default_value_t = Gate::Solution)]
    gate: Gate,

    /// An environment variable of the solution that holds the host: prefix, underscore, name
    #[arg(long, value_name = "NAME")]
    host_variable: Option<HostVariable>,

    /// With --for certification: the exported solution of a flow with the connector
    #[arg(long, value_name = "FILE.zip")]
    flow_solution: Option<PathBuf>,
}

impl Package {
    /// Writes the solution, and its path to stderr.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read or the file cannot be written.
    pub fn run(self) -> Result<(), Box<dyn Error>> {
        let contents = Contents::read(&self.folder)?;
        self.packaging.write(contents, self.publisher_prefix, "power-connector")
    }
}

impl Packaging {
    /// What the package is for.
    #[must_use]
    pub fn gate(&self) -> Gate {
        self.gate
    }

    /// Writes what is asked for, and its path to stderr.
    ///
    /// # Errors
    ///
    /// If it cannot be made, or the file cannot be written.
    pub fn write(
        self,
        connector: impl Into<Contents>,
        prefix: PublisherPrefix,
        generated_by: &str,
    ) -> Result<(), Box<dyn Error>> {
        let generated_by = generated_by.to_owned();
        let (version, host_variable) = (self.version, self.host_variable);
        let solution = Solution { prefix, version, generated_by, host_variable };
        let zip = match self.gate {
            Gate::Custom | Gate::Solution if self.flow_solution.is_some() => {
                return Err("--flow-solution is for --for certification".into());
            }
            Gate::Custom | Gate::Solution => package(connector, &solution)?,
            Gate::Certification => {
                let flow = self.flow_solution.as_deref().map(flow_solution).transpose()?;
                if flow.is_none() {
                    explain(format_args!(
                        "note: certification also asks for the solution of a flow with the \
                         connector; add it with --flow-solution"
                    ));
                }
                certification_package(connector, &solution, flow.as_ref())?
            }
        };
        let cannot_write = |error| format!("{} cannot be written: {error}", self.out.display());
        if self.out == Path::new("-") {
            let mut stdout = io::stdout();
            if stdout.is_terminal() {
                return Err("--out -: a terminal cannot show a zip; send it to a program".into());
            }
            stdout.write_all(&zip).and_then(|()| stdout.flush()).map_err(cannot_write)?;
        } else {
            fs::write(&self.out, zip).map_err(cannot_write)?;
            explain(format_args!("{}", self.out.display()));
        }
        Ok(())
    }
}

fn flow_solution(path: &Path) -> Result<FlowSolution, Box<dyn Error>> {
    let at = |error: &dyn Error| format!("{}: {error}", path.display());
    let bytes = fs::read(path).map_err(|error| at(&error))?;
    FlowSolution::new(bytes).map_err(|error| at(&error).into())
}
