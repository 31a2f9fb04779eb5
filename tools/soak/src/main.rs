//! `scripts/soak`: the real program between callers and tenants that misbehave. At the end it is counted
//! what was lost, doubled or mixed up, and what the program has kept of memory and descriptors.
//!
//! Everything here is outside the program: [`tenant`]s answer it over TLS, [`caller`]s send it the
//! [`traffic`], the [`ledger`] has what both sides saw of every call, and [`verdict`] evaluates it.

mod caller;
mod child;
mod farewell;
mod files;
mod ledger;
mod manner;
mod measured;
mod report;
mod tenant;
mod traffic;
mod verdict;
mod vitals;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at, sleep};

use caller::Caller;
use child::Program;
use ledger::Ledger;
use measured::Measured;
use report::Report;
use tenant::Tenants;
use traffic::Traffic;
use verdict::Tally;
use vitals::{Monitor, Vitals};

/// Why the run could not be made.
type Failure = Box<dyn Error + Send + Sync>;

/// Callers at a time.
const CALLERS: usize = 64;
/// How long the calls may take together: many times what they need, so that a program that hangs is
/// told from a machine that is busy.
const LONGEST: Duration = Duration::from_mins(5);
const LONGEST_PER_CALL: Duration = Duration::from_millis(100);
/// How often it is said how far the run has come.
const PROGRESS: Duration = Duration::from_secs(5);
/// How long the program may take to notice that others have closed their connections.
const NOTICE: Duration = Duration::from_secs(10);

/// Sends good and bad traffic through the program to tenants that misbehave, and counts.
#[derive(Parser)]
struct Options {
    /// The program under test
    #[arg(long, value_name = "FILE")]
    program: PathBuf,

    /// How many calls are made
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    calls: u32,

    /// Share throttle, tokens and refused passwords through a Redis server that fails again and again. Needs
    /// one, and enough calls that memory has settled by their half
    #[arg(long)]
    redis: bool,

    /// The same seed makes the same calls [default: another one each time]
    #[arg(long)]
    seed: Option<u64>,
}

fn main() -> Result<ExitCode, Failure> {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(async {
        // The program must not outlive this process, however that ends.
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            report = soak(&options) => report,
            _ = terminate.recv() => Err("stopped by a signal".into()),
            _ = tokio::signal::ctrl_c() => Err("stopped by a signal".into()),
        }
    })?;
    let complaints = report.complaints();
    let mut stdout = io::stdout();
    write!(stdout, "{report}")?;
    for complaint in &complaints {
        writeln!(stdout, "  {complaint}")?;
    }
    Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn soak(options: &Options) -> Result<Report, Failure> {
    let calls = usize::try_from(options.calls)?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let seed = options.seed.unwrap_or(now.as_secs());
    let ledger = Arc::new(Ledger::default());
    let tenants = Tenants::start(&ledger).await?;
    let mut program = Program::start(&options.program, &tenants, options.redis).await?;
    say(format_args!("{calls} calls with --seed {seed} to {}", program.place.address));

    let start = Vitals::of(program.id())?;
    let monitor = Monitor::default();
    let counting = Arc::clone(&ledger);
    tokio::spawn(monitor.clone().watch(program.id(), move || counting.closed()));
    let started = Instant::now();
    let traffic = Traffic::new(seed, calls, Arc::clone(&ledger));
    // Files change, and Redis fails if there is one, which no call may notice.
    tokio::select! {
        sent = send(traffic, &program, &ledger, LONGEST + LONGEST_PER_CALL * options.calls) => sent?,
        failed = program.disturb() => failed?,
    }
    let (time, calls_made) = (started.elapsed(), ledger.closed());

    let mut measured = Measured {
        start,
        warm: monitor.between(calls * 8 / 100, calls * 12 / 100),
        half: monitor.between(calls * 45 / 100, calls * 55 / 100),
        full: monitor.between(calls * 90 / 100, calls_made),
        ..Measured::default()
    };
    let limit = measured.descriptors_without_callers();
    measured.without_callers = settled(&program, limit).await?;
    tenants.hang_up();
    measured.idle = settled(&program, measured.descriptors_idle()).await?;
    measured.peak = monitor.peak();

    let farewell = farewell::say(&mut program, &tenants, &ledger).await?;
    let tally = Tally::of(&ledger.entries());
    let times = ledger.times();
    let certificates =
        program.place.certificates.lock().unwrap_or_else(PoisonError::into_inner).len();
    let calls_meant = calls;
    Ok(Report {
        seed,
        time,
        calls_meant,
        calls_made,
        tally,
        measured,
        certificates,
        farewell,
        times,
    })
}

/// Sends the traffic through all callers and says how far it has come; ends it early when it takes too
/// long.
async fn send(
    traffic: Traffic,
    program: &Program,
    ledger: &Arc<Ledger>,
    longest: Duration,
) -> Result<(), Failure> {
    let traffic = Arc::new(Mutex::new(traffic));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let caller = Caller::new(program.place.clone(), Arc::clone(ledger));
        callers.spawn(caller.work(Arc::clone(&traffic)));
    }
    let started = Instant::now();
    let mut progress = interval_at(started + PROGRESS, PROGRESS);
    loop {
        tokio::select! {
            ended = callers.join_next() => match ended {
                Some(ended) => ended?,
                None => return Ok(()),
            },
            _ = progress.tick() => {
                tell_progress(started.elapsed(), ledger.closed(), Vitals::of(program.id())?);
                if started.elapsed() > longest {
                    traffic.lock().unwrap_or_else(PoisonError::into_inner).stop();
                }
            }
        }
    }
}

/// The program once it has no more descriptors than this, or does not come down to it.
async fn settled(program: &Program, descriptors: usize) -> Result<Vitals, Failure> {
    let deadline = Instant::now() + NOTICE;
    loop {
        sleep(Duration::from_millis(200)).await;
        let vitals = Vitals::of(program.id())?;
        if vitals.descriptors <= descriptors || Instant::now() > deadline {
            return Ok(vitals);
        }
    }
}

fn tell_progress(time: Duration, calls: usize, vitals: Vitals) {
    let (seconds, mebibytes) = (time.as_secs(), vitals.mebibytes());
    let descriptors = vitals.descriptors;
    say(format_args!(
        "{seconds:>5} s {calls:>9} calls {mebibytes:>8.1} MiB {descriptors:>6} descriptors"
    ));
}

/// Says something to the person at the terminal.
fn say(text: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}
