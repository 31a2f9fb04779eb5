//! Callers: each runs errands one after the other and notes in the [`Ledger`] what came of them.

mod connection;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::ledger::{CallId, Kind, Ledger, Outcome};
use crate::traffic::{Delivery, Errand, Traffic};
pub use connection::{Connection, NoAnswer, Place, Response};

/// The pieces in which a slow request comes, and the pause after each.
const PIECES: usize = 8;
const PAUSE: Duration = Duration::from_millis(120);

/// A caller with the connection that it keeps.
pub struct Caller {
    facade: Place,
    ledger: Arc<Ledger>,
    kept: Option<Connection>,
}

impl Caller {
    pub fn new(facade: Place, ledger: Arc<Ledger>) -> Self {
        Self { facade, ledger, kept: None }
    }

    /// Runs errands until there are none left.
    pub async fn work(mut self, traffic: Arc<Mutex<Traffic>>) {
        loop {
            let errand = traffic.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(errand) = errand else { return };
            self.run(errand).await;
        }
    }

    /// Runs one errand. Every call of it is closed in the ledger afterwards, also after a failure.
    pub async fn run(&mut self, Errand { calls, delivery }: Errand) {
        let started = Instant::now();
        let keep = !matches!(delivery, Delivery::Fresh);
        let (calls, requests): (Vec<_>, Vec<_>) =
            calls.into_iter().map(|(call, request)| (call, request.into_bytes(keep))).unzip();
        let connection = match self.kept.take().filter(|_| matches!(delivery, Delivery::Kept)) {
            Some(connection) => Ok(connection),
            None => Connection::open(&self.facade).await,
        };
        let mut connection = match connection {
            Ok(connection) => connection,
            Err(NoAnswer(why)) => {
                for call in calls {
                    self.ledger.close(call, Outcome::NoAnswer(why), started.elapsed());
                }
                return;
            }
        };
        let waits = deliver(&mut connection, &requests.concat(), delivery).await;
        for call in calls {
            let outcome = if waits {
                connection.response().await.map_or_else(
                    |NoAnswer(why)| Outcome::NoAnswer(why),
                    |response| recognised(call, &response),
                )
            } else {
                Outcome::Left
            };
            self.ledger.close(call, outcome, started.elapsed());
        }
        if matches!(delivery, Delivery::Kept) && connection.is_usable() {
            self.kept = Some(connection);
        }
    }
}

/// Sends requests; whether the caller then waits for answers.
async fn deliver(connection: &mut Connection, bytes: &[u8], delivery: Delivery) -> bool {
    match delivery {
        Delivery::Kept | Delivery::Fresh | Delivery::Pipelined => connection.send(bytes).await,
        Delivery::Slowly => {
            for piece in bytes.chunks(bytes.len().div_ceil(PIECES)) {
                connection.send(piece).await;
                sleep(PAUSE).await;
            }
        }
        Delivery::GoesAway(after) => {
            connection.send(bytes).await;
            sleep(after).await;
            return false;
        }
        Delivery::Part(hundredths) => {
            connection.send(&bytes[..bytes.len() * hundredths / 100]).await;
            return false;
        }
        Delivery::Silent(time) => {
            sleep(time).await;
            return false;
        }
    }
    true
}

/// What a response is, if everything in it that names a call names this one.
fn recognised(call: CallId, response: &Response) -> Outcome {
    let text = |name: &str| response.body.get(name).and_then(Value::as_str);
    let (own, tid, token) = (call.request_id(), call.tracking_id(), call.access_token());
    let foreign = |found: Option<&str>, expected: &str| found.is_some_and(|f| f != expected);
    let request_id = response.request_id.as_deref();
    if foreign(request_id, &own) || foreign(text("request_id"), &own) {
        return Outcome::Anothers("another request id");
    }
    // The HTTP parser refuses these before there is a request id.
    if request_id.is_none() && !response.body.is_null() {
        return Outcome::Anothers("no request id");
    }
    if foreign(response.tracking_id.as_deref(), &tid) {
        return Outcome::Anothers("another tracking id");
    }
    if foreign(text("access_token"), &token) {
        return Outcome::Anothers("another token");
    }
    let code = text("error").unwrap_or_default().to_owned();
    let token = text("access_token").is_some();
    Outcome::Answered { kind: Kind { status: response.status, code }, token }
}
