//! Requests that end in the HTTP parser or in the handshake are counted, each by its reason.

use prowfm_auth::listener::{Limits, Security};
use rcgen::generate_simple_self_signed;
use testing::{Caller, PATIENCE, RunningFacade, Start, Wire, status};
use tokio::time::{Duration, sleep, timeout};

use super::https::{Files, handshake};

const SHORT: Duration = Duration::from_millis(300);
const HEALTH: &str = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

async fn facade(security: Security, limits: Limits) -> RunningFacade {
    let start = Start::alone().set(|settings| {
        (settings.security, settings.limits) = (security, limits);
        settings.admin_listen = Some("127.0.0.1:0".parse().unwrap());
    });
    start.run().await
}

/// The reasons that have been counted, and how often.
async fn counted(facade: &RunningFacade) -> Vec<(String, u32)> {
    let metrics = Caller::new(facade.admin.unwrap(), "GET", "/metrics").send_plainly().await;
    let counts = metrics.lines().filter_map(|line| {
        let line = line.strip_prefix("prowfm_refused_requests_total{reason=\"")?;
        let (reason, count) = line.split_once("\"} ")?;
        Some((reason.to_owned(), count.parse().unwrap()))
    });
    let mut counts: Vec<_> = counts.collect();
    assert_eq!(counts.len(), 6, "each reason is there from the start: {metrics}");
    counts.retain(|(_, count)| *count > 0);
    counts
}

/// Waits until these, and nothing else, have been counted.
async fn are_counted(facade: &RunningFacade, expected: &[(&str, u32)]) {
    let expected: Vec<_> =
        expected.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect();
    let counting = async {
        while counted(facade).await.len() < expected.len() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, counting).await.expect("they are counted");
    let mut counts = counted(facade).await;
    counts.sort();
    assert_eq!(counts, expected);
}

/// Sends this on a new connection; the status of the last response.
async fn send(facade: &RunningFacade, bytes: &str) -> Option<u16> {
    let mut wire = Wire::to(facade.address).await;
    wire.send(bytes).await;
    let mut last = None;
    while let Some(message) = wire.message().await {
        last = Some(status(&message));
    }
    last
}

#[tokio::test]
async fn a_request_that_ends_in_the_parser_is_counted() {
    let limits = Limits { header: SHORT, idle: SHORT, ..Limits::default() };
    let facade = facade(Security::Clear, limits).await;
    // Neither silence nor a connection that ends well is a refusal, nor one that the caller breaks off.
    assert_eq!(send(&facade, "").await, None);
    assert_eq!(send(&facade, HEALTH).await, Some(200));
    assert_eq!(send(&facade, "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n").await, Some(404));
    let mut wire = Wire::to(facade.address).await;
    wire.send("GET /health/live HT").await;
    drop(wire);
    assert_eq!(counted(&facade).await, []);

    let long = format!("GET / HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n", "x".repeat(40_000));
    assert_eq!(send(&facade, "hello\r\n\r\n").await, Some(400));
    assert_eq!(
        send(&facade, &format!("{HEALTH}GET / HTTP/1.1\r\nA B: c\r\n\r\n")).await,
        Some(400)
    );
    assert_eq!(send(&facade, &long).await, Some(431));
    // On a new connection, and on one that has had a request.
    assert_eq!(send(&facade, "GET /health/live HT").await, None);
    let mut wire = Wire::to(facade.address).await;
    wire.send(HEALTH).await;
    assert_eq!(wire.response().await.status, 200);
    wire.send("GET /health/live HT").await;
    assert_eq!(wire.message().await, None);
    let all = [("bad_request", 2), ("header_timeout", 2), ("header_too_large", 1)];
    are_counted(&facade, &all).await;
}

#[tokio::test]
async fn a_handshake_that_fails_is_counted() {
    let files = Files::of("refusals");
    let certificate = files.renew();
    let limits = Limits { handshake: SHORT, ..Limits::default() };
    let facade = facade(files.security(), limits).await;
    // As a load balancer tests a port.
    drop(Wire::to(facade.address).await);
    assert!(handshake(&facade, &certificate, &[]).await.is_ok());
    assert_eq!(counted(&facade).await, []);

    for sent in [HEALTH, ""] {
        let mut wire = Wire::to(facade.address).await;
        wire.send(sent).await;
        wire.rest().await;
    }
    let other = generate_simple_self_signed(vec!["facade.test".to_owned()]).unwrap();
    assert!(handshake(&facade, other.cert.der(), &[]).await.is_err());
    assert!(handshake(&facade, &certificate, &[b"h2"]).await.is_err());
    are_counted(&facade, &[("not_tls", 1), ("tls_handshake", 2), ("tls_timeout", 1)]).await;
}
