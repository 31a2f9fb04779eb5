//! The error table: every row that a tenant causes, as status, headers and body.

mod refused;
mod ukg_authentication;
mod unexpected;
mod unreachable;

use std::time::Duration;

use insta::assert_snapshot;
use testing::{
    Act, FakeLookup, Fault, Response, ScriptedTenant, Start, TENANT, credentials, raw_response,
};

/// The response to a password grant if the tenant does this.
async fn response_to(act: Act) -> Response {
    let tenant = ScriptedTenant::answering(act).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade.token().form(&credentials()).send().await;
    assert_eq!(tenant.received().len(), 1, "the tenant is called exactly once");
    response
}

/// The response to a password grant if the tenant fails before it has read a request.
async fn response_of_faulty(act: Act, fault: Fault) -> Response {
    let tenant = ScriptedTenant::with_fault(act, fault).await;
    let facade = Start::with(&tenant).connect_timeout(Duration::from_secs(2)).run().await;
    let response = facade.token().form(&credentials()).send().await;
    assert!(tenant.is_left().await);
    let received = tenant.received().concat();
    assert!(!received.contains("password"), "no credentials are sent");
    response
}

/// A response with a body that is not JSON.
fn page(status: u16, headers: &[(&str, &str)]) -> Act {
    Act::Answer(raw_response(status, headers, "<html><body>secret page</body></html>"))
}

#[tokio::test]
async fn a_throttling_tenant_with_retry_after() {
    let headers = [("Retry-After", "7"), ("kronos-tid", "tid-1")];
    let act =
        Act::Answer(raw_response(429, &headers, r#"{"fault": {"faultstring": "Rate limit"}}"#));
    assert_snapshot!(response_to(act).await.shown(), @r#"
        429
        retry-after: 7
        kronos-tid: tid-1
        {
          "error": "tenant_throttled",
          "error_description": "The tenant accepts no more calls for a while.",
          "hint": "Get one token and use it until it expires, instead of one for every call."
        }
    "#);
}

#[tokio::test]
async fn a_throttling_tenant_without_retry_after() {
    assert_snapshot!(response_to(page(429, &[])).await.shown(), @r#"
        429
        retry-after: 60
        {
          "error": "tenant_throttled",
          "error_description": "The tenant accepts no more calls for a while.",
          "hint": "Get one token and use it until it expires, instead of one for every call."
        }
    "#);
}

#[tokio::test]
async fn a_failing_tenant() {
    assert_snapshot!(response_to(page(500, &[])).await.shown(), @r#"
        502
        {
          "error": "tenant_error",
          "error_description": "The tenant failed with status 500.",
          "hint": "UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on."
        }
    "#);
}

/// UKG: without `Retry-After` a 503 must not be repeated automatically.
#[tokio::test]
async fn a_tenant_in_maintenance_with_and_without_retry_after() {
    assert_snapshot!(response_to(page(503, &[("Retry-After", "30")])).await.shown(), @r#"
        503
        retry-after: 30
        {
          "error": "tenant_error",
          "error_description": "The tenant failed with status 503.",
          "hint": "UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on."
        }
    "#);
    assert_snapshot!(response_to(page(503, &[])).await.shown(), @r#"
        502
        {
          "error": "tenant_error",
          "error_description": "The tenant failed with status 503.",
          "hint": "UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on."
        }
    "#);
}

/// A fault of this program: here, a resolver that panics.
#[tokio::test]
async fn a_panic_is_a_server_error_and_nothing_more() {
    let lookup = FakeLookup { panics: true, ..Default::default() };
    let facade = Start::alone().default_tenant(TENANT).lookup(lookup).run().await;
    assert_snapshot!(facade.token().form(&credentials()).send().await.shown(), @r#"
        500
        {
          "error": "server_error",
          "error_description": "Something went wrong in this service.",
          "hint": "Give the request id to the operator of this service, whose log says more."
        }
    "#);
    assert_eq!(facade.get("/health/live").send().await.status, 200, "the service goes on");
}
