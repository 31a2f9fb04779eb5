use std::error::Error;
use std::process::ExitCode;

use clap::Subcommand;

mod check;

/// Work on connectors.
#[derive(Debug, Subcommand)]
pub enum Connector {
    /// Check connector folders or definition files against Power Platform's rules, offline
    Check(check::Check),
}

impl Connector {
    pub fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        match self {
            Self::Check(check) => check.run(),
        }
    }
}
