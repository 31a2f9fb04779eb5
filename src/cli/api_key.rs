use std::error::Error;
use std::fs::OpenOptions;
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
        match &self.append {
            None => super::explain(format_args!("{entry}")),
            Some(file) => {
                append(&entry, file).map_err(|e| format!("--append: {}: {e}", file.display()))?;
                super::explain(format_args!(
                    "The key {} is accepted as soon as a facade with --api-keys {} has looked, \
                     within 2 seconds. It is shown only here:",
                    entry.name.as_str(),
                    file.display()
                ));
            }
        }
        super::print(&format!("{}\n", key.secret().expose()));
        Ok(ExitCode::SUCCESS)
    }
}

/// Adds a line to a key file, unless the file is broken or has a key of that name.
fn append(entry: &KeyEntry, path: &Path) -> Result<(), Box<dyn Error>> {
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
    // In one piece, for whoever reads or appends at the same time. The file holds no secret, but who
    // may call is nobody's business.
    let mut file = OpenOptions::new().append(true).create(true).mode(0o640).open(path)?;
    Ok(file.write_all(line.as_bytes())?)
}
