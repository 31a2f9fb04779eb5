//! Callers that keep the facade waiting. Each test shortens one deadline and sets the others to an hour,
//! so that nothing but that deadline can end the connection.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use prowfm_auth::listener::{self, Limits, Places, Security};
use testing::{
    Act, PATIENCE, RunningFacade, ScriptedTenant, Start, TOKENS, Wire, credentials, json,
    raw_response,
};
use tokio::net::TcpSocket;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

const SHORT: Duration = Duration::from_millis(300);
const HOUR: Duration = Duration::from_hours(1);

/// Length of a response, in bytes.
const LARGE: usize = 4 * 1024 * 1024;

const HEALTH: &str = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
const TOKEN: &str = "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
                     Content-Type: application/x-www-form-urlencoded\r\n";

async fn facade(tenant: &ScriptedTenant, shorten: impl FnOnce(&mut Limits)) -> RunningFacade {
    let mut limits =
        Limits { handshake: HOUR, header: HOUR, idle: HOUR, write: HOUR, ..Limits::default() };
    shorten(&mut limits);
    Start::with(tenant).set(|settings| settings.limits = limits).run().await
}

async fn tenant() -> ScriptedTenant {
    ScriptedTenant::answering(json(200, TOKENS)).await
}

async fn serves(facade: &RunningFacade) {
    assert_eq!(facade.token().form(&credentials()).send().await.status, 200);
}

/// Sends a byte now and then until a response arrives or the connection is closed.
async fn drip(wire: &mut Wire) -> Option<String> {
    let dripping = async {
        loop {
            if let Ok(message) = timeout(Duration::from_millis(50), wire.message()).await {
                return message;
            }
            wire.send("x").await;
        }
    };
    timeout(PATIENCE, dripping).await.expect("a deadline ends it")
}

#[tokio::test]
async fn a_header_that_does_not_arrive_in_time_ends_the_connection() {
    let tenant = tenant().await;
    let facade = facade(&tenant, |limits| limits.header = SHORT).await;
    let address = facade.address;
    let halves = ["", "POST /api/authent", TOKEN, &TOKEN[..80]].map(|sent| async move {
        let mut wire = Wire::to(address).await;
        wire.send(sent).await;
        wire.message().await
    });
    assert_eq!(join_all(halves).await, vec![None; 4]);
    serves(&facade).await;
}

#[tokio::test]
async fn a_header_that_drips_ends_the_connection() {
    let tenant = tenant().await;
    let facade = facade(&tenant, |limits| limits.header = SHORT).await;
    let mut wire = Wire::to(facade.address).await;
    wire.send(TOKEN).await;
    assert_eq!(drip(&mut wire).await, None);
    serves(&facade).await;
}

#[tokio::test]
async fn half_a_second_header_ends_a_connection_that_was_good() {
    let tenant = tenant().await;
    let facade = facade(&tenant, |limits| limits.header = SHORT).await;
    let mut wire = Wire::to(facade.address).await;
    wire.send(HEALTH).await;
    assert_eq!(wire.response().await.status, 200);
    // The time for a header begins with its first byte.
    assert!(timeout(SHORT * 8, wire.message()).await.is_err(), "an idle connection stays open");
    wire.send(TOKEN).await;
    assert_eq!(wire.message().await, None);
    serves(&facade).await;
}

/// The one test that waits for the deadline of bodies. The others do not apply: while a body is read,
/// a call is in flight.
#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_answered() {
    let tenant = tenant().await;
    let facade = facade(&tenant, |limits| (limits.header, limits.idle) = (SHORT, SHORT)).await;
    let sized = format!("{TOKEN}Content-Length: 60000\r\n\r\n");
    let chunked = format!("{TOKEN}Transfer-Encoding: chunked\r\n\r\n");
    let form = "username=u&password=hunter2";
    let chunk = format!("{:x}\r\n{form}\r\n", form.len());
    let bodies = [
        (sized.clone(), false),
        (format!("{sized}{form}"), false),
        (format!("{sized}{form}"), true),
        (chunked.clone(), false),
        (format!("{chunked}{chunk}"), false),
        (format!("{chunked}fffffffffffffff\r\n{form}"), true),
    ];
    let responses = bodies.map(|(sent, drips)| {
        let address = facade.address;
        async move {
            let mut wire = Wire::to(address).await;
            wire.send(sent).await;
            let message = if drips { drip(&mut wire).await } else { wire.message().await };
            (message.expect("the facade answers"), wire.message().await)
        }
    });
    for (response, next) in join_all(responses).await {
        assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
        assert!(response.contains("The body did not arrive completely."), "{response}");
        assert!(!response.contains("hunter2"), "{response}");
        assert_eq!(next, None, "where the next request begins is not known");
    }
    assert_eq!(tenant.received().len(), 0);
    serves(&facade).await;
}

