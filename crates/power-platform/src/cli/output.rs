use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;

/// Whether colours are printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Color {
    #[value(help = "On a terminal, unless the variable NO_COLOR is set")]
    Auto,
    /// Also into files and pipes
    Always,
    /// Not at all
    Never,
}

impl Color {
    /// Prints a text with ANSI colours to stdout. A closed stdout, as of a pager, is not an error.
    pub fn print(self, text: &str) {
        let choice = match self {
            Self::Auto => AutoStream::choice(&io::stdout()),
            Self::Always => ColorChoice::AlwaysAnsi,
            Self::Never => ColorChoice::Never,
        };
        let mut stdout = AutoStream::new(io::stdout(), choice);
        let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    }
}

/// The width of the terminal in characters, if stdout is one.
pub fn width() -> Option<usize> {
    let size = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    size.map(|(terminal_size::Width(width), _)| width.into())
}
