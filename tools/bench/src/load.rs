use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use tokio::process::Command;

use crate::Failure;

/// Clients that call in turn: enough that the throttle, which is on, refuses none.
const CLIENTS: u32 = 1_000;

/// What callers saw of a load.
#[derive(Clone, Copy)]
pub struct Seen {
    pub calls: u32,
    pub time: Duration,
    /// The median of the times of the calls.
    pub p50: Duration,
    /// Of a hundred calls one took longer.
    pub p99: Duration,
}

/// Calls on these connections for a while, on each connection one call after the other.
pub async fn send(
    to: SocketAddr,
    script: &Path,
    connections: u32,
    length: Duration,
) -> Result<Seen, Failure> {
    let output = Command::new("wrk")
        .args(["--threads", "1", "--timeout", "10s", "--connections", &connections.to_string()])
        .args(["--duration", &format!("{}s", length.as_secs())])
        .arg("--script")
        .arg(script)
        .arg(format!("http://{to}"))
        .env("CLIENTS", CLIENTS.to_string())
        .kill_on_drop(true)
        .output()
        .await?;
    let said = String::from_utf8(output.stdout)?;
    let figures = said.lines().find_map(|line| line.strip_prefix("figures "));
    let figures: Vec<u64> = figures
        .ok_or_else(|| format!("wrk says {said} {}", String::from_utf8_lossy(&output.stderr)))?
        .split(' ')
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let [calls, time, failed, p50, p99] = figures[..] else {
        return Err("wrk prints other figures than it was told to".into());
    };
    if failed > 0 || calls == 0 {
        return Err(format!("{failed} of {calls} calls failed").into());
    }
    Ok(Seen {
        calls: calls.try_into()?,
        time: Duration::from_micros(time),
        p50: Duration::from_micros(p50),
        p99: Duration::from_micros(p99),
    })
}
