//! Deadlines of connections over TLS.

use prowfm_auth::listener::Limits;
use testing::{Act, PATIENCE, ScriptedTenant, TOKENS, Wire, raw_response};
use tokio::time::timeout;

use super::{Files, HEALTH, SHORT, TOKEN, call, facade, tenant, wire};

#[tokio::test]
async fn a_handshake_that_does_not_arrive_in_time_ends_the_connection() {
    let files = Files::of("handshake");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |limits| limits.handshake = SHORT).await;
    // Nothing, and the beginning of a handshake.
    for sent in [&b""[..], b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"] {
        let mut wire = Wire::to(facade.address).await;
        wire.send(sent).await;
        assert_eq!(wire.message().await, None);
    }
    assert!(wire(&facade, &certificate).await.is_some());
}

/// HTTP in clear gets no response, so that it does not seem to work.
#[tokio::test]
async fn http_in_clear_on_the_tls_port_ends_the_connection() {
    let files = Files::of("clear");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let mut wire = Wire::to(facade.address).await;
    wire.send("POST /api/authentication/access_token HTTP/1.1\r\n\r\nhunter2").await;
    let alert = wire.rest().await;
    assert!(alert.len() < 16 && !alert.windows(4).any(|four| four == b"HTTP"), "{alert:?}");
    assert_eq!(call(&facade, &certificate, TOKEN).await, 200);
}

/// Neither a silent peer nor half a handshake delays it; the deadline of the handshake is far away.
#[tokio::test]
async fn a_silent_handshake_does_not_delay_the_stop() {
    let files = Files::of("stop");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let mut silent = Wire::to(facade.address).await;
    let mut idle = wire(&facade, &certificate).await.unwrap();
    idle.send(HEALTH).await;
    assert_eq!(idle.response().await.status, 200);
    timeout(PATIENCE, facade.stopped()).await.expect("the facade stops");
    assert_eq!(silent.message().await, None);
    assert_eq!(idle.message().await, None);
}

#[tokio::test]
async fn a_header_that_does_not_arrive_in_time_ends_the_connection() {
    let files = Files::of("header");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |limits| limits.header = SHORT).await;
    for sent in ["", &TOKEN[..80]] {
        let mut wire = wire(&facade, &certificate).await.unwrap();
        wire.send(sent).await;
        assert_eq!(wire.message().await, None);
    }
    assert_eq!(call(&facade, &certificate, TOKEN).await, 200);
}

/// The tenant takes longer than a connection may be idle.
#[tokio::test]
async fn an_idle_connection_is_closed_and_one_with_a_call_in_flight_is_not() {
    let files = Files::of("idle");
    let certificate = files.renew();
    let response = raw_response(200, &[], TOKENS);
    let tenant = ScriptedTenant::answering(Act::Later(SHORT * 8, response)).await;
    let facade = facade(&files, &tenant, |limits| limits.idle = SHORT).await;
    let mut wire = wire(&facade, &certificate).await.unwrap();
    wire.send(TOKEN).await;
    assert_eq!(wire.response().await.status, 200);
    assert_eq!(wire.message().await, None);
}

/// Its connection is the only one that there may be, so that the next call shows that it is gone.
#[tokio::test]
async fn a_caller_that_never_reads_its_responses_loses_the_connection() {
    let files = Files::of("write");
    let certificate = files.renew();
    let tenant = tenant().await;
    let shorten = |limits: &mut Limits| (limits.write, limits.connections) = (SHORT, 1);
    let facade = facade(&files, &tenant, shorten).await;
    let mut wire = wire(&facade, &certificate).await.unwrap();
    let sending = async { while wire.send(HEALTH.repeat(100)).await {} };
    timeout(PATIENCE, sending).await.expect("a deadline ends it");
    assert_eq!(call(&facade, &certificate, TOKEN).await, 200);
}
