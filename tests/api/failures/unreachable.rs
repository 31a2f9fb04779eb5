//! The tenant cannot be reached, or not in time.

use std::time::Duration;

use insta::{allow_duplicates, assert_snapshot};
use testing::{
    Act, FakeLookup, Fault, ScriptedTenant, Start, Step, TENANT, credentials, json, raw_response,
};

use super::{page, response_of_faulty, response_to};

#[tokio::test]
async fn a_tenant_that_does_not_answer_in_time() {
    let tenant = ScriptedTenant::answering(Act::Hang).await;
    let facade = Start::with(&tenant).call_timeout(Duration::from_secs(2)).run().await;
    let response = facade.token().form(&credentials()).send().await;
    assert_eq!(tenant.received().len(), 1);
    assert_snapshot!(response.shown(), @r#"
        504
        {
          "error": "tenant_timeout",
          "error_description": "The tenant did not answer in time.",
          "hint": "Try again in a few minutes. If it goes on, ask the operator of this service to run prowfm-auth diagnose for this tenant."
        }
    "#);
}

#[tokio::test]
async fn an_answer_that_drips_is_late_too() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"access_token\"".to_vec();
    let tenant = ScriptedTenant::answering(Act::Answer(head)).await;
    let facade = Start::with(&tenant).call_timeout(Duration::from_millis(300)).run().await;
    let response = facade.token().form(&credentials()).send().await;
    assert_eq!((response.status, response.error().as_str()), (504, "tenant_timeout"));
}

