//! Several messages on one connection.

use std::sync::Arc;

use testing::{Act, ScriptedTenant, Start, TOKENS, Wire, credentials, json, raw_response, status};
use tokio::sync::Semaphore;

const TOKEN: &str = "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
                     Content-Type: application/x-www-form-urlencoded\r\n";
const BODY: &str = "username=u&password=hunter2&client_id=c&client_secret=s";

/// Calls that arrive together, of which some take a while and some do not.
#[tokio::test]
async fn pipelined_calls_are_answered_in_order_each_with_its_own_id() {
    let told = Arc::new(Semaphore::new(0));
    let act = Act::WhenTold(Arc::clone(&told), raw_response(200, &[], TOKENS));
    let tenant = ScriptedTenant::answering(act).await;
    let facade = Start::with(&tenant).run().await;
    let token = |id| {
        let length = BODY.len();
        format!("{TOKEN}X-Request-Id: {id}\r\nContent-Length: {length}\r\n\r\n{BODY}")
    };
    let get = |id, path| format!("GET {path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: {id}\r\n\r\n");
    let calls = [
        (token("a"), 200),
        (get("b", "/health/live"), 200),
        (get("c", "/nothing"), 404),
        (token("d"), 200),
        (get("e", "/health/ready"), 200),
    ];
    let mut wire = Wire::to(facade.address).await;
    wire.send(calls.iter().map(|(call, _)| call.as_str()).collect::<String>()).await;
    tenant.has_received(1).await;
    told.add_permits(2);
    for ((_, status), id) in calls.iter().zip(["a", "b", "c", "d", "e"]) {
        let response = wire.response().await;
        assert_eq!((response.status, response.header("x-request-id")), (*status, Some(id)));
    }
    assert_eq!(tenant.received().len(), 2);
}

/// Some clients ask before they send a larger body.
#[tokio::test]
async fn a_caller_that_asks_first_is_told_to_go_on() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let mut wire = Wire::to(facade.address).await;
    let length = BODY.len();
    wire.send(format!("{TOKEN}Expect: 100-continue\r\nContent-Length: {length}\r\n\r\n")).await;
    let message = wire.message().await;
    assert_eq!(message.as_deref(), Some("HTTP/1.1 100 Continue\r\n\r\n"));
    assert_eq!(tenant.received().len(), 0);
    wire.send(BODY).await;
    assert_eq!(wire.response().await.status, 200);
}

/// The body of a refused call is neither asked for nor waited for. If it is sent all the same, it is not
/// taken for a request.
#[tokio::test]
async fn a_caller_that_asks_first_may_be_refused_without_its_body() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let refused = [
        (TOKEN.replace("application/x-www-form-urlencoded", "text/plain"), 60_000, 415),
        (TOKEN.to_owned(), 70_000, 413),
        (TOKEN.replace("access_token", "access_token?password=hunter2"), 60_000, 400),
        (TOKEN.replace("access_token", "nothing"), 60_000, 404),
        (format!("{TOKEN}Content-Encoding: gzip\r\n"), 60_000, 400),
    ];
    for (lines, length, expected) in refused {
        let mut wire = Wire::to(facade.address).await;
        wire.send(format!("{lines}Expect: 100-continue\r\nContent-Length: {length}\r\n\r\n")).await;
        assert_eq!(wire.response().await.status, expected);
        wire.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(wire.message().await, None);
    }
    assert_eq!(facade.token().form(&credentials()).send().await.status, 200);
}

/// An unknown expectation is ignored, as RFC 9110 (section 10.1.1) allows.
#[tokio::test]
async fn another_expectation_is_not_repeated() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let mut wire = Wire::to(facade.address).await;
    let length = BODY.len();
    wire.send(format!("{TOKEN}Expect: hunter2\r\nContent-Length: {length}\r\n\r\n{BODY}")).await;
    let message = wire.message().await.unwrap();
    assert_eq!(status(&message), 200);
    assert!(!message.contains("hunter2"));
}
