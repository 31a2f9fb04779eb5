//! The throttle as callers see it. How it decides is tested in `tests/throttle`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use insta::assert_snapshot;
use prowfm_auth::throttle::{Clock, LocalThrottle, Throttle};
use testing::{Response, RunningFacade, ScriptedTenant, Start, TENANT, TOKENS, credentials, json};

/// A clock that moves only when it is set forward.
#[derive(Clone, Default)]
struct SetClock(Arc<Mutex<Duration>>);

impl SetClock {
    fn forward(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }

    fn clock(&self) -> Clock {
        let now = Arc::clone(&self.0);
        Clock::new(move || *now.lock().unwrap())
    }
}

fn throttled(start: Start, rate: &str, clock: &SetClock) -> Start {
    let local = LocalThrottle::new(rate.parse().unwrap(), clock.clock());
    start.set(|settings| settings.throttle = Arc::new(Throttle::Local(local)))
}

async fn call(facade: &RunningFacade) -> Response {
    facade.token().form(&credentials()).send().await
}

#[tokio::test]
async fn a_call_too_many_is_refused_and_one_after_the_wait_is_not() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let clock = SetClock::default();
    let facade = throttled(Start::with(&tenant), "2/60s", &clock).run().await;
    let first = call(&facade).await;
    assert_eq!(first.header("ratelimit-policy"), Some("\"connection\";q=2;w=60"));
    assert_eq!(first.header("ratelimit"), Some("\"connection\";r=1;t=60"));
    clock.forward(Duration::from_secs(20));
    assert_eq!(call(&facade).await.status, 200);
    let refused = call(&facade).await;
    assert_snapshot!(refused.shown(), @r#"
        429
        retry-after: 41
        ratelimit: "connection";r=0;t=41
        ratelimit-policy: "connection";q=2;w=60
        {
          "error": "throttled",
          "error_description": "This connection has used up its calls for now.",
          "hint": "Get one token and use it until it expires, instead of one for every call. Calls that come too early are not counted."
        }
    "#);
    let wait = refused.header("retry-after").unwrap().parse().unwrap();
    assert_eq!(tenant.received().len(), 2, "a refused call reaches no tenant");
    clock.forward(Duration::from_secs(wait));
    assert_eq!(call(&facade).await.status, 200);
}

#[tokio::test]
async fn all_operations_of_a_connection_count_and_other_connections_do_not() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let (other, clock) = ("other.prd.mykronos.com", SetClock::default());
    let start = Start::with(&tenant).pinned(other, tenant.address());
    let facade = throttled(start, "3/60s", &clock).run().await;
    let client = &credentials()[2..];
    let refresh = [client, &[("refresh_token", "r")]].concat();
    let revoke = [client, &[("token", "t")]].concat();
    assert_eq!(call(&facade).await.status, 200);
    let base = "/api/authentication";
    facade.post(&format!("{base}/refresh_token")).json(&refresh).send().await;
    facade.post(&format!("{base}/token/revoke")).form(&revoke).send().await;
    assert_eq!(call(&facade).await.error(), "throttled");
    // What the tenant refuses counts, too; what never came to a connection does not.
    let mut another_client = credentials();
    another_client[2] = ("client_id", "another");
    assert_eq!(facade.token().form(&another_client).send().await.status, 200);
    let another_tenant = facade.token().header("X-WFM-Vanity-Url", other).form(&credentials());
    assert_ne!(another_tenant.send().await.error(), "throttled");
    assert_eq!(facade.token().form(&[]).send().await.error(), "invalid_request");
}

#[tokio::test]
async fn bad_requests_do_not_count() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = throttled(Start::with(&tenant), "1/60s", &SetClock::default()).run().await;
    for _ in 0..3 {
        let bad = facade.token().form(&credentials()[1..]).send().await;
        assert_eq!((bad.status, bad.header("ratelimit")), (400, None));
        let bad = facade.token().header("X-WFM-Vanity-Url", "example.com").form(&credentials());
        assert_eq!(bad.send().await.status, 403);
    }
    assert_eq!(call(&facade).await.status, 200);
    assert_eq!(call(&facade).await.status, 429);
}

#[tokio::test]
async fn a_hundred_and_fifty_calls_at_once_and_exactly_a_hundred_pass() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = throttled(Start::with(&tenant), "100/60s", &SetClock::default()).run().await;
    let calls = (0..150).map(|_| call(&facade));
    let responses = futures_util::future::join_all(calls).await;
    let passed = responses.iter().filter(|response| response.status == 200).count();
    assert_eq!((passed, tenant.received().len()), (100, 100));
    assert!(responses.iter().all(|response| matches!(response.status, 200 | 429)));
}

#[tokio::test]
async fn without_a_throttle_there_is_no_quota() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).default_tenant(TENANT).run().await;
    let response = call(&facade).await;
    assert_eq!((response.status, response.header("ratelimit")), (200, None));
}

/// Invented connections do not push out those in use.
#[tokio::test]
async fn a_connection_too_many_is_told_to_wait() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let rate = "2/60s".parse().unwrap();
    let local = LocalThrottle::with_room_for(1, rate, SetClock::default().clock());
    let throttle = Arc::new(Throttle::Local(local));
    let facade = Start::with(&tenant).set(|settings| settings.throttle = throttle).run().await;
    assert_eq!(call(&facade).await.status, 200);
    let mut another = credentials();
    another[2] = ("client_id", "another");
    assert_snapshot!(facade.token().form(&another).send().await.shown(), @r#"
        503
        retry-after: 61
        {
          "error": "overloaded",
          "error_description": "Too many connections are in use.",
          "hint": "Nothing was sent. Wait as long as the header Retry-After says, then try again. If this happens often, start fewer flows at the same minute."
        }
    "#);
    assert_eq!(call(&facade).await.status, 200);
}
