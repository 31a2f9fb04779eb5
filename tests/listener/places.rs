//! More connections than there are places.

use std::time::Duration;

use prowfm_auth::listener::Limits;
use testing::{
    Act, Caller, PATIENCE, RunningFacade, ScriptedTenant, Start, TOKENS, Wire, credentials,
    raw_response,
};
use tokio::time::{sleep, timeout};

use super::https::Files;

const HEALTH: &str = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
const SHORT: Duration = Duration::from_millis(300);
const HOUR: Duration = Duration::from_hours(1);

/// With so few places, and no deadline that ends a connection.
async fn facade(start: Start, connections: usize) -> RunningFacade {
    let limits =
        Limits { connections, handshake: HOUR, header: HOUR, idle: HOUR, ..Limits::default() };
    let start = start.set(|settings| {
        settings.limits = limits;
        settings.admin_listen = Some("127.0.0.1:0".parse().unwrap());
    });
    start.run().await
}

/// A connection on which a request was answered.
async fn idle(facade: &RunningFacade) -> Wire {
    let mut wire = Wire::to(facade.address).await;
    wire.send(HEALTH).await;
    assert_eq!(wire.response().await.status, 200);
    wire
}

async fn is_open(wire: &mut Wire) -> bool {
    timeout(SHORT, wire.message()).await.is_err()
}

async fn admin(facade: &RunningFacade, target: &'static str) -> String {
    Caller::new(facade.admin.unwrap(), "GET", target).send_plainly().await
}

#[tokio::test]
async fn the_longest_idle_connection_gives_its_place_to_a_new_one() {
    let facade = facade(Start::alone(), 3).await;
    let mut silent = Wire::to(facade.address).await;
    // The order in which they are accepted is the order of the connections.
    let mut first = idle(&facade).await;
    let mut second = idle(&facade).await;
    // Now the first one is the last that was used.
    first.send(HEALTH).await;
    first.response().await;
    assert!(admin(&facade, "/health/ready").await.contains("\"reasons\":[]"));
    let mut third = idle(&facade).await;
    assert_eq!(silent.message().await, None, "it has never sent a byte");
    let mut fourth = idle(&facade).await;
    assert_eq!(second.message().await, None);
    for open in [&mut first, &mut third, &mut fourth] {
        assert!(is_open(open).await);
    }
    let ready = admin(&facade, "/health/ready").await;
    assert!(ready.contains(r#"{"status":"degraded","reasons":["connections_full"]}"#), "{ready}");
    let metrics = admin(&facade, "/metrics").await;
    for line in [
        "prowfm_idle_connections_closed_total 2",
        "prowfm_connections 3",
        "prowfm_connections_limit 3",
    ] {
        assert!(metrics.lines().any(|other| other == line), "{line}: {metrics}");
    }
}

/// Hundreds of times more connections than there are places, each of which stays open.
#[tokio::test]
async fn idle_connections_keep_no_caller_out() {
    let facade = facade(Start::alone(), 4).await;
    let mut held = Vec::new();
    for _ in 0..200 {
        held.push(Wire::to(facade.address).await);
        held.push(idle(&facade).await);
    }
    idle(&facade).await;
}

/// One place is left for idle connections.
#[tokio::test]
async fn a_connection_with_a_call_in_flight_or_half_a_header_keeps_its_place() {
    let response = raw_response(200, &[], TOKENS);
    let tenant = ScriptedTenant::answering(Act::Later(SHORT * 4, response)).await;
    let facade = facade(Start::with(&tenant), 3).await;
    let mut half = Wire::to(facade.address).await;
    half.send("GET /health/live HT").await;
    let call = tokio::spawn(facade.token().form(&credentials()).send());
    while tenant.received().is_empty() {
        sleep(Duration::from_millis(5)).await;
    }
    for _ in 0..10 {
        idle(&facade).await;
    }
    assert_eq!(call.await.unwrap().status, 200);
    half.send("TP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(half.response().await.status, 200);
}

/// The place is taken by a call, and becomes idle while the next connection waits.
#[tokio::test]
async fn a_connection_waits_for_a_place_until_one_becomes_idle() {
    let response = raw_response(200, &[], TOKENS);
    let tenant = ScriptedTenant::answering(Act::Later(SHORT * 2, response)).await;
    let facade = facade(Start::with(&tenant), 1).await;
    let body = "username=u&password=p12345&client_id=c&client_secret=st";
    let mut call = Wire::to(facade.address).await;
    call.send(format!(
        "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    ))
    .await;
    while tenant.received().is_empty() {
        sleep(Duration::from_millis(5)).await;
    }
    let mut waiting = Wire::to(facade.address).await;
    waiting.send(HEALTH).await;
    assert_eq!(call.response().await.status, 200);
    assert_eq!(waiting.response().await.status, 200);
    assert_eq!(call.message().await, None);
}

/// Such a connection has no request either.
#[tokio::test]
async fn a_tls_handshake_that_does_not_begin_gives_its_place_to_a_new_connection() {
    let files = Files::of("places");
    files.renew();
    let security = files.security();
    let start = Start::alone().set(|settings| settings.security = security);
    let facade = facade(start, 1).await;
    let mut silent = Wire::to(facade.address).await;
    let mut next = Wire::to(facade.address).await;
    assert_eq!(timeout(PATIENCE, silent.message()).await.expect("it is closed"), None);
    assert!(is_open(&mut next).await);
}
