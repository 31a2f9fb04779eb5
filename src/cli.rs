//! The command line, one file per command. Text for people goes to stderr, text for programs to
//! stdout.

mod api_key;
mod connector;
mod diagnose;
mod faults;
mod health;
mod manual;
mod sandbox;
mod serve;
mod signals;

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use tokio::runtime;
use tokio::time::timeout;

use crate::error_chain::message_with_causes;
use crate::logging::{self, explain};
use crate::settings::{self, ConfigFile, InForce};
use diagnose::Diagnose;
use faults::Faults;
use serve::Serve;

/// The UKG PRO WFM Authentication connector as a service that you run yourself.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_long_help = MORE)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the facade, the token service that flows and other programs call
    Serve(Box<Serve>),
    /// Run only the simulated tenants, for integration tests
    Sandbox(sandbox::Sandbox),
    /// Check what a vanity URL leads to, without credentials: exit code 0 if a call could work, 1 if not
    ///
    /// Reports the name and its addresses, TLS and the certificate, the clock of this machine, which login
    /// service the tenant probably uses, and the settings for it.
    ///
    /// Three kinds of requests are sent: GET of the start page, POST without any field to the legacy token
    /// endpoint, and GET of the token host's OpenID document. None of them names a user or a client.
    Diagnose(Box<Diagnose>),
    /// Export, check and package connectors: the one of this facade, or any other
    #[command(subcommand)]
    Connector(connector::Connector),
    /// Create API keys for callers of a facade that runs with --api-keys
    #[command(subcommand)]
    ApiKey(api_key::ApiKeys),
    /// Check the health of a running facade: exit code 0 if it is healthy, 1 if not
    Health(health::Health),
    /// Print a completion script for a shell
    Completions(manual::Completions),
    /// Print the manual page, or write a page for each command
    Man(manual::Man),
}

const MORE: &str = "\
Examples:
  prowfm-auth serve --sandbox
  prowfm-auth diagnose https://acme.prd.mykronos.com
  prowfm-auth serve --tenant https://acme.prd.mykronos.com
  prowfm-auth connector package --public-url https://tokens.example.com --out connector.zip

Exit codes:
  0  success
  1  an error, or a check that found one
  2  wrong usage, or settings that cannot be used";

const PROGRAM: &str = env!("CARGO_PKG_NAME");

/// How long a service waits for its addresses to be printed.
const MAX_ANNOUNCING: Duration = Duration::from_secs(1);

impl Cli {
    /// Parses the command line. Exits with code 2 on wrong usage and with 0 after printing help.
    #[must_use]
    pub fn from_command_line() -> Self {
        Self::try_from_command_line().unwrap_or_else(|error| error.exit())
    }

    /// Parses the command line, with the configuration file behind it.
    fn try_from_command_line() -> Result<Self, clap::Error> {
        let (command, file) = with_config_file(Self::command())?;
        let matches = command.try_get_matches().map_err(settings::redact_value)?;
        let mut cli = Self::from_arg_matches(&matches)?;
        if let (Command::Serve(serve), Some((_, matches))) =
            (&mut cli.command, matches.subcommand())
        {
            let in_force = InForce::of(&serve_command(), matches, file.as_ref());
            serve.complete(in_force, file.as_ref()).map_err(|faults| wrong_usage(&faults))?;
        }
        Ok(cli)
    }

    /// Runs the command. An error is printed and ends with code 1. (Wrong usage has exited before.)
    #[must_use]
    pub fn run(self) -> ExitCode {
        let outcome = match self.command {
            Command::Serve(serve) if serve.starts_nothing() => Ok(serve.show()),
            Command::Serve(serve) => serve.start(),
            Command::Sandbox(sandbox) => run_service(NonZeroUsize::MIN, sandbox.run()),
            Command::Diagnose(diagnose) => diagnose.run(),
            Command::Connector(connector) => connector.run(),
            Command::ApiKey(api_keys) => api_keys.run(),
            Command::Health(health) => health.run(),
            Command::Completions(completions) => completions.run(),
            Command::Man(man) => man.run(),
        };
        let code = outcome.unwrap_or_else(|error| {
            explain(format_args!("error: {}", message_with_causes(error.as_ref())));
            ExitCode::FAILURE
        });
        logging::finish();
        code
    }
}

fn serve_command() -> clap::Command {
    command_named(Serve::NAME)
}

fn command_named(name: &str) -> clap::Command {
    let command = Cli::command();
    command.find_subcommand(name).cloned().unwrap_or(command)
}

/// Variables that look like settings and are none, as texts for people.
fn unknown_variables() -> impl Iterator<Item = String> {
    settings::unknown_variables(&Cli::command()).into_iter().map(|unknown| unknown.to_string())
}

fn wrong_usage(error: &dyn fmt::Display) -> clap::Error {
    clap::Error::raw(ErrorKind::InvalidValue, format!("{error}\n"))
}

/// Validates the environment variables of a command with settings, and makes the values of the
/// configuration file of `serve`, if there is one, the defaults of its settings.
fn with_config_file(
    command: clap::Command,
) -> Result<(clap::Command, Option<ConfigFile>), clap::Error> {
    // Other errors are reported by the second, strict parse.
    let lenient = command.clone().ignore_errors(true).try_get_matches();
    let path = match lenient.as_ref().ok().and_then(clap::ArgMatches::subcommand) {
        Some((Serve::NAME, matches)) => matches.get_one::<PathBuf>("config"),
        Some((Diagnose::NAME, _)) => {
            let diagnose = settings::apply_environment(command_named(Diagnose::NAME));
            let diagnose = diagnose.map_err(|error| wrong_usage(&error))?;
            return Ok((command.mut_subcommand(Diagnose::NAME, |_| diagnose), None));
        }
        _ => return Ok((command, None)),
    };
    let file = path.map(|path| ConfigFile::read(path)).transpose().map_err(|e| wrong_usage(&e))?;
    let (mut serve, mut faults) = (serve_command(), Faults::default());
    serve = faults.note(settings::apply_environment(serve.clone())).unwrap_or(serve);
    if let Some(file) = &file {
        serve = faults.note(file.apply(serve.clone())).unwrap_or(serve);
    }
    faults.none().map_err(|faults| wrong_usage(&faults))?;
    Ok((command.mut_subcommand(Serve::NAME, |_| serve), file))
}

/// Runs a service until it has stopped.
///
/// One thread gets a runtime of its own kind, whose tasks wake each other without the operating system:
/// a call wakes three tasks, and with two threads up to a third of its cost is waking the other thread.
fn run_service(
    threads: NonZeroUsize,
    service: impl Future<Output = Result<(), Box<dyn Error>>>,
) -> Result<ExitCode, Box<dyn Error>> {
    let mut runtime = match threads.get() {
        1 => runtime::Builder::new_current_thread(),
        _ => runtime::Builder::new_multi_thread(),
    };
    let runtime = runtime.worker_threads(threads.get()).enable_all().build()?;
    let outcome = runtime.block_on(service);
    // A file system or a resolver that hangs does not delay the exit.
    runtime.shutdown_background();
    outcome.map(|()| ExitCode::SUCCESS)
}

/// Prints the output of a command. A closed stdout, as of a pager, is not an error.
fn print(text: &str) {
    let mut stdout = io::stdout();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

/// Prints the addresses of listeners that accept connections, one on a line. A stdout that is closed, or a
/// full pipe, does not stop a service.
async fn announce(lines: String) {
    let printing = tokio::task::spawn_blocking(move || print(&lines));
    let _ = timeout(MAX_ANNOUNCING, printing).await;
}
