//! `scripts/bench`: what a call costs in the facade, side by side with what else could be in its
//! place, and with the least that any program could do.
//!
//! The [`contestants`] are in front of one [`tenant`], which answers at once or after 20 ms. `wrk`
//! sends the [`load`], the [`process`] under test is asked what it used, and the [`report`] sets it
//! in relation. The [`forwarder`] is the least, the [`floor`] the least with the facade's packages, and
//! [`plain`] a service in the ordinary way with them; they are part of this program, as the tenant is, but
//! run in processes of their own. [`footprint`] is what the facade costs without a call, and [`training`]
//! shows a program under profiling what calls look like.

mod callers;
mod contestants;
mod credentials;
mod floor;
mod footprint;
mod forwarder;
mod load;
mod machine;
mod nginx;
mod plain;
mod process;
mod progress;
mod report;
mod rounds;
mod tenant;
mod tls;
mod training;

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use contestants::{Bench, Contestant, Facades};
use report::Report;

/// Why the run could not be made.
type Failure = Box<dyn Error + Send + Sync>;

/// Measures the facade beside alternatives.
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures, and prints the tables
    Run(Run),
    /// A tenant that is not the limit, until it is stopped
    Tenant(tenant::Options),
    /// The least that a program can do, until it is stopped
    Forwarder(forwarder::Options),
    /// The least with the web framework and the HTTP client of the facade, until it is stopped
    Floor(floor::Options),
    /// A service in the ordinary way with the packages of the facade, until it is stopped
    Plain(floor::Options),
    /// Calls of all kinds, for a program that is built to write a profile
    Train(training::Options),
}

#[derive(Args)]
struct Run {
    /// The facade
    #[arg(long, value_name = "FILE")]
    facade: PathBuf,

    /// The facade as it is shipped, built with a profile
    #[arg(long, value_name = "FILE")]
    shipped: Option<PathBuf>,

    /// Where nginx's settings and the load's script are
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,

    /// Where nginx's modules are
    #[arg(long, value_name = "FOLDER", default_value = "/usr/lib/nginx/modules")]
    modules: PathBuf,

    /// How often each figure is measured; the median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
    rounds: u32,

    /// How long each measurement takes, in seconds
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=30))]
    seconds: u64,

    /// Only these contestants; repeatable [default: all]
    #[arg(long, value_enum)]
    only: Vec<Contestant>,

    /// Leave start, memory and known connections out
    #[arg(long)]
    only_calls: bool,

    /// Write the tables into this file, in the place of the old ones
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // Nothing that was started may outlive this process, however that ends.
        let mut terminate = signal(SignalKind::terminate())?;
        let command = async {
            match Options::parse().command {
                Command::Run(run) => run.measure().await,
                Command::Tenant(options) => tenant::serve(options).await,
                Command::Forwarder(options) => forwarder::serve(options).await,
                Command::Floor(options) => floor::serve(options).await,
                Command::Plain(options) => plain::serve(options).await,
                Command::Train(options) => training::train(options).await,
            }
        };
        tokio::select! {
            done = command => done,
            _ = terminate.recv() => Err("stopped by a signal".into()),
            _ = tokio::signal::ctrl_c() => Err("stopped by a signal".into()),
        }
    })
}

impl Run {
    async fn measure(self) -> Result<(), Failure> {
        let mut contestants = match self.only.as_slice() {
            [] => Contestant::ALL.to_vec(),
            only => only.to_vec(),
        };
        if self.shipped.is_none() {
            contestants.retain(|contestant| !contestant.is_shipped());
        }
        let facades = Facades { built: self.facade.clone(), shipped: self.shipped.clone() };
        let bench = Bench::set_up(facades, self.folder.clone(), self.modules)?;
        let length = Duration::from_secs(self.seconds);
        let calls = rounds::measure(&bench, &contestants, self.rounds, length).await?;
        let footprint = if self.only_calls {
            None
        } else {
            Some(footprint::measure(&bench, &contestants).await?)
        };
        let machine = machine::describe(&self.facade)?;
        let report = Report { machine, rounds: self.rounds, length, calls, footprint };
        let text = report.to_string();
        io::stdout().write_all(text.as_bytes())?;
        match self.write {
            Some(file) => write_tables(&file, &text),
            None => Ok(()),
        }
    }
}

/// Where the tables end and what was tried begins: written by hand, so that it stays.
const END_OF_TABLES: &str = "<!-- end of what scripts/bench writes -->";

fn write_tables(file: &Path, tables: &str) -> Result<(), Failure> {
    let before = std::fs::read_to_string(file).unwrap_or_default();
    let by_hand = before.split_once(END_OF_TABLES).map_or("\n", |(_, by_hand)| by_hand);
    std::fs::write(file, format!("{tables}\n{END_OF_TABLES}{by_hand}"))?;
    Ok(())
}
