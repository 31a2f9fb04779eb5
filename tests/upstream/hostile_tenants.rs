//! Tenants that misbehave, in tables: what the caller gets, how often the credentials were sent, and
//! that the next call works.

mod breaking;
mod echoing;
mod flooding;
mod framing;
mod redirecting;
mod two_calls;
mod untrusted;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::ready;
use futures_util::{StreamExt, stream};
use testing::{
    Act, Fault, NEIGHBOUR, RunningFacade, ScriptedTenant, Start, Step, TOKENS, credentials, json,
};

/// The status and error code that a caller gets.
type Expected = (u16, &'static str);

const TOKENS_ISSUED: Expected = (200, "");
const UNEXPECTED: Expected = (502, "tenant_unexpected_answer");
const UNREACHABLE: Expected = (502, "tenant_unreachable");
const CERTIFICATE: Expected = (502, "tenant_certificate");
const FAILED: Expected = (502, "tenant_error");
const LATE: Expected = (504, "tenant_timeout");

/// The call timeout for tenants that are to be late, and for all others.
const SHORT: Duration = Duration::from_secs(2);
const LONG: Duration = Duration::from_secs(30);

/// Tenants of a table that are called at the same time; they mostly wait.
const AT_A_TIME: usize = 16;

/// The start of a head that a tenant made up, with names that must not leave the facade.
const OK: &str = "HTTP/1.1 200 made-up\r\nX-Made-Up: made-up\r\nServer: made-up\r\n\
                  Set-Cookie: made-up=1\r\nLocation: https://made-up.example/\r\n";

struct Row {
    name: String,
    act: Act,
    fault: Fault,
    expected: Expected,
    /// How often the credentials reach the tenant.
    sent: usize,
    /// Whether the facade may keep the connection for the next call.
    may_keep: bool,
}

impl Row {
    /// It may use the connection for the next call.
    fn may_keep(self) -> Self {
        Self { may_keep: true, ..self }
    }
}

fn row(name: impl Into<String>, act: Act, expected: Expected, sent: usize) -> Row {
    let may_keep = expected == TOKENS_ISSUED;
    Row { name: name.into(), act, fault: Fault::None, expected, sent, may_keep }
}

/// A tenant that reads the request whole before it does anything else.
fn after_request(name: &str, steps: impl IntoIterator<Item = Step>, expected: Expected) -> Row {
    let steps = [Step::Read].into_iter().chain(steps).collect();
    row(name, Act::Play(steps), expected, 1)
}

fn says(text: impl AsRef<[u8]>) -> Step {
    Step::Send(text.as_ref().to_vec())
}

/// Every tenant of every table.
pub fn all() -> Vec<(Act, Fault)> {
    let tables = [
        breaking::table(),
        echoing::table(),
        flooding::table(),
        framing::table(),
        redirecting::table("127.0.0.1:1"),
        untrusted::table(),
        two_calls::table(),
    ];
    tables.into_iter().flatten().map(|row| (row.act, row.fault)).collect()
}

/// Calls every tenant of a table through a facade of its own, some at the same time, and a healthy
/// tenant afterwards through each facade.
async fn check(table: Vec<Row>) {
    let healthy = Arc::new(ScriptedTenant::answering(json(200, TOKENS)).await);
    let rows = table.len();
    // In tasks of their own, so that one row that fails hides no other.
    let checks = stream::iter(table)
        .map(|row| tokio::spawn(check_row(row, Arc::clone(&healthy))))
        .buffer_unordered(AT_A_TIME);
    let failed = checks.filter(|check| ready(check.is_err())).count().await;
    assert_eq!(failed, 0, "of {rows} rows failed; each says why");
    assert_eq!(healthy.received().len(), rows, "no other tenant is called");
}

async fn check_row(row: Row, healthy: Arc<ScriptedTenant>) {
    let Row { name, act, fault, expected, sent, may_keep } = row;
    let tenant = ScriptedTenant::with_fault(act, fault).await;
    let call_timeout = if expected == LATE { SHORT } else { LONG };
    let facade = beside(&tenant, &healthy).call_timeout(call_timeout).run().await;

    // It waits for less than a minute: every call has to end.
    let response = facade.token().header("appkey", "AppKey-1234").form(&credentials()).send().await;
    assert_eq!((response.status, response.error().as_str()), expected, "{name}: {response:?}");
    let shown = format!("{response:?}").to_ascii_lowercase();
    for text in ["made-up", "p@ss", "p%40ss", "secret%3f", "appkey-1234"] {
        assert!(!shown.contains(text), "{name}: {text} is in {shown}");
    }

    assert_goes_on(&facade, &name).await;
    assert!(may_keep || tenant.is_left().await, "{name}: the connection is kept");
    assert_eq!(tenant.connections(), 1, "{name}: the tenant is connected to once");
    assert_eq!(credentials_in(&tenant), sent, "{name}: {:?}", tenant.received());
}

/// A facade that knows a bad tenant and a good one.
fn beside(tenant: &ScriptedTenant, healthy: &ScriptedTenant) -> Start {
    Start::with(tenant)
        .trusting(healthy.ca_pem())
        .pinned(NEIGHBOUR, healthy.address())
        .connect_timeout(Duration::from_secs(3))
}

/// The next call to a healthy tenant works.
async fn assert_goes_on(facade: &RunningFacade, name: &str) {
    let call = facade.token().header("X-WFM-Vanity-Url", NEIGHBOUR);
    let response = call.form(&credentials()).send().await;
    assert_eq!(response.status, 200, "{name}: then a healthy tenant: {response:?}");
}

/// How often the password reached a tenant, as it is written in a form.
fn credentials_in(tenant: &ScriptedTenant) -> usize {
    tenant.received().concat().matches("password=p%40ss").count()
}
