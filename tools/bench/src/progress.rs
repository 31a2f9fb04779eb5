use std::io::{self, IsTerminal, Write};

/// How long a line is at most.
const WIDTH: usize = 60;

/// Says what is being measured: on a terminal in one line, else in a line of its own.
pub fn say(what: &str) -> io::Result<()> {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        write!(stderr, "\r{what:WIDTH$}")
    } else {
        writeln!(stderr, "{what}")
    }
}

/// Leaves an empty line for what comes next.
pub fn end() -> io::Result<()> {
    if io::stderr().is_terminal() { write!(io::stderr(), "\r{:WIDTH$}\r", "") } else { Ok(()) }
}
