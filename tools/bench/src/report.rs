use std::fmt;
use std::time::Duration;

use crate::contestants::Contestant;
use crate::footprint::Footprint;
use crate::machine::Machine;
use crate::rounds::{CONNECTIONS, Calls, Figures, Row};

/// All that was measured, as tables that people read.
pub struct Report {
    pub machine: Machine,
    pub rounds: u32,
    pub length: Duration,
    pub calls: Vec<Calls>,
    pub footprint: Option<Footprint>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine { date, hardware, versions, binary } = &self.machine;
        writeln!(f, "# What a call costs\n")?;
        writeln!(f, "Measured by `scripts/bench` on {date}. {hardware}. {versions}.\n")?;
        writeln!(
            f,
            "Each figure is the median of {} rounds of {} s, in which the contestants took turns. \
             *Cost* is processor time of the process under test per 10,000 calls; *ratio* is that to \
             the bare forwarder's cost in the same round.",
            self.rounds,
            self.length.as_secs(),
        )?;
        for calls in &self.calls {
            table(f, calls)?;
        }
        if let Some(footprint) = &self.footprint {
            small(f, footprint)?;
        }
        writeln!(f, "\nThe program's file has {:.1} MB.", to_f64(*binary) / 1e6)
    }
}

fn table(f: &mut fmt::Formatter<'_>, calls: &Calls) -> fmt::Result {
    let delay = calls.delay.as_millis();
    match delay {
        0 => writeln!(f, "\n## A tenant that answers at once\n")?,
        _ => writeln!(f, "\n## A tenant that takes {delay} ms\n")?,
    }
    writeln!(f, "| connections | | calls/s | p50 ms | p99 ms | cost s | ratio |")?;
    writeln!(f, "| ---: | --- | ---: | ---: | ---: | ---: | ---: |")?;
    for row in &calls.rows {
        writeln!(
            f,
            "| {} | {} | {:.0} | {:.2} | {:.2} | {:.2} | {} |",
            row.connections,
            row.contestant.name(),
            median(row, |figures| figures.calls_per_second),
            1e3 * median(row, |figures| figures.p50.as_secs_f64()),
            1e3 * median(row, |figures| figures.p99.as_secs_f64()),
            1e4 * median(row, cost),
            ratio(calls, row, Contestant::Forwarder).map_or(String::new(), |r| format!("{r:.2}")),
        )?;
    }
    writeln!(f, "\n| | cost to the bare forwarder, geometric mean | most memory MiB |")?;
    writeln!(f, "| --- | ---: | ---: |")?;
    for (contestant, peak) in &calls.peaks {
        let mean = mean_ratio(calls, *contestant, Contestant::Forwarder);
        let mean = mean.map_or(String::new(), |mean| format!("{mean:.2}"));
        writeln!(f, "| {} | {mean} | {:.1} |", contestant.name(), mebibytes(*peak))?;
    }
    writeln!(f)?;
    if let Some(ratio) = p99_ratio(calls) {
        writeln!(
            f,
            "p99 of prowfm-auth at {OF_P99} connections to the bare forwarder's: {ratio:.2}."
        )?;
    }
    relations(f, calls)
}

/// The facade's cost beside those that do as much as it does.
fn relations(f: &mut fmt::Formatter<'_>, calls: &Calls) -> fmt::Result {
    let others = [Contestant::Plain, Contestant::NginxNjs, Contestant::Nginx];
    let [plain, njs, set_body] = others.map(Contestant::name);
    writeln!(f, "\n| cost, geometric mean | to {plain} | to {njs} | to {set_body} |")?;
    writeln!(f, "| --- | ---: | ---: | ---: |")?;
    for facade in Contestant::ALL.into_iter().filter(|contestant| contestant.is_facade()) {
        let relation = |other| mean_ratio(calls, facade, other);
        let [Some(plain), Some(njs), Some(set_body)] = others.map(relation) else { continue };
        let name = facade.name();
        writeln!(f, "| {name} | {plain:.2} | {njs:.2} | {set_body:.2} |")?;
    }
    Ok(())
}

fn small(f: &mut fmt::Formatter<'_>, footprint: &Footprint) -> fmt::Result {
    writeln!(f, "\n## Start and memory\n")?;
    writeln!(f, "| | exec to listening ms | to the first answer ms | memory then MiB |")?;
    writeln!(f, "| --- | ---: | ---: | ---: |")?;
    for (contestant, start) in &footprint.starts {
        writeln!(
            f,
            "| {} | {:.1} | {:.1} | {:.1} |",
            contestant.name(),
            1e3 * start.listening.as_secs_f64(),
            1e3 * start.first_call.as_secs_f64(),
            mebibytes(start.memory),
        )?;
    }
    let (idle, active) = (footprint.idle_connections, footprint.active_connections);
    writeln!(
        f,
        "\n1,000 idle connections take prowfm-auth {:.1} MiB, 1,000 with a call in flight {:.1} MiB.",
        mebibytes(idle),
        mebibytes(active),
    )?;
    writeln!(
        f,
        "\n| connections that the throttle knows | least cost of a call µs | to the first |"
    )?;
    writeln!(f, "| ---: | ---: | ---: |")?;
    let first = footprint.known.first().map_or(1.0, |(_, cost)| cost.as_secs_f64());
    for (known, cost) in &footprint.known {
        let cost = cost.as_secs_f64();
        writeln!(f, "| {known} | {:.1} | {:.2} |", 1e6 * cost, cost / first)?;
    }
    Ok(())
}

/// With how many connections the slowest calls are compared.
const OF_P99: u32 = 64;

/// Of the medians, because one round says little about one call in a hundred.
fn p99_ratio(calls: &Calls) -> Option<f64> {
    let of = |contestant| {
        let row = |row: &&Row| row.contestant == contestant && row.connections == OF_P99;
        calls.rows.iter().find(row).map(|row| median(row, |figures| figures.p99.as_secs_f64()))
    };
    Some(of(Contestant::Facade)? / of(Contestant::Forwarder)?)
}

fn cost(figures: &Figures) -> f64 {
    figures.cost.as_secs_f64()
}

fn median(row: &Row, figure: impl Fn(&Figures) -> f64) -> f64 {
    middle(row.rounds.iter().map(figure).collect())
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The cost of one contestant in relation to that of another, round by round.
fn ratio(calls: &Calls, row: &Row, to: Contestant) -> Option<f64> {
    let same = |other: &&Row| other.contestant == to && other.connections == row.connections;
    let to = calls.rows.iter().find(same)?;
    Some(middle(row.rounds.iter().zip(&to.rounds).map(|(a, b)| cost(a) / cost(b)).collect()))
}

fn mean_ratio(calls: &Calls, of: Contestant, to: Contestant) -> Option<f64> {
    let rows = calls.rows.iter().filter(|row| row.contestant == of);
    let ratios: Option<Vec<f64>> = rows.map(|row| ratio(calls, row, to)).collect();
    let product: f64 = ratios.filter(|ratios| ratios.len() == CONNECTIONS.len())?.iter().product();
    Some(product.powf(0.25))
}

fn mebibytes(kibibytes: u64) -> f64 {
    to_f64(kibibytes) / 1_024.0
}

fn to_f64(figure: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "nothing here has 53 bits")]
    let figure = figure as f64;
    figure
}
