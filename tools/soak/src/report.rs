//! The table at the end.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use crate::CALLERS;
use crate::farewell::{Farewell, IN_FLIGHT};
use crate::manner::Manner;
use crate::measured::{MEMORY_GROWTH, Measured};
use crate::verdict::{Fault, Tally};
use crate::vitals::Vitals;

/// The time within which the program must have taken a renewed certificate.
const RENEWAL: Duration = Duration::from_secs(5);

/// Everything that is known at the end of a run.
pub struct Report {
    pub seed: u64,
    /// How long the calls took together, without the end.
    pub time: Duration,
    /// How many calls were meant, and how many were made in that time.
    pub calls_meant: usize,
    pub calls_made: usize,
    pub tally: Tally,
    pub measured: Measured,
    /// How many certificates of the program callers have seen.
    pub certificates: usize,
    pub farewell: Farewell,
    /// Of the calls in which nothing is meant to be slow, shortest first.
    pub times: Vec<Duration>,
}

impl Report {
    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = self.tally.examples.clone();
        let faults: usize = self.tally.faults.values().sum();
        if faults > complaints.len() {
            complaints.push(format!("and {} more faults", faults - complaints.len()));
        }
        if self.calls_made < self.calls_meant {
            complaints.push(format!(
                "only {} of {} calls were made before the time was over",
                self.calls_made, self.calls_meant
            ));
        }
        complaints.extend(self.measured.complaints());
        if self.certificates < 2 && self.time > RENEWAL {
            complaints.push("the program did not take a renewed certificate".to_owned());
        }
        if self.farewell.in_flight != IN_FLIGHT {
            let found = self.farewell.in_flight;
            complaints.push(format!("{found} calls in flight at SIGTERM, {IN_FLIGHT} were meant"));
        }
        match self.farewell.exit {
            Some(status) if status.success() => {}
            Some(status) => complaints.push(format!("the program ended with {status}")),
            None => complaints.push("the program did not end".to_owned()),
        }
        complaints
    }

    fn head(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let tally = &self.tally;
        let seconds = self.time.as_secs();
        let rate = u64::try_from(self.calls_made).unwrap_or_default() / seconds.max(1);
        writeln!(
            f,
            "{:>9}  calls by {CALLERS} callers in {seconds} s, {rate} a second",
            thousands(tally.calls)
        )?;
        writeln!(f, "{:>9}  answered", thousands(tally.answered))?;
        writeln!(
            f,
            "{:>9}  left by the caller before an answer, as planned",
            thousands(tally.left)
        )?;
        for fault in Fault::ALL {
            writeln!(f, "{:>9}  {}", thousands(tally.count(fault)), fault.name())?;
        }
        Ok(())
    }

    fn answers(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nanswers by kind")?;
        for (kind, count) in &self.tally.kinds {
            writeln!(f, "{:>9}  {kind}", thousands(*count))?;
        }
        for (title, for_tenant) in [("calls to tenants", true), ("no tenant may see", false)] {
            writeln!(f, "\n{title:<26} {:>7} {:>12}  answers", "calls", "tenant saw")?;
            for (sort, row) in
                self.tally.rows.iter().filter(|(_, row)| row.for_tenant == for_tenant)
            {
                let responses: Vec<_> = match row.responses.len() {
                    1 => row.responses.keys().cloned().collect(),
                    _ => row
                        .responses
                        .iter()
                        .map(|(response, n)| format!("{response} ×{}", thousands(*n)))
                        .collect(),
                };
                let (calls, seen) = (thousands(row.calls), thousands(row.seen));
                writeln!(f, "  {sort:<24} {calls:>7} {seen:>12}  {}", responses.join(", "))?;
            }
        }
        Ok(())
    }

    fn machine(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let columns = self.measured.columns();
        let mut row = |name: &str, cell: &dyn Fn(&str, &Vitals) -> String| {
            write!(f, "{name:<14}")?;
            for (title, vitals) in &columns {
                write!(f, " {:>10}", cell(title, vitals))?;
            }
            writeln!(f)
        };
        row("the program", &|title, _| title.to_owned())?;
        row("memory (MiB)", &|_, vitals| format!("{:.1}", vitals.mebibytes()))?;
        row("descriptors", &|_, vitals| vitals.descriptors.to_string())?;
        row("threads", &|_, vitals| vitals.threads.to_string())?;
        writeln!(
            f,
            "allowed: {} MiB more at 100 % than at 50 %; {} descriptors without callers, {} idle",
            MEMORY_GROWTH / 1024,
            self.measured.descriptors_without_callers(),
            self.measured.descriptors_idle(),
        )
    }

    fn end(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let exit = match self.farewell.exit {
            Some(status) => status.to_string(),
            None => "no end".to_owned(),
        };
        let answered = self.tally.answered_of(Manner::Holding.name());
        let in_flight = self.farewell.in_flight;
        writeln!(f, "certificates of the program: {}", self.certificates)?;
        writeln!(f, "SIGTERM: {in_flight} calls in flight, {answered} answered, {exit}")?;
        let at = |hundredths| milliseconds(&self.times, hundredths);
        let (p50, p95, p99) = (at(50), at(95), at(99));
        writeln!(f, "latency with steady tenants (ms): p50 {p50:.0}, p95 {p95:.0}, p99 {p99:.0}")
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        self.answers(f)?;
        writeln!(f)?;
        self.machine(f)?;
        writeln!(f)?;
        self.end(f)?;
        let good = self.complaints().is_empty();
        writeln!(f, "\n{} (--seed {})", if good { "all is well" } else { "NOT WELL" }, self.seed)
    }
}

fn milliseconds(times: &[Duration], hundredths: usize) -> f64 {
    let time = times.get(times.len() * hundredths / 100).copied().unwrap_or_default();
    time.as_secs_f64() * 1_000.0
}

/// A number as people read it: 10,000.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}
