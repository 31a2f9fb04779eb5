use std::time::Duration;

use crate::Failure;
use crate::contestants::{Bench, Contestant, Running};
use crate::{load, progress};

/// Connections that call at a time.
pub const CONNECTIONS: [u32; 4] = [1, 16, 64, 256];
/// How long the tenant takes: nothing, so that it is not the limit, and about what a near one does.
pub const DELAYS: [Duration; 2] = [Duration::ZERO, Duration::from_millis(20)];
/// How long a contestant is warmed up with as many connections as it will see at most.
const WARM_UP: Duration = Duration::from_secs(1);

/// What one contestant did in one round.
#[derive(Clone, Copy)]
pub struct Figures {
    pub calls_per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
    /// Processor time of one call.
    pub cost: Duration,
}

/// The rounds of one contestant with this number of connections.
pub struct Row {
    pub contestant: Contestant,
    pub connections: u32,
    pub rounds: Vec<Figures>,
}

/// All rows in front of one tenant, and the most memory of each contestant, in KiB.
pub struct Calls {
    pub delay: Duration,
    pub rows: Vec<Row>,
    pub peaks: Vec<(Contestant, u64)>,
}

/// Measures the contestants in turn, again and again, so that a change in the machine's speed affects all
/// of them.
pub async fn measure(
    bench: &Bench,
    contestants: &[Contestant],
    rounds: u32,
    length: Duration,
) -> Result<Vec<Calls>, Failure> {
    let mut all = Vec::new();
    for delay in DELAYS {
        let tenant = bench.tenant(delay).await?;
        let mut running = Vec::new();
        for contestant in contestants {
            let started = bench.start(*contestant, tenant.address).await?;
            let most = CONNECTIONS[CONNECTIONS.len() - 1];
            load::send(started.address, &bench.load(), most, WARM_UP).await?;
            running.push((*contestant, started));
        }
        let mut rows = Vec::new();
        for connections in CONNECTIONS {
            let row = |contestant: &Contestant| Row {
                contestant: *contestant,
                connections,
                rounds: Vec::new(),
            };
            let mut group: Vec<_> = contestants.iter().map(row).collect();
            for round in 1..=rounds {
                let delay = delay.as_millis();
                progress::say(&format!(
                    "{connections:3} connections, tenant {delay} ms, round {round} of {rounds}"
                ))?;
                for ((_, running), row) in running.iter().zip(&mut group) {
                    row.rounds.push(figures(bench, running, connections, length).await?);
                }
            }
            rows.extend(group);
        }
        let mut peaks = Vec::new();
        for (contestant, running) in running {
            peaks.push((contestant, running.process.memory("VmHWM")?));
            running.process.end().await?;
        }
        tenant.process.end().await?;
        all.push(Calls { delay, rows, peaks });
    }
    progress::end()?;
    Ok(all)
}

async fn figures(
    bench: &Bench,
    running: &Running,
    connections: u32,
    length: Duration,
) -> Result<Figures, Failure> {
    let before = running.process.processor_time()?;
    let seen = load::send(running.address, &bench.load(), connections, length).await?;
    let used = running.process.processor_time()?.saturating_sub(before);
    Ok(Figures {
        calls_per_second: f64::from(seen.calls) / seen.time.as_secs_f64(),
        p50: seen.p50,
        p99: seen.p99,
        cost: used / seen.calls,
    })
}
