//! Invalid requests, and requests that pretend to be something else.
//!
//! A call that would succeed follows each of them on the same connection. A response to it shows that
//! the facade still knows where a request begins. Where that is not certain, the connection must end
//! instead, or one caller's body would become another caller's request.

mod framing;

use std::iter::repeat_n;

use testing::{Kind, Response, ScriptedTenant, Start, TOKENS, Wire, credentials, json, status};

/// Part of every bad request, and never of a response.
pub const PASSWORD: &str = "hunter2";

/// The body of a call that would succeed.
const BODY: &str = "username=u&password=hunter2&client_id=c&client_secret=s";

/// A bad request, the statuses of the responses to it and to the call that follows, and how many of both
/// the tenant receives.
type Row = (String, &'static [u16], usize);

/// `GET /health/live` with these header lines.
fn get(lines: &str) -> String {
    format!("GET /health/live HTTP/1.1\r\n{lines}\r\n\r\n")
}

fn post(lines: &str, body: &str) -> String {
    format!(
        "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n{lines}\r\n\r\n{body}"
    )
}

/// A call whose body has this length according to its header.
fn with_length(length: &str) -> String {
    post(&format!("Content-Length: {length}"), BODY)
}

/// A call whose body is in these chunks.
fn with_chunks(chunks: &str) -> String {
    post("Transfer-Encoding: chunked", chunks)
}

/// The body in one good chunk, without the last one.
fn chunk() -> String {
    format!("{:x}\r\n{BODY}\r\n", BODY.len())
}

/// The call that follows each bad request.
fn next() -> String {
    post(&format!("Connection: close\r\nContent-Length: {}", BODY.len()), BODY)
}

pub fn all() -> impl Iterator<Item = String> {
    let rows = [
        invalid_requests(),
        prefaces(),
        handshakes(),
        odd_requests(),
        uncertain_hosts(),
        framing::trailers(),
        oversized_headers(),
        framing::uncertain_lengths(),
        framing::lengths_with_chunks(),
        framing::bad_chunks(),
    ];
    rows.into_iter().flatten().map(|(request, ..)| request + &next())
}

/// Sends each bad request and the call that follows, and makes a normal call afterwards.
async fn check(rows: impl IntoIterator<Item = Row>) {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    for (request, statuses, calls) in rows {
        let shown: String = request.chars().take(400).collect();
        let before = tenant.received().len();
        let mut wire = Wire::to(facade.address).await;
        wire.send(request + &next()).await;
        let messages = wire.messages().await;
        let answered: Vec<_> = messages.iter().map(|message| status(message)).collect();
        assert_eq!(answered, statuses, "{shown}");
        for message in &messages {
            check_message(message);
        }
        assert_eq!(tenant.received().len() - before, calls, "{shown}");
        assert_eq!(facade.token().form(&credentials()).send().await.status, 200, "{shown}");
    }
}

/// A response repeats nothing of what was sent. It is the facade's own, or an empty one of the HTTP
/// library.
fn check_message(message: &str) {
    assert!(!message.contains(PASSWORD), "{message}");
    if message.contains("x-request-id: ") {
        Response::parse(message.as_bytes(), false, Kind::Call);
    } else {
        let lines: Vec<_> = message.split("\r\n").skip(1).collect();
        let [connection, length, date, "", ""] = lines[..] else { panic!("{message}") };
        assert_eq!((connection, length), ("connection: close", "content-length: 0"));
        assert!(date.starts_with("date: "));
    }
}

fn invalid_requests() -> Vec<Row> {
    let refused: [&str; 15] = [
        // HTTP/0.9, and versions that do not come this way.
        "GET /health/live\r\n",
        "GET /health/live HTTP/1.2\r\nHost: x\r\n\r\n",
        "GET /health/live HTTP/2.0\r\nHost: x\r\n\r\n",
        // Targets.
        "GET health/live HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /\0hunter2 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /health/live hunter2 HTTP/1.1\r\nHost: x\r\n\r\n",
        // Headers. What follows a bare CR or a NUL must not become a header of its own.
        &get("Host: x\r\nX: a\0hunter2"),
        &get("Host: x\r\nX: a\rX-WFM-Vanity-Url: hunter2"),
        &get("Host: x\r\nX: a\r\n hunter2"),
        &get("Host: x\r\nhunter2"),
        &get("Host: x\r\n: hunter2"),
        &get("Host: x\r\nX : hunter2"),
        // Nothing like HTTP.
        " GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n",
        "hunter2\r\n\r\n",
        "\x01\x02hunter2",
    ];
    refused.map(|request| (request.to_owned(), &[400][..], 0)).to_vec()
}

#[tokio::test]
async fn an_invalid_request_ends_the_connection() {
    check(invalid_requests()).await;
}

/// The start of an HTTP/2 connection is recognized, and refused without a response.
fn prefaces() -> Vec<Row> {
    let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    vec![(preface.to_owned(), &[][..], 0)]
}

#[tokio::test]
async fn http_2_in_clear_ends_the_connection() {
    check(prefaces()).await;
}

fn handshakes() -> Vec<Row> {
    let hello = "\x16\x03\x01\0\x7b\x01\0\0\x77\x03\x03".to_owned() + &"\x07".repeat(116);
    vec![(hello, &[400][..], 0)]
}

#[tokio::test]
async fn a_tls_handshake_on_the_plain_port_ends_the_connection() {
    check(handshakes()).await;
}

/// Odd, but allowed: the next request is where it should be.
fn odd_requests() -> Vec<Row> {
    let h2c = "Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\
               HTTP2-Settings: AAMAAABkAAQAAP__";
    let length = BODY.len();
    let evil = format!(
        "POST https://evil.mykronos.com/api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{BODY}"
    );
    vec![
        // Without `keep-alive`, HTTP/1.0 is one request a connection.
        ("GET /health/live HTTP/1.0\r\n\r\n".to_owned(), &[200][..], 0),
        ("GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".to_owned(), &[200, 200], 1),
        // The facade is one host: no decision depends on its name.
        (get("Host: evil.mykronos.com:8443"), &[200, 200], 1),
        (
            "GET http://evil.mykronos.com/health/live HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
            &[200, 200],
            1,
        ),
        // The tenant is the default one and not the host of the target.
        (evil, &[200, 200], 2),
        // No proxy, no mirror.
        (
            "CONNECT acme.prd.mykronos.com:443 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
            &[404, 200],
            1,
        ),
        ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), &[404, 200], 1),
        ("TRACE /health/live HTTP/1.1\r\nHost: x\r\nX: hunter2\r\n\r\n".to_owned(), &[405, 200], 1),
        ("HUNTER2 /health/live HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), &[405, 200], 1),
        // Upgrades to other protocols.
        (get(h2c), &[200, 200], 1),
        (get("Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket"), &[200, 200], 1),
        // Line ends that RFC 9112 allows.
        ("GET /health/live HTTP/1.1\nHost: x\n\n".to_owned(), &[200, 200], 1),
        ("\r\n\r\n".to_owned() + &get("Host: x"), &[200, 200], 1),
        // An unread body is not taken for a request.
        (get("Host: x\r\nContent-Length: 55") + BODY, &[200, 200], 1),
        (
            "POST /hunter2 HTTP/1.1\r\nHost: x\r\nContent-Length: 55\r\n\r\n".to_owned() + BODY,
            &[404, 200],
            1,
        ),
    ]
}

