use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::access::{ApiKey, KeyEntry, KeyName, KeyRing};
use crate::tenant::VanityUrl;

/// Work on API keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Make an API key: the key itself on stdout, once; the line for the key file on stderr
    New(New),
}

/// Makes an API key.
#[derive(Args, Debug)]
pub struct New {
    /// What the key is called in the logs: A-Z, a-z, 0-9, dot, hyphen, underscore
    name: KeyName,

    /// Bind the key to one tenant: it can call no other, and need not name it
    #[arg(long, value_name = "URL")]
    tenant: Option<VanityUrl>,

    /// Append the line to this key file, which is made if there is none
    #[arg(long, value_name = "FILE")]
    append: Option<PathBuf>,
}

impl Keys {
    pub fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let Self::New(new) = self;
        new.run()
    }
}

impl New {
    fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let key = ApiKey::generate()?;
        let entry = KeyEntry { name: self.name, digest: key.digest(), tenant: self.tenant };
        let Some(file) = &self.append else {
            show(&key)?;
            super::explain(format_args!("{entry}"));
            return Ok(ExitCode::SUCCESS);
        };
        let failed = |e: &dyn Error| format!("--append: {}: {e}", file.display());
        let line = AppendedLine::prepare(&entry, file).map_err(|error| failed(&*error))?;
        // A key that nobody has seen must not be accepted.
        show(&key)?;
        line.append().map_err(|error| {
            format!("{}; the key that was printed is not accepted", failed(&error))
        })?;
        super::explain(format_args!(
            "The key {} is shown only here. It is accepted as soon as a facade with --api-keys {} has \
             looked, within 2 seconds.",
            entry.name.as_str(),
            file.display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints the key. Unlike what other commands print, it is lost when that does not work.
fn show(key: &ApiKey) -> Result<(), String> {
    let mut stdout = io::stdout();
    writeln!(stdout, "{}", key.secret().expose())
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("the key cannot be printed, so there is none: {error}"))
}

/// A line that a key file can take, and the file.
struct AppendedLine {
    line: String,
    file: File,
}

impl AppendedLine {
    /// Refuses a file that is broken, has a key of that name, or cannot be written to.
    fn prepare(entry: &KeyEntry, path: &Path) -> Result<Self, Box<dyn Error>> {
        let present = match std::fs::read(path) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        if KeyRing::parse(&present, |_| true)?.has_name(&entry.name) {
            return Err("there is a key of this name already".into());
        }
        let line_is_open = present.last().is_some_and(|byte| *byte != b'\n');
        let line = format!("{}{entry}\n", if line_is_open { "\n" } else { "" });
        // The file holds no secret, but who may call is nobody's business.
        let file = OpenOptions::new().append(true).create(true).mode(0o640).open(path)?;
        Ok(Self { line, file })
    }

    /// In one piece, for whoever reads or appends at the same time.
    fn append(mut self) -> io::Result<()> {
        self.file.write_all(self.line.as_bytes())
    }
}