/// The tenant takes longer than a connection may be idle.
#[tokio::test]
async fn an_idle_connection_is_closed_and_one_with_a_call_in_flight_is_not() {
    let response = raw_response(200, &[], TOKENS);
    let tenant = ScriptedTenant::answering(Act::Later(SHORT * 8, response)).await;
    let facade = facade(&tenant, |limits| limits.idle = SHORT).await;
    let mut wire = Wire::to(facade.address).await;
    wire.send(format!("{TOKEN}Content-Length: 55\r\n\r\n")).await;
    wire.send("username=u&password=p12345&client_id=c&client_secret=st").await;
    assert_eq!(wire.response().await.status, 200);
    assert_eq!(wire.message().await, None);
    serves(&facade).await;
}

/// Its connection is the only one that there may be, so that the next call shows that it is gone.
#[tokio::test]
async fn a_caller_that_never_reads_its_responses_loses_the_connection() {
    let tenant = tenant().await;
    let shorten = |limits: &mut Limits| (limits.write, limits.connections) = (SHORT, 1);
    let facade = facade(&tenant, shorten).await;
    let mut wire = Wire::to(facade.address).await;
    let sending = async { while wire.send(HEALTH.repeat(100)).await {} };
    timeout(PATIENCE, sending).await.expect("a deadline ends it");
    serves(&facade).await;
}

/// A listener without the facade, whose response is larger than what the operating system buffers for a
/// caller that does not read. It stops when the first bytes of the response have arrived.
async fn stopped_during_a_response(write: Duration) -> (Wire, JoinHandle<()>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(4_096).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let tcp = socket.listen(8).unwrap();
    let address = tcp.local_addr().unwrap();
    let large = poem::endpoint::make_sync(|_| poem::Response::builder().body("x".repeat(LARGE)));
    let (stop, limits) =
        (CancellationToken::new(), Limits { write, idle: SHORT, ..Limits::default() });
    let serving = listener::serve(
        tcp,
        Security::Clear,
        Arc::new(large),
        limits,
        Places::new(1),
        stop.clone(),
        Arc::new(|_| ()),
    );
    let serving = tokio::spawn(serving);
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = socket.connect(address).await.unwrap();
    let mut wire = Wire::over(stream);
    wire.send(HEALTH).await;
    wire.some().await;
    stop.cancel();
    (wire, serving)
}

/// Slow is not dead: the deadline is for taking anything at all.
#[tokio::test]
async fn a_response_that_waits_for_its_reader_is_finished_at_the_stop() {
    let (mut wire, serving) = stopped_during_a_response(HOUR).await;
    sleep(SHORT * 8).await;
    assert!(!serving.is_finished(), "the stop waits for it");
    let message = wire.message().await.expect("it is whole");
    assert!(message.len() > LARGE);
    serving.await.unwrap();
}

/// It takes the response for longer than the deadline, and some of it all the time.
#[tokio::test]
async fn a_caller_that_reads_slowly_gets_its_response() {
    let (mut wire, serving) = stopped_during_a_response(SHORT * 8).await;
    for _ in 0..40 {
        wire.some().await;
        sleep(SHORT / 3).await;
    }
    let message = wire.message().await.expect("it is whole");
    assert!(message.len() > LARGE);
    serving.await.unwrap();
}

#[tokio::test]
async fn a_response_that_is_not_read_does_not_delay_the_stop() {
    let (_wire, serving) = stopped_during_a_response(SHORT).await;
    timeout(PATIENCE, serving).await.expect("it is given up").unwrap();
}
