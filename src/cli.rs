//! The command line: one file per command. What a person reads goes to stderr, what a program reads
//! to stdout.

mod api_key;
mod completions;
mod connector;
mod health;
mod man;
mod sandbox;
mod serve;

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::logging::LogControl;
use crate::settings::{self, ConfigFile, SettingFault};
use serve::Serve;

/// The UKG PRO WFM Authentication connector as a service that you run yourself.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the facade
    Serve(Box<Serve>),
    /// Run the simulated tenant alone, for integration tests
    Sandbox(sandbox::Sandbox),
    /// Work on connectors: the one of this facade, or anybody's
    #[command(subcommand)]
    Connector(connector::Connector),
    /// Make keys for callers of a facade with --api-keys
    #[command(subcommand)]
    ApiKey(api_key::Keys),
    /// Ask a facade whether it is well: 0 for yes, 1 for no
    Health(health::Health),
    /// Print a script that makes a shell complete these commands
    Completions(completions::Completions),
    /// Print the manual page, or write one for each command
    Man(man::Man),
}

/// What the program is called.
const NAME: &str = env!("CARGO_PKG_NAME");

impl Cli {
    /// Reads the command line. Ends the program with 2 when it is wrong, and with 0 for help.
    #[must_use]
    pub fn from_command_line() -> Self {
        Self::try_from_command_line().unwrap_or_else(|error| error.exit())
    }

    /// Reads the command line, with the configuration file behind it.
    fn try_from_command_line() -> Result<Self, clap::Error> {
        let (command, file) = with_config_file(Self::command())?;
        let matches = command.try_get_matches().map_err(settings::without_value)?;
        let cli = Self::from_arg_matches(&matches)?;
        if let (Command::Serve(serve), Some((_, matches))) = (&cli.command, matches.subcommand()) {
            serve.check().map_err(|SettingFault { key, message }| {
                let source = settings::source_of(key, &serve_command(), matches, file.as_ref());
                wrong_usage(&format_args!("{source}: {message}"))
            })?;
            if serve.only_prints_settings() {
                print(&settings::provenance(&serve_command(), matches, file.as_ref()));
                std::process::exit(0);
            }
        }
        Ok(cli)
    }

    /// Runs the command to its end and says how it went: 0 for well, 1 for an error, which is
    /// printed. (Wrong usage has ended the program with 2 before.)
    #[must_use]
    pub fn run(self) -> ExitCode {
        let outcome = match self.command {
            Command::Serve(serve) => until_stopped(serve.worker_threads(), serve.run()),
            Command::Sandbox(sandbox) => until_stopped(NonZeroUsize::MIN, sandbox.run()),
            Command::Connector(connector) => connector.run(),
            Command::ApiKey(keys) => keys.run(),
            Command::Health(health) => health.run(),
            Command::Completions(completions) => completions.run(),
            Command::Man(man) => man.run(),
        };
        outcome.unwrap_or_else(|error| {
            explain(format_args!("error: {}", with_causes(error.as_ref())));
            ExitCode::FAILURE
        })
    }
}

fn serve_command() -> clap::Command {
    let command = Cli::command();
    command.find_subcommand(Serve::NAME).cloned().unwrap_or(command)
}

fn wrong_usage(error: &dyn fmt::Display) -> clap::Error {
    clap::Error::raw(ErrorKind::InvalidValue, format!("{error}\n"))
}

/// The command line of `serve` with its variables judged, and with the values of the configuration file,
/// if one is named, as defaults.
fn with_config_file(
    command: clap::Command,
) -> Result<(clap::Command, Option<ConfigFile>), clap::Error> {
    // Whatever else is wrong with the command line is said when it is read in earnest.
    let glance = command.clone().ignore_errors(true).try_get_matches();
    let path = match glance.as_ref().ok().and_then(clap::ArgMatches::subcommand) {
        Some((Serve::NAME, matches)) => matches.get_one::<PathBuf>("config").cloned(),
        _ => return Ok((command, None)),
    };
    let file = path.map(|path| ConfigFile::read(&path)).transpose();
    let file = file.map_err(|error| wrong_usage(&error))?;
    let with_sources = |serve: clap::Command| -> Result<clap::Command, clap::Error> {
        let serve = settings::with_variables(serve).map_err(|error| wrong_usage(&error))?;
        match &file {
            Some(file) => file.apply(serve).map_err(|error| wrong_usage(&error)),
            None => Ok(serve),
        }
    };
    let mut outcome = Ok(());
    let command = command.mut_subcommand(Serve::NAME, |serve| {
        with_sources(serve.clone()).unwrap_or_else(|error| {
            outcome = Err(error);
            serve
        })
    });
    outcome.map(|()| (command, file))
}

/// Runs a service to its end, on so many threads.
///
/// One thread is another kind of runtime, whose tasks wake each other without the operating system: a
/// call wakes three, and with two threads up to a third of what it costs is to wake the other one.
fn until_stopped(
    threads: NonZeroUsize,
    service: impl Future<Output = Result<(), Box<dyn Error>>>,
) -> Result<ExitCode, Box<dyn Error>> {
    let mut runtime = match threads.get() {
        1 => runtime::Builder::new_current_thread(),
        _ => runtime::Builder::new_multi_thread(),
    };
    let runtime = runtime.worker_threads(threads.get()).enable_all().build()?;
    runtime.block_on(service).map(|()| ExitCode::SUCCESS)
}

/// Prints what a command was asked for. A closed stdout, as of a pager, is no error.
fn print(text: &str) {
    let mut stdout = io::stdout();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

/// Says on stdout where a service listens, once it does. A closed stdout is no reason to stop.
fn announce(what: &str, url: &str) {
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "{what} on {url}").and_then(|()| stdout.flush());
}

/// Says something to the person at the terminal.
fn explain(text: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}

fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// On SIGHUP the filter of the log is read again, with everything else from where it comes from: only
/// the configuration file can have changed. (Keys and certificates need no signal.)
fn read_log_filter_on_hangup(logs: LogControl) -> io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            match Cli::try_from_command_line().map(|cli| cli.command) {
                Ok(Command::Serve(serve)) => logs.set(serve.log()),
                Ok(_) => {}
                // Names the file and the key, never a value.
                Err(error) => {
                    let error = error.to_string();
                    let error = error.trim_start_matches("error: ").trim();
                    tracing::error!(error, "the settings cannot be read again");
                }
            }
        }
    });
    Ok(())
}

/// What the two signals that end a service do: the first one asks it to finish, a second one ends
/// the process at once.
fn stop_on_signals() -> io::Result<CancellationToken> {
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
        tracing::info!("stopping: calls in flight are finished first");
        token.cancel();
        tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
        std::process::exit(1);
    });
    Ok(stop)
}
