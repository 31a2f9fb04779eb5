//! Calls beyond the limits, and tenants that are not called for a while.

use std::sync::Arc;
use std::time::Duration;

use insta::assert_snapshot;
use testing::{
    Act, Fault, PATIENCE, Response, RunningFacade, ScriptedTenant, Start, TENANT, TOKENS, Wire,
    credentials, json, raw_response,
};
use tokio::net::TcpSocket;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// The host that [`Fault::WrongHost`] has a certificate for.
const OTHER: &str = "other.prd.mykronos.com";

/// Time to wait for an event that must not happen.
const A_MOMENT: Duration = Duration::from_millis(300);

/// A tenant that answers a call for each permit.
async fn held_tenant() -> (ScriptedTenant, Arc<Semaphore>) {
    let told = Arc::new(Semaphore::new(0));
    let act = Act::WhenTold(Arc::clone(&told), raw_response(200, &[], TOKENS));
    (ScriptedTenant::answering(act).await, told)
}

/// A good tenant under another name.
async fn other_tenant() -> ScriptedTenant {
    ScriptedTenant::with_fault(json(200, TOKENS), Fault::WrongHost).await
}

fn call(facade: &RunningFacade) -> JoinHandle<Response> {
    tokio::spawn(facade.token().form(&credentials()).send())
}

async fn call_other(facade: &RunningFacade) -> Response {
    facade.token().header("X-WFM-Vanity-Url", OTHER).form(&credentials()).send().await
}

