//! The command line of the library.

use std::process::ExitCode;

use clap::Parser;
use power_platform::cli::Command;

/// Checks and packages custom connectors for Microsoft Power Platform, offline.
#[derive(Debug, Parser)]
#[command(name = "power-connector", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    Cli::parse().command.run()
}
