//! The end: SIGTERM while calls are in flight, and connections beside them that have none.

use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::Failure;
use crate::caller::{Caller, Connection};
use crate::child::Program;
use crate::ledger::{Ledger, Plan};
use crate::manner::Manner;
use crate::tenant::Tenants;
use crate::traffic::{Delivery, Errand, Operation, Request};

/// Calls in flight when the signal comes.
pub const IN_FLIGHT: usize = 32;
/// Connections without a call in flight at that time, of each kind.
const IDLE: usize = 4;
/// How long the tenant holds its responses back at most. Shorter than a tenant may take.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// How the program took its leave.
pub struct Farewell {
    /// Calls that had reached the tenant when the signal was sent.
    pub in_flight: usize,
    /// `None` if it did not end in time.
    pub exit: Option<ExitStatus>,
}

/// Sends calls to the tenant that holds its responses back, then the signal; lets the tenant answer once
/// the program accepts no more connections.
pub async fn say(
    program: &mut Program,
    tenants: &Tenants,
    ledger: &Arc<Ledger>,
) -> Result<Farewell, Failure> {
    let mut idle = Vec::new();
    for bytes in ["", "POST /api/authentication/access_token HTTP/1.1\r\nHost: so"] {
        for _ in 0..IDLE {
            // A program that is gone shows in the calls.
            if let Ok(mut connection) = Connection::open(&program.place).await {
                connection.send(bytes.as_bytes()).await;
                idle.push(connection);
            }
        }
    }
    let mut callers = JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let manner = Manner::Holding;
        let call = ledger.plan(Plan {
            sort: manner.name(),
            tenant: Some(manner),
            allowed: manner.allowed(),
            token: true,
            timed: false,
        });
        let request = Request::to_tenant(call, Operation::Token, manner, false);
        let errand = Errand { calls: vec![(call, request)], delivery: Delivery::Kept };
        let mut caller = Caller::new(program.place.clone(), Arc::clone(ledger));
        callers.spawn(async move { caller.run(errand).await });
    }
    let deadline = Instant::now() + PATIENCE;
    wait_for(deadline, async || ledger.seen(Manner::Holding.name()) == IN_FLIGHT).await;
    let in_flight = ledger.seen(Manner::Holding.name());
    program.terminate()?;
    wait_for(deadline, async || TcpStream::connect(program.place.address).await.is_err()).await;
    tenants.release();
    callers.join_all().await;
    let exit = program.ended().await?;
    drop(idle);
    Ok(Farewell { in_flight, exit })
}

/// Waits until it is true, or the time is over; the outcome shows in the calls.
async fn wait_for(deadline: Instant, mut happened: impl AsyncFnMut() -> bool) {
    while !happened().await && Instant::now() < deadline {
        sleep(Duration::from_millis(10)).await;
    }
}