/// Requests that need no tenant are answered while calls to tenants are at their limit.
async fn answers_what_needs_no_tenant(facade: &RunningFacade) {
    for path in ["/health/live", "/health/ready", "/apiDefinition.swagger.json", "/openapi.json"] {
        assert_eq!(facade.get(path).send().await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_call_too_many_is_refused_at_once() {
    let (tenant, told) = held_tenant().await;
    let other = other_tenant().await;
    let start = Start::with(&tenant).trusting(other.ca_pem()).pinned(OTHER, other.address());
    let facade = start.set(|settings| settings.max_calls = 1).run().await;
    let first = call(&facade);
    tenant.has_received(1).await;
    assert_snapshot!(call(&facade).await.unwrap().shown(), @r#"
        503
        retry-after: 5
        {
          "error": "overloaded",
          "error_description": "Too many calls are in progress.",
          "hint": "Nothing was sent. Wait as long as the header Retry-After says, then try again. If this happens often, start fewer flows at the same minute."
        }
    "#);
    assert_eq!(call_other(&facade).await.error(), "overloaded", "the limit is for all tenants");
    answers_what_needs_no_tenant(&facade).await;
    assert_eq!((tenant.received().len(), other.received().len()), (1, 0));
    told.add_permits(2);
    assert_eq!(first.await.unwrap().status, 200);
    assert_eq!(call(&facade).await.unwrap().status, 200);
}

/// A caller cannot free a place by going away: its call goes on.
#[tokio::test]
async fn a_call_whose_caller_has_gone_away_still_takes_its_place() {
    let (tenant, told) = held_tenant().await;
    let facade = Start::with(&tenant).set(|settings| settings.max_calls = 1).run().await;
    tokio::select! {
        response = facade.token().form(&credentials()).send() => panic!("{response:?}"),
        () = tenant.has_received(1) => {}
    }
    assert_eq!(call(&facade).await.unwrap().error(), "overloaded");
    told.add_permits(2);
    // The first call is over a moment after the tenant's response.
    let calling = async { while call(&facade).await.unwrap().status != 200 {} };
    timeout(PATIENCE, calling).await.expect("there is room again");
    assert_eq!(tenant.received().len(), 2);
}

#[tokio::test]
async fn a_call_too_many_to_one_tenant_leaves_the_others_alone() {
    let (tenant, told) = held_tenant().await;
    let other = other_tenant().await;
    let start = Start::with(&tenant).trusting(other.ca_pem()).pinned(OTHER, other.address());
    let start = start.set(|settings| settings.call_limits.calls_per_tenant = 1);
    let facade = start.run().await;
    let first = call(&facade);
    tenant.has_received(1).await;
    assert_snapshot!(call(&facade).await.unwrap().shown(), @r#"
        503
        retry-after: 5
        {
          "error": "overloaded",
          "error_description": "Too many calls to this tenant are in progress.",
          "hint": "Nothing was sent. Wait as long as the header Retry-After says, then try again. If this happens often, start fewer flows at the same minute."
        }
    "#);
    assert_eq!(call_other(&facade).await.status, 200);
    answers_what_needs_no_tenant(&facade).await;
    assert_eq!((tenant.received().len(), other.received().len()), (1, 1));
    told.add_permits(2);
    assert_eq!(first.await.unwrap().status, 200);
    assert_eq!(call(&facade).await.unwrap().status, 200);
}

/// The tenant's port refuses connections until it listens.
#[tokio::test]
async fn a_tenant_that_fails_again_and_again_is_not_called_for_a_while() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    let other = other_tenant().await;
    let start = Start::alone().pinned(TENANT, address).default_tenant(TENANT);
    let facade = start.trusting(other.ca_pem()).pinned(OTHER, other.address()).run().await;
    for number in 1..=20 {
        let response = call(&facade).await.unwrap();
        let failed = (response.status, response.error());
        assert_eq!(failed, (502, "tenant_unreachable".to_owned()), "{number}");
    }
    let tenant = socket.listen(8).unwrap();
    let response = call(&facade).await.unwrap();
    let wait: u32 = response.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=10).contains(&wait), "{wait}");
    let shown = response.shown().replace(&format!("retry-after: {wait}"), "retry-after: [seconds]");
    assert_snapshot!(shown, @r#"
        503
        retry-after: [seconds]
        {
          "error": "tenant_unavailable",
          "error_description": "The tenant failed again and again a moment ago, so it was not called.",
          "hint": "Nothing was sent. One call is let through every few seconds to see whether the tenant is back."
        }
    "#);
    assert!(timeout(A_MOMENT, tenant.accept()).await.is_err(), "no connection to the tenant");
    assert_eq!(call_other(&facade).await.status, 200);
    answers_what_needs_no_tenant(&facade).await;
}

/// The header of a login whose body has this length.
fn header(length: usize) -> String {
    format!(
        "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn bodies_that_do_not_come_take_no_places() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).set(|settings| settings.max_calls = 2).run().await;
    let mut waiting = Vec::new();
    for sent in ["", "u"].repeat(20) {
        let mut wire = Wire::to(facade.address).await;
        wire.send(header(60_000) + sent).await;
        waiting.push(wire);
    }
    for wire in &mut waiting {
        assert!(timeout(A_MOMENT / 30, wire.message()).await.is_err(), "its body is waited for");
    }
    for _ in 0..10 {
        assert_eq!(call(&facade).await.unwrap().status, 200);
    }
}

/// 4 MiB of one peer.
#[tokio::test]
async fn halves_of_bodies_take_a_bounded_amount_of_memory() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let start = Start::with(&tenant).set(|settings| settings.limits.unread_body = A_MOMENT);
    let facade = start.run().await;
    let half = "username=u&password=".to_owned() + &"p".repeat(59_980);
    let mut waiting = Vec::new();
    for _ in 0..70 {
        let mut wire = Wire::to(facade.address).await;
        wire.send(header(60_001) + &half).await;
        waiting.push(wire);
    }
    // One of them finds no room: the last one that was read.
    sleep(A_MOMENT * 3).await;
    let mut refused = Vec::new();
    for (index, wire) in waiting.iter_mut().enumerate().rev() {
        if let Ok(message) = timeout(A_MOMENT / 10, wire.message()).await {
            assert!(message.unwrap().starts_with("HTTP/1.1 503 "));
            refused.push(index);
        }
    }
    assert_eq!(refused.len(), 1);
    waiting.remove(refused[0]);
    // A body that arrives at once needs none.
    assert_eq!(call(&facade).await.unwrap().status, 200);
    // The first one to end makes room.
    waiting[0].send("x").await;
    assert_eq!(waiting[0].response().await.error(), "invalid_request", "it is no login");
    let mut next = Wire::to(facade.address).await;
    next.send(header(60_001) + &half).await;
    assert!(timeout(A_MOMENT, next.message()).await.is_err(), "its rest is waited for");
}
