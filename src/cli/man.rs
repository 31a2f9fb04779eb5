use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Args, Command, CommandFactory};

use super::Cli;

/// Prints or writes manual pages.
#[derive(Args, Debug)]
pub struct Man {
    /// Write a page for every command into this folder, which is made if there is none
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
                .and_then(|()| write(&command, dir))
                .map_err(|e| format!("--dir: {}: {e}", dir.display()))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The page of a command, which names the whole program at its foot.
fn page(command: Command) -> clap_mangen::Man {
    clap_mangen::Man::new(command).source(concat!(
        env!("CARGO_PKG_NAME"),
        " ",
        env!("CARGO_PKG_VERSION")
    ))
}

/// Writes the pages of a command and of those below it.
fn write(command: &Command, dir: &Path) -> io::Result<()> {
    page(command.clone()).generate_to(dir)?;
    command.get_subcommands().try_for_each(|command| write(command, dir))
}
