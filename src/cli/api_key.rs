use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::access::{ApiKey, KeyEntry, KeyRing, Name};
use crate::tenant::VanityUrl;

#[derive(Debug, Subcommand)]
pub enum ApiKeys {
    /// Create an API key: prints the key on stdout, only once, and the line for the key file on stderr
    New(New),
}

#[derive(Args, Debug)]
pub struct New {
    /// Name of the key in the logs: A-Z, a-z, 0-9, dot, hyphen and underscore
    name: Name,

    /// Bind the key to one tenant: its calls need not name the tenant and can reach no other
    #[arg(long, value_name = "URL")]
    tenant: Option<VanityUrl>,

    /// Let the key use this profile: an account that the server of --profiles keeps
    #[arg(long, value_name = "NAME")]
    profile: Option<Name>,

    /// Append the line to this key file, which is created if it is missing
    #[arg(long, value_name = "FILE")]
    append: Option<PathBuf>,
}

impl ApiKeys {
    pub fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let Self::New(new) = self;
        new.run()
    }
}

impl New {
    fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let key = ApiKey::generate()?;
        let entry = KeyEntry {
            name: self.name,
            digest: key.digest(),
            tenant: self.tenant,
            profile: self.profile,
        };
        let Some(file) = &self.append else {
            print_key(&key)?;
            super::explain(format_args!("{entry}"));
            return Ok(ExitCode::SUCCESS);
        };
        let failed = |e: &dyn Error| format!("--append: {}: {e}", file.display());
        let line = AppendedLine::prepare(&entry, file).map_err(|error| failed(&*error))?;
        // A key that could not be printed must not be accepted.
        print_key(&key)?;
        line.append()
            .map_err(|error| format!("{}; the printed key will not be accepted", failed(&error)))?;
        super::explain(format_args!(
            "The key {} is shown only once. A facade with --api-keys {} accepts it within 2 seconds.",
            entry.name.as_str(),
            file.display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// Unlike the output of other commands, a key that cannot be printed is lost.
fn print_key(key: &ApiKey) -> Result<(), String> {
    let mut stdout = io::stdout();
    writeln!(stdout, "{}", key.secret().expose())
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("the key cannot be printed, so no key was created: {error}"))
}

/// A line for a key file that was checked, and the file, open for appending.
struct AppendedLine {
    line: String,
    file: File,
}

impl AppendedLine {
    /// Refuses an invalid file, a name that the file has already, and a file that cannot be written.
    fn prepare(entry: &KeyEntry, path: &Path) -> Result<Self, Box<dyn Error>> {
        let present = match std::fs::read(path) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        if KeyRing::parse(&present, |_| true)?.has_name(&entry.name) {
            return Err("the file already has a key of this name".into());
        }
        let last_line_is_open = present.last().is_some_and(|byte| *byte != b'\n');
        let line = format!("{}{entry}\n", if last_line_is_open { "\n" } else { "" });
        // The file holds no secret, but the list of callers is not public.
        let file = OpenOptions::new().append(true).create(true).mode(0o640).open(path)?;
        Ok(Self { line, file })
    }

    /// Appends in one write, so that concurrent readers and writers see whole lines.
    fn append(mut self) -> io::Result<()> {
        self.file.write_all(self.line.as_bytes())
    }
}
