//! Requests whose bodies the facade does not read: the caller still gets the response, also when it
//! sends all of its request first.

use std::sync::Arc;
use std::time::{Duration, Instant};

use prowfm_auth::access::{Access, Digest, KeyRing};
use prowfm_auth::facade::FacadeSettings;
use testing::{PATIENCE, Start, Wire, status};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

const SHORT: Duration = Duration::from_millis(300);

/// Headers of a request that is refused for another reason than its missing key.
const KEY: &str = "X-API-Key: prowfm_key\r\n";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
const TEXT: &str = "Content-Type: text/plain\r\n";
const GZIP: &str = "Content-Encoding: gzip\r\n";

/// Requests that are refused unread, without the length of their body, and the status of the response.
fn requests() -> Vec<(String, u16)> {
    let post = "POST /api/authentication/access_token";
    [
        (post, FORM.to_owned(), 401),
        (post, KEY.to_owned() + TEXT, 415),
        (post, KEY.to_owned() + FORM + GZIP, 400),
        ("POST /api/authentication/access_token?password=p", KEY.to_owned() + FORM, 400),
        ("PUT /api/authentication/access_token", KEY.to_owned() + FORM, 405),
        ("POST /health/live", FORM.to_owned(), 405),
        ("POST /nothing", FORM.to_owned(), 404),
        ("GET /health/live", FORM.to_owned(), 200),
        ("GET /", FORM.to_owned(), 200),
    ]
    .map(|(line, headers, status)| {
        (format!("{line} HTTP/1.1\r\nHost: localhost\r\n{headers}"), status)
    })
    .to_vec()
}

/// The facade asks for an API key.
pub fn with_keys(settings: &mut FacadeSettings) {
    let digest = Digest::of(b"prowfm_key").to_hexadecimal();
    let ring = KeyRing::parse(format!("flow sha256:{digest} tenant=*").as_bytes(), |_| true);
    settings.access = Access::Keys(watch::channel(Arc::new(ring.unwrap())).1);
}

/// Whether a response says that it ends the connection.
fn ends_connection(response: &str) -> bool {
    response.to_ascii_lowercase().contains("\r\nconnection: close\r\n")
}

/// Makes each request fifty times, with the largest body that is read and discarded.
pub async fn every_response_arrives<S: AsyncRead + AsyncWrite + Unpin>(
    connect: impl AsyncFn() -> Wire<S>,
) {
    let size = 64 * 1024;
    let chunk = format!("{:x}\r\n{}\r\n", size / 8, "x".repeat(size / 8));
    for (head, expected) in requests() {
        for chunks in [false, true] {
            let request = if chunks {
                format!("{head}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(8))
            } else {
                format!("{head}Content-Length: {size}\r\n\r\n{}", "x".repeat(size))
            };
            for call in 0..25 {
                let mut wire = connect().await;
                for _ in 0..2 {
                    assert!(wire.send(&request).await, "call {call}: {head}");
                    let response = wire.message().await.expect("the response is not lost");
                    assert_eq!(status(&response), expected, "call {call}: {head}");
                    assert!(!ends_connection(&response), "call {call}: {head}");
                }
            }
        }
    }
}

#[tokio::test]
async fn no_response_is_lost_in_clear() {
    let facade = Start::alone().set(with_keys).run().await;
    every_response_arrives(async || Wire::to(facade.address).await).await;
}

#[tokio::test]
async fn a_response_to_a_body_that_is_too_long_ends_the_connection() {
    let facade = Start::alone().set(with_keys).run().await;
    for (head, expected) in requests() {
        let mut wire = Wire::to(facade.address).await;
        wire.send(format!("{head}Content-Length: 65537\r\n\r\n")).await;
        let response = wire.message().await.unwrap();
        assert_eq!(status(&response), expected, "{head}");
        assert!(ends_connection(&response), "{head}: {response}");
        assert!(wire.rest().await.is_empty());

        let mut wire = Wire::to(facade.address).await;
        wire.send(format!("{head}Transfer-Encoding: chunked\r\n\r\n")).await;
        let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
        let sending = async { while wire.send(&chunk).await {} };
        timeout(PATIENCE, sending).await.expect("an endless body is not read endlessly");
    }
}

/// Otherwise the caller would use the connection again.
#[tokio::test]
async fn a_response_to_a_body_that_does_not_arrive_in_time_ends_the_connection() {
    let set = |settings: &mut FacadeSettings| settings.limits.unread_body = SHORT;
    let facade = Start::alone().set(with_keys).set(set).run().await;
    for (head, expected) in requests() {
        for drips in [false, true] {
            let mut wire = Wire::to(facade.address).await;
            let started = Instant::now();
            wire.send(format!("{head}Content-Length: 9\r\n\r\n")).await;
            if drips {
                for _ in 0..3 {
                    wire.send("x").await;
                    sleep(SHORT / 6).await;
                }
            }
            let response = wire.message().await.unwrap();
            assert_eq!(status(&response), expected, "{head}");
            assert!(ends_connection(&response), "{head}: {response}");
            assert!(wire.rest().await.is_empty());
            assert!(started.elapsed() >= SHORT, "the rest is waited for");
        }
    }
}

/// It sends its body when it is asked to, and it is not.
#[tokio::test]
async fn a_caller_that_expects_100_continue_gets_its_response_at_once() {
    let set = |settings: &mut FacadeSettings| settings.limits.unread_body = PATIENCE * 2;
    let facade = Start::alone().set(with_keys).set(set).run().await;
    for (head, expected) in requests() {
        for length in ["Content-Length: 60000", "Transfer-Encoding: chunked"] {
            let mut wire = Wire::to(facade.address).await;
            wire.send(format!("{head}{length}\r\nExpect: 100-continue\r\n\r\n")).await;
            let response = wire.message().await.unwrap();
            assert_eq!(status(&response), expected, "{head}");
            assert!(ends_connection(&response), "{head}: {response}");
            assert!(wire.rest().await.is_empty());
        }
    }
}

#[tokio::test]
async fn the_stop_does_not_wait_for_a_body_that_does_not_arrive() {
    let set = |settings: &mut FacadeSettings| settings.limits.unread_body = PATIENCE * 2;
    let facade = Start::alone().set(with_keys).set(set).run().await;
    let (head, expected) = requests().swap_remove(0);
    let mut wire = Wire::to(facade.address).await;
    wire.send(format!("{head}Content-Length: 9\r\n\r\n")).await;
    // The response waits for the body.
    assert!(timeout(SHORT, wire.message()).await.is_err());
    timeout(PATIENCE, facade.stopped()).await.expect("the facade stops");
    assert_eq!(status(&wire.message().await.unwrap()), expected);
}