/// The platform repeats a 408 and a 504 alike: a refused password must not become either.
#[tokio::test]
async fn the_tenants_own_408_is_not_passed_on() {
    let response = response_to(json(408, r#"{"error": "invalid_grant"}"#)).await;
    assert_eq!((response.status, response.error().as_str()), (400, "invalid_grant"));
    let response = response_to(page(408, &[])).await;
    assert_eq!((response.status, response.error().as_str()), (504, "tenant_timeout"));
}

#[tokio::test]
async fn a_tenant_that_closes_without_an_answer() {
    let response = response_to(Act::AnswerAndClose(Vec::new())).await;
    assert_snapshot!(response.shown(), @r#"
        502
        {
          "error": "tenant_unreachable",
          "error_description": "The connection to the tenant broke before it answered.",
          "hint": "Try again in a few minutes. If it goes on, ask the operator of this service to run prowfm-auth diagnose for this tenant."
        }
    "#);
}

#[tokio::test]
async fn an_answer_that_breaks_off() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"access_token\": \"a\"".to_vec();
    let response = response_to(Act::AnswerAndClose(half)).await;
    assert_eq!((response.status, response.error().as_str()), (502, "tenant_unreachable"));
}

#[tokio::test]
async fn an_interrupted_refresh_says_what_may_have_happened() {
    let tenant = ScriptedTenant::answering(Act::AnswerAndClose(Vec::new())).await;
    let facade = Start::with(&tenant).run().await;
    let fields = [("refresh_token", "r"), ("client_id", "c"), ("client_secret", "s")];
    let response = facade.post("/api/authentication/refresh_token").form(&fields).send().await;
    assert_snapshot!(response.shown(), @r#"
        502
        {
          "error": "tenant_unreachable",
          "error_description": "The connection to the tenant broke before it answered.",
          "hint": "The tenant may have exchanged the refresh token all the same. If the next refresh is refused, get a new token with the user name and password."
        }
    "#);
}

#[tokio::test]
async fn a_tenant_that_does_not_accept_connections() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let facade = Start::alone().pinned(TENANT, closed).default_tenant(TENANT).run().await;
    assert_snapshot!(facade.token().form(&credentials()).send().await.shown(), @r#"
        502
        {
          "error": "tenant_unreachable",
          "error_description": "The tenant does not accept connections.",
          "hint": "Nothing was sent. Try again in a few minutes. If it goes on, ask the operator of this service to run prowfm-auth diagnose for this tenant."
        }
    "#);
}

#[tokio::test]
async fn an_unknown_host() {
    let facade = Start::alone().default_tenant(TENANT).run().await;
    assert_snapshot!(facade.token().form(&credentials()).send().await.shown(), @r#"
        502
        {
          "error": "tenant_unreachable",
          "error_description": "The host name of the tenant cannot be found.",
          "hint": "Check the vanity URL for typing mistakes. If it is right, try again later."
        }
    "#);
}

#[tokio::test]
async fn a_certificate_for_another_host() {
    assert_snapshot!(response_of_faulty(json(200, "{}"), Fault::WrongHost).await.shown(), @r#"
        502
        {
          "error": "tenant_certificate",
          "error_description": "The tenant's certificate is for another host.",
          "hint": "Nothing was sent. Check the vanity URL, and ask the operator of this service to run prowfm-auth diagnose for this tenant."
        }
    "#);
}

#[tokio::test]
async fn an_expired_certificate() {
    assert_snapshot!(response_of_faulty(json(200, "{}"), Fault::Expired).await.shown(), @r#"
        502
        {
          "error": "tenant_certificate",
          "error_description": "The tenant's certificate is not valid at this time.",
          "hint": "Nothing was sent. Check the vanity URL, and ask the operator of this service to run prowfm-auth diagnose for this tenant."
        }
    "#);
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority() {
    let tenant = ScriptedTenant::answering(json(200, "{}")).await;
    let facade = Start::alone().pinned(TENANT, tenant.address()).default_tenant(TENANT).run().await;
    assert_snapshot!(facade.token().form(&credentials()).send().await.shown(), @r#"
        502
        {
          "error": "tenant_certificate",
          "error_description": "The tenant's certificate is from an authority that is not trusted here.",
          "hint": "Nothing was sent. The operator of this service can trust another authority with --tenant-ca."
        }
    "#);
    assert!(tenant.received().is_empty());
}

#[tokio::test]
async fn a_tenant_that_speaks_no_tls() {
    let steps = vec![Step::Send(raw_response(400, &[], "Bad Request"))];
    let response = response_of_faulty(Act::PlayInClear(steps), Fault::None).await;
    assert_snapshot!(response.shown(), @r#"
        502
        {
          "error": "tenant_unreachable",
          "error_description": "A secure connection to the tenant was not possible.",
          "hint": "Nothing was sent. Try again in a few minutes. If it goes on, ask the operator of this service to run prowfm-auth diagnose for this tenant."
        }
    "#);
}

#[tokio::test]
async fn a_tenant_that_accepts_and_says_nothing() {
    let response = response_of_faulty(Act::PlayInClear(Vec::new()), Fault::None).await;
    assert_snapshot!(response.shown(), @r#"
        502
        {
          "error": "tenant_unreachable",
          "error_description": "The tenant does not accept connections.",
          "hint": "Nothing was sent. Try again in a few minutes. If it goes on, ask the operator of this service to run prowfm-auth diagnose for this tenant."
        }
    "#);
}

#[tokio::test]
async fn a_host_at_a_private_address_is_refused_without_a_connection() {
    let tenant = ScriptedTenant::answering(json(200, "{}")).await;
    for addresses in [vec!["127.0.0.1"], vec!["8.8.8.8", "10.0.0.1"], vec!["::ffff:127.0.0.1"]] {
        let addresses = addresses.into_iter().map(|address| address.parse().unwrap()).collect();
        let lookup =
            FakeLookup { table: [(TENANT.into(), addresses)].into(), ..Default::default() };
        let facade = Start::alone().default_tenant(TENANT).lookup(lookup).run().await;
        let response = facade.token().form(&credentials()).send().await;
        allow_duplicates! { assert_snapshot!(response.shown(), @r#"
            403
            {
              "error": "tenant_not_allowed",
              "error_description": "The host name of the tenant leads to an address that is not public.",
              "hint": "Check the vanity URL. If the tenant really is in a private network, ask the operator of this service to set its address with --resolve."
            }
        "#); }
        assert_eq!(*facade.lookup.asked.lock().unwrap(), [TENANT]);
    }
    assert_eq!(tenant.connections(), 0);
}
