//! Tenants that repeat the request in places that a library might quote in an error.

use testing::Step;

use super::{OK, Row, UNEXPECTED, UNREACHABLE, after_request, check, says};

pub(super) fn table() -> Vec<Row> {
    let echo = |name, start: &str, expected| {
        after_request(name, [says(start), Step::Echo, Step::Close], expected)
    };
    let refused = (400, "tenant_refused");
    vec![
        echo("instead of HTTP", "", UNEXPECTED),
        echo("as a version", "HTTP/1.", UNEXPECTED),
        echo("as a status", "HTTP/1.1 ", UNEXPECTED),
        echo("as a reason", "HTTP/1.1 200 ", UNEXPECTED),
        echo("as a reason to refuse", "HTTP/1.1 400 ", refused),
        echo("as a header", "HTTP/1.1 200 OK\r\n", UNEXPECTED),
        echo("as a place", "HTTP/1.1 302 Found\r\nLocation: ", UNEXPECTED),
        echo("as a tracking id", "HTTP/1.1 400 Bad\r\nkronos-tid: ", refused),
        echo("as a length", "HTTP/1.1 200 OK\r\nContent-Length: ", UNEXPECTED),
        echo("as an encoding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: ", UNEXPECTED),
        echo("as a page", &format!("{OK}\r\n<html>"), UNEXPECTED),
        echo("as JSON", &format!("{OK}\r\n{{\"access_token\": "), UNEXPECTED),
        echo("as chunks", &format!("{OK}Transfer-Encoding: chunked\r\n\r\n"), UNREACHABLE),
        echo("as trailers", &format!("{OK}Transfer-Encoding: chunked\r\n\r\n0\r\n"), UNREACHABLE),
    ]
}

#[tokio::test]
async fn a_tenant_that_repeats_what_it_was_told_is_not_repeated() {
    check(table()).await;
}
