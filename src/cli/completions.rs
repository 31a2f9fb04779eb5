use std::error::Error;
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, NAME};

/// Prints what a shell needs to complete this program's command lines.
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub fn run(&self) -> Result<ExitCode, Box<dyn Error>> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), NAME, &mut script);
        let mut script = String::from_utf8(script)?;
        if self.shell == Shell::Bash {
            // With a hyphen in the program's name, clap_complete 4.6 calls one command by two names, so
            // that nothing is completed behind a subcommand (clap-rs/clap#6421).
            script = script.replace(&NAME.replace('-', "__subcmd__"), &NAME.replace('-', "__"));
        }
        super::print(&script);
        Ok(ExitCode::SUCCESS)
    }
}
