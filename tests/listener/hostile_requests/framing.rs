//! Where a request ends.

use super::{BODY, PASSWORD, Row, check, chunk, get, post, with_chunks, with_length};

pub fn uncertain_lengths() -> Vec<Row> {
    let length = BODY.len();
    vec![
        (with_length("65537"), &[413][..], 0),
        (with_length("18446744073709551615"), &[431], 0),
        (with_length("99999999999999999999"), &[400], 0),
        (with_length("-1"), &[400], 0),
        (with_length("+55"), &[400], 0),
        (with_length("0x37"), &[400], 0),
        (with_length("55 55"), &[400], 0),
        (with_length("55, 55"), &[400], 0),
        (with_length(""), &[400], 0),
        (with_length("55\r\nContent-Length: 0"), &[400], 0),
        (with_length("0\r\nContent-Length: 55"), &[400], 0),
        // Twice the same is certain.
        (with_length("55\r\nContent-Length: 55"), &[200, 200], 2),
        // Too short: the rest is not a request.
        (with_length(&(length - 9).to_string()), &[400, 400], 0),
    ]
}

#[tokio::test]
async fn a_length_that_is_not_certain_ends_the_connection() {
    check(uncertain_lengths()).await;
}

/// Length and chunks together are how a request is smuggled past a proxy (RFC 9112, section 6.3):
/// the chunks count, and nothing behind them is taken for a request.
pub fn lengths_with_chunks() -> Vec<Row> {
    let body = chunk() + "0\r\n\r\n";
    let both = |lines: &str| post(lines, &body);
    vec![
        (both("Content-Length: 55\r\nTransfer-Encoding: chunked"), &[200][..], 1),
        (both("Transfer-Encoding: chunked\r\nContent-Length: 55"), &[200], 1),
        (
            both("Connection: keep-alive\r\nTransfer-Encoding: chunked\r\nContent-Length: 0"),
            &[200],
            1,
        ),
        (both("Transfer-Encoding: identity\r\nContent-Length: 55"), &[400], 0),
        (both("Transfer-Encoding: xchunked\r\nContent-Length: 55"), &[400], 0),
        (both("Transfer-Encoding: \x0bchunked\r\nContent-Length: 55"), &[400], 0),
        (both("Transfer-Encoding : chunked\r\nContent-Length: 55"), &[400], 0),
        (both("Transfer-Encoding:\r\n chunked\r\nContent-Length: 55"), &[400], 0),
        (both("Transfer-Encoding: chunked, identity"), &[400], 0),
        // Codings that are not undone.
        (both("Transfer-Encoding: gzip, chunked"), &[400], 0),
        (both("Transfer-Encoding: chunked, chunked"), &[400], 0),
        (both("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked"), &[400], 0),
        (both("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), &[400], 0),
        (both("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"), &[400], 0),
        // HTTP/1.0 has no chunks.
        (both("Transfer-Encoding: chunked").replacen("1.1", "1.0", 1), &[400], 0),
    ]
}

#[tokio::test]
async fn a_length_and_chunks_together_end_the_connection() {
    check(lengths_with_chunks()).await;
}

pub fn bad_chunks() -> Vec<Row> {
    let end = "0\r\n\r\n";
    let sized = |size: &str| with_chunks(&format!("{size}\r\n{BODY}\r\n{end}"));
    vec![
        (with_chunks(&(chunk() + end)), &[200, 200][..], 2),
        (sized("hunter2"), &[400], 0),
        (sized(""), &[400], 0),
        (sized("-37"), &[400], 0),
        (sized("0x37"), &[400], 0),
        (sized("fffffffffffffffff"), &[400], 0),
        // Too short.
        (sized("3"), &[400], 0),
        (sized(&format!("37;{}", PASSWORD.repeat(10_000))), &[400], 0),
        (sized("37;a\n"), &[400], 0),
        (with_chunks(&format!("37\n{BODY}\n0\n\n")), &[400], 0),
        (
            with_chunks(&format!("{}0\r\nX: {}\r\n\r\n", chunk(), PASSWORD.repeat(10_000))),
            &[400],
            0,
        ),
    ]
}

#[tokio::test]
async fn invalid_chunks_end_the_connection() {
    check(bad_chunks()).await;
}

/// Trailers are ignored. hyper takes more for a trailer than other programs do, up to whole requests.
pub fn trailers() -> Vec<Row> {
    let ends = ["X-WFM-Vanity-Url: evil\r\n\r\n", "\n", "X: y\n\r\n", "X: y\n\n", "X: y\r\n\n"];
    let rows = ends.map(|end| {
        let first = with_chunks(&format!("{}0\r\n{end}", chunk()));
        [(first.clone(), &[200][..], 1), (first + &get("Host: x"), &[200], 1)]
    });
    let unread = format!("Host: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\n{}", get("Host: x"));
    let rows = rows.into_iter().flatten();
    rows.chain([(format!("GET /health/live HTTP/1.1\r\n{unread}"), &[200][..], 0)]).collect()
}

#[tokio::test]
async fn a_trailer_ends_the_connection() {
    check(trailers()).await;
}
