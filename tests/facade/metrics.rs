//! Metrics, and the second listener.

use std::sync::Arc;

use prowfm_auth::throttle::{Clock, LocalThrottle, SharedThrottle, Throttle};
use testing::{
    Caller, RunningFacade, ScriptedTenant, Start, TENANT, TOKENS, Wire, credentials, json,
};

fn with_admin(start: Start) -> Start {
    start.set(|settings| settings.admin_listen = Some("127.0.0.1:0".parse().unwrap()))
}

async fn metrics(facade: &RunningFacade) -> String {
    let response = Caller::new(facade.admin.unwrap(), "GET", "/metrics").send_plainly().await;
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    response
}

fn has(metrics: &str, line: &str) -> bool {
    metrics.lines().any(|printed| printed == line)
}

#[tokio::test]
async fn calls_are_counted_by_operation_and_error() {
    let tenant =
        ScriptedTenant::answering(json(400, r#"{"error": "made_up_by_the_tenant"}"#)).await;
    let facade = with_admin(Start::with(&tenant)).run().await;
    facade.token().form(&credentials()).send().await;
    facade.token().form(&credentials()[1..]).send().await;
    facade.get("/made/up").send().await;
    facade.get("/health/live").send().await;
    facade.get("/health/ready").send().await;
    let metrics = metrics(&facade).await;
    for line in [
        "prowfm_calls_total{operation=\"GetAccessToken\",error=\"another_oauth_error\"} 1",
        "prowfm_calls_total{operation=\"GetAccessToken\",error=\"invalid_request\"} 1",
        "prowfm_calls_total{operation=\"none\",error=\"not_found\"} 1",
        "prowfm_call_duration_seconds_count{operation=\"GetAccessToken\"} 2",
        "prowfm_tenant_duration_seconds_count{operation=\"GetAccessToken\"} 1",
        "prowfm_calls_in_flight 0",
        "prowfm_circuits_open 0",
    ] {
        assert!(has(&metrics, line), "{line}\n{metrics}");
    }
    // Probes come all the time and are not counted.
    for made_up in ["made_up", "made/up", "TestConnection", "none\",error=\"none", TENANT] {
        assert!(!metrics.contains(made_up), "{metrics}");
    }
}

/// The tenant's word for its own fault must not ring the alarm for one of this program.
#[tokio::test]
async fn a_fault_of_the_tenant_is_not_counted_as_one_of_this_program() {
    let tenant = ScriptedTenant::answering(json(400, r#"{"error": "server_error"}"#)).await;
    let facade = with_admin(Start::with(&tenant)).run().await;
    let response = facade.token().form(&credentials()).send().await;
    assert!(response.body.contains("\"error\":\"server_error\""), "{}", response.body);
    let metrics = metrics(&facade).await;
    let line = "prowfm_calls_total{operation=\"GetAccessToken\",error=\"tenant_server_error\"} 1";
    assert!(has(&metrics, line), "{metrics}");
    assert!(has(&metrics, "prowfm_calls_in_flight_limit 512"), "{metrics}");
}

#[tokio::test]
async fn a_throttle_without_its_redis_is_told_from_one_that_has_none() {
    let rate = "100/60s".parse().unwrap();
    let local = Throttle::Local(LocalThrottle::new(rate, Clock::default()));
    // Nothing listens there.
    let nowhere = "redis://127.0.0.1:1".parse().unwrap();
    let shared = SharedThrottle::start(rate, nowhere, None, Clock::default()).await.unwrap();
    let ready = r#"{"status":"ready","reasons":[]}"#;
    let degraded = r#"{"status":"degraded","reasons":["redis_unreachable"]}"#;
    for (throttle, fallen_back, readiness) in
        [(local, 0, ready), (Throttle::Shared(shared), 1, degraded)]
    {
        let start = Start::alone().set(|settings| settings.throttle = Arc::new(throttle));
        let facade = with_admin(start).run().await;
        let metrics = metrics(&facade).await;
        let line = format!("prowfm_throttle_fallen_back {fallen_back}");
        assert!(has(&metrics, &line) && has(&metrics, "prowfm_throttle_shared 0"), "{metrics}");
        assert_eq!(facade.get("/health/ready").send().await.body, readiness);
    }
}

#[tokio::test]
async fn tenants_are_a_label_where_each_is_listed() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let list = prowfm_auth::tenant::AllowList::only(vec![TENANT.parse().unwrap()]);
    let start = with_admin(Start::with(&tenant)).set(|settings| settings.allow_list = list);
    let facade = start.run().await;
    facade.token().form(&credentials()).send().await;
    let other = facade.token().header("X-WFM-Vanity-Url", "made-up.mykronos.com");
    assert_eq!(other.form(&credentials()).send().await.status, 403);
    let metrics = metrics(&facade).await;
    assert!(metrics.contains(&format!("tenant=\"{TENANT}\",error=\"none\"}} 1")), "{metrics}");
    assert!(!metrics.contains("made-up"));
}

#[tokio::test]
async fn the_second_listener_serves_nothing_for_callers_and_the_first_no_metrics() {
    let facade = with_admin(Start::alone()).run().await;
    assert_eq!(facade.get("/metrics").send().await.status, 404);
    let admin = |method, path| Caller::new(facade.admin.unwrap(), method, path).send_plainly();
    let ready = admin("GET", "/health/ready").await;
    assert!(ready.ends_with(r#"{"status":"ready","reasons":[]}"#), "{ready}");
    let list = admin("GET", "/").await;
    assert!(list.ends_with("\r\n\r\n/metrics\n/health/ready\n/diagnosis\n"), "{list}");
    let token = admin("POST", "/api/authentication/access_token").await;
    assert!(token.starts_with("HTTP/1.1 404 "), "{token}");
    assert!(admin("POST", "/metrics").await.starts_with("HTTP/1.1 405 "));
}

/// Calls that were never made would hide how slow a tenant is.
#[tokio::test]
async fn a_tenant_that_was_not_called_has_taken_no_time() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let start = Start::with(&tenant).set(|settings| settings.call_limits.calls_per_tenant = 0);
    let facade = with_admin(start).run().await;
    assert_eq!(facade.token().form(&credentials()).send().await.error(), "overloaded");
    let metrics = metrics(&facade).await;
    assert!(metrics.contains("error=\"overloaded\"} 1"), "{metrics}");
    assert!(!metrics.contains("prowfm_tenant_duration_seconds_count"), "{metrics}");
}

/// For every `Accept` header of a scraper.
#[tokio::test]
async fn metrics_are_in_the_text_format_of_prometheus() {
    let facade = with_admin(Start::alone()).run().await;
    let asking = Caller::new(facade.admin.unwrap(), "GET", "/metrics")
        .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    for text in [metrics(&facade).await, asking.send_plainly().await] {
        assert!(text.contains("content-type: text/plain; version=0.0.4"), "{text}");
        assert!(!text.contains("# EOF"), "{text}");
    }
}

#[tokio::test]
async fn no_second_listener_without_being_asked_for() {
    assert!(Start::alone().run().await.admin.is_none());
}

/// They take descriptors beside those of the callers' connections.
#[tokio::test]
async fn the_second_listener_has_few_connections() {
    let facade = with_admin(Start::alone()).run().await;
    let admin = facade.admin.unwrap();
    let mut open = Vec::new();
    for _ in 0..20 {
        let mut wire = Wire::to(admin).await;
        wire.send("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(wire.message().await.is_some());
        open.push(wire);
    }
    let (first, last) = open.split_at_mut(4);
    for closed in first {
        assert_eq!(closed.message().await, None, "another has its place");
    }
    for open in last {
        open.send("GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(open.message().await.is_some());
    }
}
