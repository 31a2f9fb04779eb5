//! The program `prowfm-auth`: parses the command line and calls the library.

use std::process::ExitCode;

use prowfm_auth::cli::Cli;

fn main() -> ExitCode {
    Cli::from_command_line().run()
}
