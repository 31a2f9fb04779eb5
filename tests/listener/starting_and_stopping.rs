//! Starting and stopping.

use std::time::{Duration, Instant};

use prowfm_auth::listener;
use testing::{Act, ScriptedTenant, Start, TOKENS, credentials, json, raw_response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

#[tokio::test]
async fn calls_in_flight_are_finished_and_idle_connections_are_closed() {
    let response = raw_response(200, &[], TOKENS);
    let tenant = ScriptedTenant::answering(Act::Later(Duration::from_millis(500), response)).await;
    let facade = Start::with(&tenant).run().await;
    let mut idle = TcpStream::connect(facade.address).await.unwrap();
    idle.write_all(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut silent = TcpStream::connect(facade.address).await.unwrap();
    let mut half = TcpStream::connect(facade.address).await.unwrap();
    half.write_all(b"POST /api/authentication/access_token HTTP/1.1\r\nHost:").await.unwrap();

    let calls: Vec<_> =
        (0..32).map(|_| tokio::spawn(facade.token().form(&credentials()).send())).collect();
    while tenant.received().len() < calls.len() {
        sleep(Duration::from_millis(5)).await;
    }
    let started = Instant::now();
    facade.stopped().await;
    // The deadline of the half header is much later.
    assert!(started.elapsed() < Duration::from_secs(20));
    for call in calls {
        assert_eq!(call.await.unwrap().status, 200);
    }
    for connection in [&mut idle, &mut silent, &mut half] {
        let mut rest = Vec::new();
        let read = timeout(Duration::from_secs(1), connection.read_to_end(&mut rest)).await;
        assert!(read.is_ok(), "the connection is closed");
    }
}

#[tokio::test]
async fn nothing_is_accepted_after_the_stop() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let address = facade.address;
    facade.stopped().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn one_connection_carries_many_calls() {
    let facade = Start::alone().run().await;
    let mut stream = TcpStream::connect(facade.address).await.unwrap();
    for _ in 0..3 {
        stream.write_all(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut buffer = [0; 4_096];
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(buffer[..read].starts_with(b"HTTP/1.1 404 "));
    }
}

/// The tenant may be about to replace a refresh token: the call goes on, is logged, and is waited
/// for at the stop.
#[tokio::test]
async fn a_caller_that_goes_away_does_not_stop_its_call() {
    let response = raw_response(200, &[], TOKENS);
    let tenant = ScriptedTenant::answering(Act::Later(Duration::from_millis(300), response)).await;
    let facade = Start::with(&tenant).run().await;
    let received = async {
        while tenant.received().is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    // The caller goes away as soon as the tenant has read the request.
    tokio::select! {
        response = facade.token().form(&credentials()).send() => panic!("{response:?}"),
        () = received => {}
    }
    assert_eq!(tenant.answered(), 0, "the call is still in flight");
    facade.stopped().await;
    assert_eq!((tenant.received().len(), tenant.answered()), (1, 1));
}

/// More than the 128 that wait by default. One that finds no room waits for a second, and here for ever.
#[tokio::test]
async fn a_burst_of_connections_waits_to_be_accepted() {
    let burst = 400;
    let listener = listener::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    for count in 0..burst {
        let connected = timeout(Duration::from_secs(10), TcpStream::connect(address)).await;
        waiting.push(connected.unwrap_or_else(|_| panic!("{count} connections wait")).unwrap());
    }
    for _ in waiting {
        listener.accept().await.unwrap();
    }
}
