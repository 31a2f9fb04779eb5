//! The program `prowfm-auth`: parses the command line and calls the library.

use std::process::ExitCode;

use clap::Parser;
use prowfm_auth::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
