//! The program `prowfm-auth`: parses the command line and calls the library.

use std::process::ExitCode;

use mimalloc::MiMalloc;
use prowfm_auth::cli::Cli;

/// With the allocator of the C library, allocation takes a fifth of a call.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    Cli::from_command_line().run()
}
