//! Tenants that hang, drip, reset, cut off or close, at every stage of a call.

use testing::{Act, ScriptedTenant, Start, Step, TENANT, TOKENS};

use super::{LATE, OK, Row, TOKENS_ISSUED, UNREACHABLE, after_request, check, row, says};

const HALF_STATUS: &str = "HTTP/1.1 2";
const HALF_BODY: &str = r#"{"access_token": "made-up""#;
const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";

/// A head that says how the body ends.
fn head(framing: &str) -> String {
    format!("{OK}{framing}\r\n")
}

/// Half a header, half a body of known length, and half a body in chunks.
fn halves() -> [(&'static str, Step); 5] {
    let chunk = format!("{:x}\r\n{TOKENS}\r\n", TOKENS.len());
    [
        ("in mid-status", says(HALF_STATUS)),
        ("in mid-header", says(OK)),
        ("in mid-body", says(head("Content-Length: 60\r\n") + HALF_BODY)),
        ("in mid-chunk", says(head(CHUNKED) + "3c\r\n" + HALF_BODY)),
        ("before the last chunk", says(head(CHUNKED) + &chunk)),
    ]
}

/// What a tenant does with a connection at every stage of a call after the handshake.
fn at_every_stage(does: &str, with_it: Option<&Step>, expected: super::Expected) -> Vec<Row> {
    let after = |steps: Vec<Step>| Act::Play(steps.into_iter().chain(with_it.cloned()).collect());
    // A tenant that hangs reads what it does not answer.
    let unread = usize::from(with_it.is_none());
    let mid_request = after(vec![Step::ReadUntil("\r\n\r\n")]);
    let mut rows = vec![
        row(format!("{does} after the handshake"), after(vec![]), expected, unread),
        row(format!("{does} in mid-request"), mid_request, expected, unread),
        row(format!("{does} after the request"), after(vec![Step::Read]), expected, 1),
    ];
    for (stage, half) in halves() {
        let act = after(vec![Step::Read, half]);
        rows.push(row(format!("{does} {stage}"), act, expected, 1));
    }
    rows
}

fn before_the_handshake() -> Vec<Row> {
    let clear = Act::PlayInClear;
    let hello = Step::ReadUntil(TENANT);
    vec![
        row("resets after the connection", clear(vec![Step::Reset]), UNREACHABLE, 0),
        row("resets in the handshake", clear(vec![hello.clone(), Step::Reset]), UNREACHABLE, 0),
        row("closes after the connection", clear(vec![Step::Close]), UNREACHABLE, 0),
        row("closes in the handshake", clear(vec![hello.clone(), Step::Close]), UNREACHABLE, 0),
        row("hangs in the handshake", clear(vec![hello]), UNREACHABLE, 0),
    ]
}

fn dripping() -> Vec<Row> {
    let drip = |text: &str| Step::Drip(text.as_bytes().to_vec());
    let whole = head(&format!("Content-Length: {}\r\n", TOKENS.len())) + TOKENS;
    let pieces = whole.bytes().map(|byte| says([byte]));
    vec![
        after_request("drips an answer that ends", pieces, TOKENS_ISSUED),
        after_request("drips a header", [says(OK.to_owned() + "X-Drip: "), drip("x")], LATE),
        after_request("drips a body", [says(head("")), drip(" ")], LATE),
        after_request("drips chunks", [says(head(CHUNKED)), drip("1\r\n \r\n")], LATE),
    ]
}

/// The end of the connection is the end of the response only if TLS says that it is one.
fn bodies_that_end_with_the_connection() -> Vec<Row> {
    let open = || says(head("") + TOKENS);
    let whole = says(head(&format!("Content-Length: {}\r\n", TOKENS.len())) + TOKENS);
    vec![
        after_request("closes at the end", [open(), Step::Close], TOKENS_ISSUED),
        after_request("cuts at the end", [open(), Step::Cut], UNREACHABLE),
        after_request("resets at the end", [open(), Step::Reset], UNREACHABLE),
        after_request("hangs at the end", [open()], LATE),
        after_request("cuts after a whole body", [whole, Step::Cut], TOKENS_ISSUED),
        after_request("goes on outside of TLS", [open(), Step::Forge], UNREACHABLE),
        after_request("answers outside of TLS", [Step::Forge], UNREACHABLE),
        after_request("vanishes", [Step::Vanish], LATE).may_keep(),
    ]
}

pub(super) fn table() -> Vec<Row> {
    let tables = [
        before_the_handshake(),
        at_every_stage("hangs", None, LATE),
        at_every_stage("resets", Some(&Step::Reset), UNREACHABLE),
        at_every_stage("cuts", Some(&Step::Cut), UNREACHABLE),
        at_every_stage("closes", Some(&Step::Close), UNREACHABLE),
        dripping(),
        bodies_that_end_with_the_connection(),
    ];
    tables.into_iter().flatten().collect()
}

#[tokio::test]
async fn a_tenant_that_hangs_drips_or_breaks_off_costs_one_call() {
    check(table()).await;
}

/// By then the request was sent: to say that no secure connection was possible would be wrong.
#[tokio::test]
async fn tls_that_fails_after_the_request_is_a_broken_connection() {
    let tenant = ScriptedTenant::answering(Act::Play(vec![Step::Read, Step::Forge])).await;
    let facade = Start::with(&tenant).run().await;
    let fields = [("refresh_token", "r"), ("client_id", "c"), ("client_secret", "s")];
    let response = facade.post("/api/authentication/refresh_token").form(&fields).send().await;
    let told = response.json();
    let description = "The connection to the tenant broke before it answered.";
    assert_eq!(told["error_description"], description);
    assert!(told["hint"].as_str().unwrap().contains("may have exchanged the refresh token"));
    assert_eq!(tenant.received().len(), 1);
}
