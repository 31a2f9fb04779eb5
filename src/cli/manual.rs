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
                super::print(&text(&page(command))?);
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

/// The sections of what follows the options, with the words that begin them in `--help`.
const SECTIONS: [(&str, &str); 3] =
    [("Examples:", "EXAMPLES"), ("Signals:", "SIGNALS"), ("Exit codes:", "EXIT STATUS")];

/// The source of a page. `clap_mangen` puts all that follows the options into one section, as one
/// paragraph.
fn text(page: &clap_mangen::Man) -> io::Result<String> {
    let mut source = Vec::new();
    page.render(&mut source)?;
    let source = String::from_utf8(source).map_err(io::Error::other)?;
    let Some((before, rest)) = source.split_once(".SH EXTRA\n") else { return Ok(source) };
    let (extra, after) = rest.split_once("\n.SH ").unwrap_or((rest, ""));
    let sections = extra.split("\n\n").map(|section| {
        let named = SECTIONS.iter().find(|(word, _)| section.starts_with(word));
        let (word, title) = named.copied().unwrap_or(("", "NOTES"));
        let lines = section.strip_prefix(word).unwrap_or(section);
        format!(".SH {title:?}\n.nf\n{}\n.fi\n", lines.trim_start_matches('\n'))
    });
    Ok(format!("{before}{}.SH {after}", sections.collect::<String>()))
}

/// Writes the page of a command and those of its subcommands.
fn write_pages(command: &Command, dir: &Path) -> io::Result<()> {
    let page = page(command.clone());
    fs::write(dir.join(page.get_filename()), text(&page)?)?;
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