#[tokio::test]
async fn odd_requests_get_a_response_and_the_connection_goes_on() {
    check(odd_requests()).await;
}

/// RFC 9112, section 3.2. Another program would take such a request for one for another host.
fn uncertain_hosts() -> Vec<Row> {
    let refused = [
        get("X: y"),
        get("Host: a\r\nHost: b"),
        get("Host: x\r\nHost: x"),
        get("Host:"),
        get("Host: hunter2/x"),
        get("Host: hunter2@x"),
        get("Host: x, hunter2"),
        get("Host: x:hunter2"),
        "GET http://evil.mykronos.com/health/live HTTP/1.1\r\n\r\n".to_owned(),
        post(&format!("Host: y\r\nContent-Length: {}", BODY.len()), BODY),
        "GET /health/live HTTP/1.0\r\nHost: a\r\nHost: b\r\nConnection: keep-alive\r\n\r\n"
            .to_owned(),
    ];
    refused.map(|request| (request, &[400][..], 0)).to_vec()
}

#[tokio::test]
async fn a_host_that_is_not_certain_ends_the_connection() {
    check(uncertain_hosts()).await;
}

fn oversized_headers() -> Vec<Row> {
    let lines = |count| repeat_n("X: hunter2\r\n", count).collect::<String>();
    // A header of this size, in bytes.
    let sized = |size: usize| {
        get(&format!("Host: x\r\nX: {}", "x".repeat(size - get("Host: x\r\nX: ").len())))
    };
    vec![
        (sized(32 * 1024), &[200, 200][..], 1),
        (sized(32 * 1024 + 1), &[431], 0),
        (get(&format!("Host: x\r\nX: {}", PASSWORD.repeat(10_000))), &[431], 0),
        (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", PASSWORD.repeat(10_000)), &[431], 0),
        (PASSWORD.repeat(10_000), &[431], 0),
        // 101 headers, and 100.
        (get(&format!("{}Host: x", lines(100))), &[431], 0),
        (get(&format!("{}Host: x", lines(99))), &[200, 200], 1),
    ]
}

#[tokio::test]
async fn oversized_headers_are_refused() {
    check(oversized_headers()).await;
}
