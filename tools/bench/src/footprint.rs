use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::Failure;
use crate::callers::{self, Caller};
use crate::contestants::{Bench, Contestant};
use crate::progress::{self, say};

/// How often a start is measured.
const STARTS: usize = 9;
/// Connections for the memory figures.
const CONNECTIONS: u32 = 1_000;
/// Connections of the throttle, as many as it is to know.
pub const KNOWN: [u32; 3] = [1, 1_000, 100_000];
/// Calls of which the cost is measured, by the one client that the throttle may know: fewer than it
/// allows.
const CALLS: u32 = 4_000;
/// Repetitions. The minimum counts, because disturbances only add.
const ROUNDS: usize = 5;
const AT_A_TIME: u32 = 16;
/// How long a tenant takes while all connections have a call in flight.
const SLOW: Duration = Duration::from_secs(3);
/// How long memory is given to settle.
const SETTLE: Duration = Duration::from_millis(500);

/// What the facade costs beside calls. Memory is in KiB.
pub struct Footprint {
    pub starts: Vec<(Contestant, Start)>,
    pub idle_connections: u64,
    pub active_connections: u64,
    /// The minimum processor time of a call, by the number of connections that the throttle knows.
    pub known: Vec<(u32, Duration)>,
}

/// From start to use, medians.
pub struct Start {
    /// From exec until it listens.
    pub listening: Duration,
    /// From exec until the first call is answered, with its TLS handshake to the tenant.
    pub first_call: Duration,
    pub memory: u64,
}

pub async fn measure(bench: &Bench, contestants: &[Contestant]) -> Result<Footprint, Failure> {
    let mut starts = Vec::new();
    for contestant in contestants {
        say("start")?;
        starts.push((*contestant, start(bench, *contestant).await?));
    }
    say("idle connections")?;
    let idle_connections = idle_connections(bench).await?;
    say("active connections")?;
    let active_connections = active_connections(bench).await?;
    let mut known = KNOWN.map(|connections| (connections, Vec::new()));
    for _ in 0..ROUNDS {
        for (connections, costs) in &mut known {
            say("known connections")?;
            costs.push(cost_with_known(bench, *connections).await?);
        }
    }
    let least = |(connections, costs): (u32, Vec<Duration>)| {
        (connections, costs.into_iter().min().unwrap_or_default())
    };
    let known = known.into_iter().map(least).collect();
    progress::end()?;
    Ok(Footprint { starts, idle_connections, active_connections, known })
}

fn median<T: Ord + Copy>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}

async fn start(bench: &Bench, contestant: Contestant) -> Result<Start, Failure> {
    let tenant = bench.tenant(Duration::ZERO).await?;
    let (mut listening, mut first_call, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let started = Instant::now();
        let running = bench.start(contestant, tenant.address).await?;
        Caller::connect(running.address).await?.call(1).await?;
        first_call.push(started.elapsed());
        listening.push(running.start);
        sleep(SETTLE / 10).await;
        memory.push(running.process.memory("VmRSS")?);
        running.process.end().await?;
    }
    tenant.process.end().await?;
    let (listening, first_call) = (median(listening), median(first_call));
    Ok(Start { listening, first_call, memory: median(memory) })
}

async fn idle_connections(bench: &Bench) -> Result<u64, Failure> {
    let tenant = bench.tenant(Duration::ZERO).await?;
    let running = bench.facade_with(tenant.address, &[]).await?;
    drop(callers::connected(running.address, 1).await?);
    sleep(SETTLE).await;
    let before = running.process.memory("VmRSS")?;
    let callers = callers::connected(running.address, CONNECTIONS).await?;
    sleep(SETTLE).await;
    let after = running.process.memory("VmRSS")?;
    drop(callers);
    running.process.end().await?;
    tenant.process.end().await?;
    Ok(after.saturating_sub(before))
}

async fn active_connections(bench: &Bench) -> Result<u64, Failure> {
    let tenant = bench.tenant(SLOW).await?;
    let room = CONNECTIONS.to_string();
    let flags = ["--max-calls", &room, "--max-calls-per-tenant", &room];
    let running = bench.facade_with(tenant.address, &flags).await?;
    drop(callers::connected(running.address, 1).await?);
    sleep(SETTLE).await;
    let before = running.process.memory("VmRSS")?;
    let mut callers = JoinSet::new();
    for client in 0..CONNECTIONS {
        let mut caller = Caller::connect(running.address).await?;
        callers.spawn(async move { caller.call(client).await });
    }
    // All calls are sent, and none has a response yet.
    sleep(SLOW / 3).await;
    let after = running.process.memory("VmRSS")?;
    while let Some(done) = callers.join_next().await {
        done??;
    }
    running.process.end().await?;
    tenant.process.end().await?;
    Ok(after.saturating_sub(before))
}

async fn cost_with_known(bench: &Bench, connections: u32) -> Result<Duration, Failure> {
    let tenant = bench.tenant(Duration::ZERO).await?;
    let running = bench.facade_with(tenant.address, &[]).await?;
    callers::by_one(running.address, CALLS, AT_A_TIME).await?;
    callers::one_each(running.address, 2..connections + 1, AT_A_TIME).await?;
    let before = running.process.processor_time()?;
    callers::by_one(running.address, CALLS, AT_A_TIME).await?;
    let used = running.process.processor_time()?.saturating_sub(before);
    running.process.end().await?;
    tenant.process.end().await?;
    Ok(used / CALLS)
}
