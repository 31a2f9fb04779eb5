mod key_file;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

use clap::{Args, Subcommand};

use super::print;
use crate::access::{ApiKey, Day, KeyEntry, KeyThrottle, LastUse, Name};
use crate::tenant::VanityUrl;
use crate::throttle::Rate;
use key_file::KeyFile;

#[derive(Debug, Subcommand)]
pub enum ApiKeys {
    /// Create an API key: prints the key on stdout, only once, and the line for the key file on stderr
    New(New),
    /// List the keys of a key file: what each may do, and until when
    List(List),
    /// Take the keys of a name out of a key file
    Revoke(Revoke),
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

    /// The last day on which the key is accepted, in UTC, such as 2027-01-31
    #[arg(long, value_name = "DATE")]
    expires: Option<Day>,

    /// A rate for all calls of the key together, on each replica, such as 100/60s; beside --throttle of serve,
    /// which is for each connection
    #[arg(long, value_name = "CALLS/DURATION")]
    throttle: Option<Rate>,

    /// Append the line to this key file, which is created if it is missing
    #[arg(long, value_name = "FILE")]
    append: Option<PathBuf>,

    /// Add another key of a name that the file has already, so that callers can change to it one by one
    #[arg(long, requires = "append")]
    rotate: bool,
}

#[derive(Args, Debug)]
pub struct List {
    /// The key file
    file: PathBuf,
}

#[derive(Args, Debug)]
pub struct Revoke {
    /// Name of the keys
    name: Name,

    /// The key file
    file: PathBuf,
}

impl ApiKeys {
    pub fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        match self {
            Self::New(new) => new.run(),
            Self::List(list) => list.run(),
            Self::Revoke(revoke) => revoke.run(),
        }
    }
}

impl New {
    fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        if self.expires.is_some_and(|day| day.is_over(SystemTime::now())) {
            return Err("--expires: this day is over".into());
        }
        let key = ApiKey::generate()?;
        let entry = KeyEntry {
            name: self.name,
            digest: key.digest(),
            tenant: self.tenant,
            profile: self.profile,
            expires: self.expires,
            throttle: self.throttle.map(KeyThrottle::new),
            last_use: LastUse::default(),
        };
        let Some(path) = &self.append else {
            print_key(&key)?;
            super::explain(format_args!("{entry}"));
            return Ok(ExitCode::SUCCESS);
        };
        let failed = |e: &dyn Error| format!("--append: {}: {e}", path.display());
        let line = KeyFile::to_append(&entry, path, self.rotate).map_err(|e| failed(&*e))?;
        // A key that could not be printed must not be accepted.
        print_key(&key)?;
        line.append()
            .map_err(|error| format!("{}; the printed key will not be accepted", failed(&error)))?;
        super::explain(format_args!(
            "The key {} is shown only once. A facade with --api-keys {} accepts it within 2 seconds.",
            entry.name.as_str(),
            path.display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let ring = key_file::read(&self.file)?;
        let now = SystemTime::now();
        let rows = ring.entries().map(|entry| {
            let tenant = entry.tenant.as_ref().map_or("every allowed one", VanityUrl::host);
            let profile = entry.profile.as_ref().map_or("-", Name::as_str);
            let expires = match entry.expires {
                None => "never".to_owned(),
                Some(day) if day.is_over(now) => format!("{day}, over"),
                Some(day) => day.to_string(),
            };
            [entry.name.as_str().to_owned(), tenant.to_owned(), profile.to_owned(), expires]
        });
        let heading = ["NAME", "TENANT", "PROFILE", "LAST DAY"].map(str::to_owned);
        let rows: Vec<_> = [heading].into_iter().chain(rows).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
        let [name, tenant, profile] = [width(0), width(1), width(2)];
        for [a, b, c, d] in &rows {
            print(&format!("{a:name$}  {b:tenant$}  {c:profile$}  {d}\n"));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Revoke {
    fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let removed = key_file::remove(&self.file, &self.name)?;
        super::explain(format_args!(
            "{removed} {} taken out. A facade with --api-keys {} refuses {} within 2 seconds.",
            if removed == 1 { "key was" } else { "keys were" },
            self.file.display(),
            if removed == 1 { "it" } else { "them" },
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
