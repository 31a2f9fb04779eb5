//! Tenants that misbehave between two calls, with what is left of the first one.

use std::time::Duration;

use futures_util::future::join_all;
use testing::{
    Act, Response, RunningFacade, ScriptedTenant, Start, Step, TOKENS, credentials, json,
    raw_response,
};

use super::{
    LATE, OK, Row, SHORT, TOKENS_ISSUED, UNREACHABLE, assert_goes_on, beside, credentials_in, row,
    says,
};

/// A response that the tenant sends of its own accord.
fn made_up() -> Vec<u8> {
    raw_response(200, &[("Server", "made-up")], &TOKENS.replace("7a398ff1", "made-up"))
}

/// What a tenant does after a whole response without being asked. All later connections are good.
pub(super) fn table() -> Vec<Row> {
    let whole = || raw_response(200, &[], TOKENS);
    let late = || raw_response(408, &[("Connection", "close")], "made-up");
    let later = Step::Wait(Duration::from_millis(100));
    let then = |name: &str, steps: Vec<Step>| {
        let steps = [Step::Read].into_iter().chain(steps).collect();
        let act = Act::FirstThen(Box::new(Act::Play(steps)), Box::new(json(200, TOKENS)));
        row(name, act, TOKENS_ISSUED, 1)
    };
    let chunks = format!("{OK}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{TOKENS}", TOKENS.len());
    vec![
        then("a second answer at once", vec![says([whole(), made_up()].concat())]),
        then("a second answer in pieces", vec![says(whole()), says(made_up())]),
        then("a second answer later", vec![says(whole()), later.clone(), says(made_up())]),
        then("half a second answer", vec![says([&whole(), &made_up()[..20]].concat())]),
        then(
            "a second answer after chunks",
            vec![says([chunks.as_bytes(), b"\r\n0\r\n\r\n", &made_up()].concat())],
        ),
        then(
            "a preliminary answer",
            vec![says([&whole()[..], b"HTTP/1.1 100 C\r\n\r\n"].concat())],
        ),
        then("a farewell", vec![says(whole()), later.clone(), says(late()), Step::Close]),
        then("an empty line", vec![says([&whole()[..], b"\r\n"].concat())]),
        then("a flood", vec![says(whole()), Step::Flood(made_up())]),
        then("a cut", vec![says(whole()), later.clone(), Step::Cut]),
        then("a reset", vec![says(whole()), later, Step::Reset]),
    ]
}

async fn call(facade: &RunningFacade) -> Response {
    let response = facade.token().form(&credentials()).send().await;
    assert!(!format!("{response:?}").contains("made-up"), "{response:?}");
    response
}

async fn assert_unreachable(facade: &RunningFacade) {
    let response = call(facade).await;
    assert_eq!((response.status, response.error().as_str()), UNREACHABLE);
    assert_goes_on(facade, "the tenant is gone").await;
}

#[tokio::test]
async fn a_response_without_a_request_is_given_to_no_caller() {
    join_all(table().into_iter().map(|Row { name, act, .. }| async move {
        let tenant = ScriptedTenant::answering(act).await;
        let facade = Start::with(&tenant).run().await;
        assert_eq!(call(&facade).await.status, 200, "{name}: the first call");
        assert!(tenant.is_left().await, "{name}: the connection is kept");
        assert_eq!(call(&facade).await.status, 200, "{name}: the second call");
        assert_eq!((credentials_in(&tenant), tenant.connections()), (2, 2), "{name}");
    }))
    .await;
}

/// No pause between these calls: what follows a response is seen before the response is given out.
#[tokio::test]
async fn the_next_call_does_not_get_the_second_answer_of_the_last_one() {
    let responses = [raw_response(200, &[], TOKENS), made_up()].concat();
    let tenant = ScriptedTenant::answering(Act::Play(vec![Step::Read, says(responses)])).await;
    let facade = Start::with(&tenant).run().await;
    for _ in 0..20 {
        assert_eq!(call(&facade).await.status, 200);
    }
    assert_eq!((credentials_in(&tenant), tenant.connections()), (20, 20));
}

#[tokio::test]
async fn a_tenant_that_is_gone_at_the_second_call_is_unreachable() {
    let healthy = ScriptedTenant::answering(json(200, TOKENS)).await;
    let steps = vec![Step::Read, says(raw_response(200, &[], TOKENS)), Step::Close];
    let mut tenant = ScriptedTenant::answering(Act::Play(steps)).await;
    let facade = beside(&tenant, &healthy).run().await;
    assert_eq!(call(&facade).await.status, 200);
    tenant.stop_listening().await;
    assert_unreachable(&facade).await;
    assert_unreachable(&facade).await;
    assert_eq!(credentials_in(&tenant), 1);
}

#[tokio::test]
async fn a_kept_connection_that_is_reset_in_mid_request_is_not_tried_again() {
    let healthy = ScriptedTenant::answering(json(200, TOKENS)).await;
    let answered = [Step::Read, says(raw_response(200, &[], TOKENS))];
    let steps = answered.into_iter().chain([Step::ReadUntil("client_id="), Step::Reset]);
    let tenant = ScriptedTenant::answering(Act::Play(steps.collect())).await;
    let facade = beside(&tenant, &healthy).run().await;
    assert_eq!(call(&facade).await.status, 200);
    assert_unreachable(&facade).await;
    assert_eq!((credentials_in(&tenant), tenant.connections()), (2, 1));
}

/// The connection is there, the host is not: one call is late, the next one finds another way.
#[tokio::test]
async fn a_kept_connection_to_a_host_that_is_gone_costs_one_call() {
    let gone = vec![Step::Read, says(raw_response(200, &[], TOKENS)), Step::Vanish];
    let act = Act::FirstThen(Box::new(Act::Play(gone)), Box::new(json(200, TOKENS)));
    let tenant = ScriptedTenant::answering(act).await;
    let facade = Start::with(&tenant).call_timeout(SHORT).run().await;
    assert_eq!(call(&facade).await.status, 200);
    let response = call(&facade).await;
    assert_eq!((response.status, response.error().as_str()), LATE);
    assert_eq!(call(&facade).await.status, 200);
    assert_eq!((credentials_in(&tenant), tenant.connections()), (2, 2));
}
