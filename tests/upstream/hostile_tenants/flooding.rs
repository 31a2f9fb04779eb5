//! Tenants that send too much: the facade stops reading and ends the connection.

use testing::Step;

use super::{FAILED, LATE, OK, Row, UNEXPECTED, UNREACHABLE, after_request, check, says};

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n\r\n";

/// Sends a text, then another one over and over.
fn flood(name: &str, start: &str, then: &str, expected: super::Expected) -> Row {
    // In pieces of some size: it is to be a flood.
    let flood = then.repeat(16 * 1024 / then.len() + 1);
    after_request(name, [says(start), Step::Flood(flood.into_bytes())], expected)
}

pub(super) fn table() -> Vec<Row> {
    let ok = |rest: &str| OK.to_owned() + rest;
    let chunk = format!("400\r\n{}\r\n", "made-up ".repeat(128));
    let status = |line: &str| format!("HTTP/1.1 {line}\r\nServer: made-up\r\n\r\n");
    let refused = (403, "tenant_refused");
    vec![
        flood("a body without length", &ok("\r\n"), "made-up ", UNEXPECTED),
        flood("a body of terabytes", &ok("Content-Length: 9999999999999\r\n\r\n"), " ", UNEXPECTED),
        flood("chunks", &ok(CHUNKED), &chunk, UNEXPECTED),
        flood("small chunks", &ok(CHUNKED), "8\r\nmade-up \r\n", UNEXPECTED),
        flood("a chunk's extension", &ok(&(CHUNKED.to_owned() + "1;")), "made-up", UNREACHABLE),
        flood("trailers", &ok(&(CHUNKED.to_owned() + "0\r\n")), "X: made-up\r\n", UNREACHABLE),
        flood("a status line", "HTTP/1.1 200 ", "made-up ", UNEXPECTED),
        flood("empty lines before it", "", "\r\n", UNEXPECTED),
        flood("a header's name", OK, "X-Made-Up", UNEXPECTED),
        flood("a header's value", &ok("X-Flood: "), "made-up", UNEXPECTED),
        flood("headers", OK, "X-Flood: made-up\r\n", UNEXPECTED),
        flood("preliminary answers", "", &status("103 made-up"), LATE),
        flood("answers to continue", "", &status("100 made-up"), LATE),
        flood("no HTTP", "", "SSH-2.0-made-up\r\n", UNEXPECTED),
        flood("a refusal's body", &status("403 made-up"), "made-up ", refused),
        flood("a failure's body", &status("500 made-up"), "made-up ", FAILED),
        flood("a redirect's body", &status("302 made-up"), "made-up ", UNEXPECTED),
    ]
}

#[tokio::test]
async fn a_tenant_that_floods_is_left() {
    check(table()).await;
}
