//! Manual pages and shell completions, generated from the definition of the command line.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;

use super::{Cli, PROGRAM};

#[derive(Args, Debug)]
pub struct Man {
    /// Write a page for every command into this directory, which is created if it is missing
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Man {
    pub fn run(&self) -> Result<ExitCode, Box<dyn Error>> {
        let mut command = Cli::command().disable_help_subcommand(true);
        command.build();
        match &self.dir {
            None => {
                let mut text = Vec::new();
                page(command).render(&mut text)?;
                super::print(&String::from_utf8(text)?);
            }
            Some(dir) => fs::create_dir_all(dir)
                .and_then(|()| write_pages(&command, dir))
                .map_err(|e| format!("--dir: {}: {e}", dir.display()))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn page(command: Command) -> clap_mangen::Man {
    clap_mangen::Man::new(command).source(concat!(
        env!("CARGO_PKG_NAME"),
        " ",
        env!("CARGO_PKG_VERSION")
    ))
}

/// Writes the page of a command and those of its subcommands.
fn write_pages(command: &Command, dir: &Path) -> io::Result<()> {
    page(command.clone()).generate_to(dir)?;
    command.get_subcommands().try_for_each(|command| write_pages(command, dir))
}

#[derive(Args, Debug)]
pub struct Completions {
    /// Shell that runs the script
    shell: Shell,
}

impl Completions {
    pub fn run(&self) -> Result<ExitCode, Box<dyn Error>> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), PROGRAM, &mut script);
        let mut script = String::from_utf8(script)?;
        if self.shell == Shell::Bash {
            // clap_complete 4.6 gives a command two names if the program's name has a hyphen, so that
            // nothing is completed after a subcommand (clap-rs/clap#6421).
            let [wrong, right] = ["__subcmd__", "__"].map(|joint| PROGRAM.replace('-', joint));
            script = script.replace(&wrong, &right);
        }
        super::print(&script);
        Ok(ExitCode::SUCCESS)
    }
}
