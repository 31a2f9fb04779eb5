//! Tenants that announce a wrong length, encoding or version.

use testing::TOKENS;

use super::{
    Expected, LATE, OK, Row, TOKENS_ISSUED, UNEXPECTED, UNREACHABLE, after_request, check, says,
};

/// `{"access_token": "made-up"}`, by gzip.
const GZIP: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabVJLNN-.\x8e/\xc9\xcfN\xcdS\xb2RP\xcaMLI\xd5\
    --P\xaa\x05\x00\xc7]\x8e%\x1b\x00\x00\x00";
/// The start and the end of the same with four million spaces in it; between them are zeros.
const BOMB_START: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\xc9\x09\x800\x10\x00\xc0V\xc2\xfem\xc0\
    f$\xc4}\x89\x07$\xbe\xc4\xde\xedCf\xe6\x89\xdaZ\xf6\xbe\x8cs\xcb#\xe6\x12{]s\xba\xaf(\
    ";
const BOMB_ZEROS: usize = 3875;
const BOMB_END: &[u8] = b"\xc0\xef\xbd\x1f2\x93\x8a\xde\x1b\x09=\x00";

/// A response with tokens after these headers, as they are or in a chunk. The connection stays open.
fn tokens(name: &str, headers: &str, expected: Expected) -> Row {
    let length = TOKENS.len();
    let body = if headers.contains("chunked") {
        format!("{length:x}\r\n{TOKENS}\r\n0\r\n\r\n")
    } else {
        TOKENS.to_owned()
    };
    let headers = headers.replace("LENGTH", &length.to_string()).replace("; ", "\r\n");
    after_request(name, [says(format!("{OK}{headers}\r\n\r\n{body}"))], expected)
}

fn lengths() -> Vec<Row> {
    vec![
        tokens("says too much", "Content-Length: 9999", LATE),
        tokens("says too little", "Content-Length: 20", UNEXPECTED),
        tokens("says nothing", "Content-Length: 0", UNEXPECTED),
        tokens("says two lengths", "Content-Length: LENGTH; Content-Length: 20", UNEXPECTED),
        tokens("says two lengths at once", "Content-Length: LENGTH, 20", UNEXPECTED),
        tokens("is negative", "Content-Length: -1", UNEXPECTED),
        tokens("has a sign", "Content-Length: +LENGTH", UNEXPECTED),
        tokens("is hexadecimal", "Content-Length: 0x10", UNEXPECTED),
        tokens("is a fraction", "Content-Length: 20.0", UNEXPECTED),
        tokens("is empty", "Content-Length:", UNEXPECTED),
        tokens("has 65 bits", "Content-Length: 18446744073709551617", UNEXPECTED),
        tokens("has 64 bits", "Content-Length: 18446744073709551615", UNEXPECTED),
        // RFC 9112, section 6.3: chunks go before a length.
        tokens("length, chunks", "Content-Length: 20; Transfer-Encoding: chunked", TOKENS_ISSUED),
        tokens("chunks, length", "Transfer-Encoding: chunked; Content-Length: 20", TOKENS_ISSUED),
    ]
}

/// A response with invalid chunks.
fn chunks() -> Vec<Row> {
    let chunked = |name, body: &str, expected| {
        let response = format!("{OK}Transfer-Encoding: chunked\r\n\r\n{body}");
        after_request(name, [says(response)], expected)
    };
    vec![
        chunked("no chunks", TOKENS, UNREACHABLE),
        chunked("a negative chunk", "-1\r\n{}\r\n0\r\n\r\n", UNREACHABLE),
        chunked("a chunk of 65 bits", "10000000000000002\r\n{}\r\n0\r\n\r\n", UNREACHABLE),
        chunked("a chunk of 64 bits", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n", LATE),
        chunked("a chunk that is too short", "1\r\n{}\r\n0\r\n\r\n", UNREACHABLE),
        chunked("a chunk that is too long", "9\r\n{}\r\n0\r\n\r\n", LATE),
    ]
}

fn encodings() -> Vec<Row> {
    let bomb = [BOMB_START, &[0; BOMB_ZEROS], BOMB_END].concat();
    let encoded = |encoding: &str, body: &[u8]| {
        let head = format!("{OK}Content-Encoding: {encoding}\r\nContent-Length: ");
        let head = format!("{head}{}\r\n\r\n", body.len()).into_bytes();
        after_request(encoding, [says(head), says(body)], UNEXPECTED).may_keep()
    };
    let mut rows: Vec<_> = ["gzip", "x-gzip", "deflate", "br", "zstd", "made-up"]
        .iter()
        .flat_map(|encoding| [encoded(encoding, GZIP), encoded(encoding, &bomb)])
        .collect();
    rows.extend([
        encoded("gzip", b"<html>made-up"),
        // What is no gzip but says so is taken for what it is.
        tokens("gzip in name", "Content-Encoding: gzip; Content-Length: LENGTH", TOKENS_ISSUED),
        tokens("gzip and chunks", "Transfer-Encoding: gzip, chunked", TOKENS_ISSUED),
        tokens("chunks and gzip", "Transfer-Encoding: chunked, gzip", LATE),
        tokens("an encoding of the transfer", "Transfer-Encoding: made-up", LATE),
    ]);
    rows
}

/// A response with another head.
fn heads() -> Vec<Row> {
    let head = |head: &str, expected| {
        let response = format!("{head}\r\nContent-Length: {}\r\n\r\n{TOKENS}", TOKENS.len());
        after_request(head, [says(response)], expected)
    };
    vec![
        head("HTTP/2.0 200 OK", UNEXPECTED),
        head("HTTP/0.9 200 OK", UNEXPECTED),
        head("HTTP/1.10 200 OK", UNEXPECTED),
        head("http/1.1 200 OK", UNEXPECTED),
        head("ICY 200 OK", UNEXPECTED),
        head("HTTP/1.1 20 OK", UNEXPECTED),
        head("HTTP/1.1 2000 OK", UNEXPECTED),
        head("HTTP/1.1 099 OK", UNEXPECTED),
        head("HTTP/1.1 101 made-up", UNEXPECTED),
        head("HTTP/1.1 204 made-up", UNEXPECTED),
        head("HTTP/1.1 600 made-up", UNEXPECTED).may_keep(),
        head("HTTP/1.1 999 made-up", UNEXPECTED).may_keep(),
        head("HTTP/1.1 200 OK\r\nX-Made-Up : made-up", UNEXPECTED),
        head("HTTP/1.1 200 OK\r\nX-Made-Up\r\n", UNEXPECTED),
        head("HTTP/1.1 200 OK\r\nX-Made-Up: made\r\n -up", UNEXPECTED),
        head("HTTP/1.1 200 OK\r\nX-Made-Up: made\0-up", UNEXPECTED),
        head("HTTP/1.1 200 OK\r\nX Made Up: made-up", UNEXPECTED),
        head("HTTP/1.1 200 OK\r\nkronos-tid: made-up id", TOKENS_ISSUED),
        head("HTTP/1.1 200 OK\r\nkronos-tid: made-up\u{e4}", TOKENS_ISSUED),
    ]
}

pub(super) fn table() -> Vec<Row> {
    [lengths(), chunks(), encodings(), heads()].into_iter().flatten().collect()
}

#[tokio::test]
async fn a_tenant_that_lies_about_its_answer_is_not_believed() {
    check(table()).await;
}
