//! Other forms of an error than OAuth's, and members beside OAuth's two. No text of them leaves.

use std::time::Duration;

use insta::{allow_duplicates, assert_snapshot};
use testing::{Act, FakeLookup, ScriptedTenant, Start, TENANT, TOKEN_HOST, credentials};

use super::{Operation, auth0, response_to, show};

const MFA: &str = r#"{
    "error": "mfa_required",
    "error_description": "Multifactor authentication required",
    "error_uri": "https://canary.example/uri",
    "mfa_token": "Fe26.2*canary",
    "mfa_requirements": {"challenge": [{"type": "canary-otp"}]},
    "canary": "canary"
}"#;

/// The token for a second factor is as good as a password.
#[tokio::test]
async fn only_code_and_description_of_an_error_leave() {
    let response = response_to(Operation::Password, auth0(403, &[], MFA)).await;
    assert_snapshot!(response.shown(), @r#"
        403
        {
          "error": "mfa_required",
          "error_description": "UKG asks for a second factor to log this user in.",
          "hint": "A flow cannot confirm a second factor. Use a user for the API alone, ask your UKG administrator to exempt this user from the second factor, or get an access token without a user, with a client of its own."
        }
    "#);
    for status in [400, 401, 429, 500, 501, 503] {
        for code in ["invalid_grant", "too_many_attempts", "mfa_required"] {
            let body = MFA.replace("mfa_required", code);
            let response = response_to(Operation::Refresh, auth0(status, &[], &body)).await;
            let shown = format!("{:?} {}", response.headers, response.body);
            assert!(!shown.contains("canary") && !shown.contains("mfa_token"), "{shown}");
        }
    }
}

#[tokio::test]
async fn errors_of_auth0_in_other_forms() {
    let mut shown = String::new();
    for (status, body) in [
        (
            400,
            r#"{"name": "BadRequestError", "code": "invalid_signup", "description": "canary", "statusCode": 400}"#,
        ),
        (401, r#"{"error": "The canary is not right here"}"#),
        (403, "canary: forbidden"),
        (403, "<html><title>canary</title><body>Access denied | 1020</body></html>"),
        (404, "<html>canary</html>"),
        (405, ""),
    ] {
        let response = response_to(Operation::Password, auth0(status, &[], body)).await;
        assert!(!response.body.contains("canary"), "{}", response.body);
        show(&mut shown, status, &response);
    }
    assert_snapshot!(shown, @r"
        400 -> 400 tenant_refused
          The token host refused the call with status 400.
          This is UKG's answer. Ask your UKG administrator what it means; the operator of this service finds the call by its request id.
        401 -> 401 tenant_refused
          The token host refused the call with status 401.
          Check client_id, client_secret and the Organization ID. If they are right, ask your UKG administrator whether the tenant accepts calls from the address of this service.
        403 -> 403 tenant_refused
          The token host refused the call with status 403.
          Check client_id, client_secret and the Organization ID. If they are right, ask your UKG administrator whether the tenant accepts calls from the address of this service.
        403 -> 403 tenant_refused
          The token host refused the call with status 403.
          Check client_id, client_secret and the Organization ID. If they are right, ask your UKG administrator whether the tenant accepts calls from the address of this service.
        404 -> 404 tenant_refused
          The token host refused the call with status 404.
          Check the token URL: this host does not issue tokens in this way. UKG's Client Management shows the token URL beside the client.
        405 -> 405 tenant_refused
          The token host refused the call with status 405.
          Check the token URL: this host does not issue tokens in this way. UKG's Client Management shows the token URL beside the client.
    ");
}

#[tokio::test]
async fn server_errors_stay_what_they_are() {
    let mut shown = String::new();
    for (status, headers, body) in [
        (500, &[][..], ""),
        (500, &[], r#"{"error": "server_error", "error_description": "canary"}"#),
        (503, &[], r#"{"error": "temporarily_unavailable"}"#),
        (503, &[("Retry-After", "30")], ""),
        (501, &[], "<html>canary</html>"),
        (501, &[], r#"{"error": "a sentence with a canary"}"#),
        (502, &[], r#"{"error": "unsupported_grant_type"}"#),
    ] {
        let response = response_to(Operation::Password, auth0(status, headers, body)).await;
        assert!(!response.body.contains("canary"), "{}", response.body);
        show(&mut shown, status, &response);
    }
    assert_snapshot!(shown, @r"
        500 -> 502 tenant_error
          The token host failed with status 500.
          UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on.
        500 -> 502 tenant_error
          The token host failed with status 500.
          UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on.
        503 -> 502 tenant_error
          The token host failed with status 503.
          UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on.
        503 -> 503 tenant_error, retry-after 30
          The token host failed with status 503.
          UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on.
        501 -> 502 tenant_error
          The token host failed with status 501.
          UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on.
        501 -> 502 tenant_error
          The token host failed with status 501.
          UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on.
        502 -> 502 tenant_error
          The token host failed with status 502.
          UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look at UKG's status page if it goes on.
    ");
}

#[tokio::test]
async fn a_host_that_is_no_token_host() {
    let mut shown = String::new();
    for (status, headers, body) in [
        (302, &[("Location", "https://welcome-us.ukg.net/login?canary")][..], ""),
        (200, &[], "<html>canary</html>"),
        (200, &[], "{}"),
    ] {
        let response = response_to(Operation::Password, auth0(status, headers, body)).await;
        assert!(!response.body.contains("canary"), "{}", response.body);
        show(&mut shown, status, &response);
    }
    assert_snapshot!(shown, @r"
        302 -> 502 tenant_unexpected_answer
          The token host responded with status 302, a redirect to another address, which was not followed.
          Check the token URL. UKG's Client Management shows it beside the client, such as https://welcome-us.ukg.net/oauth/token.
        200 -> 502 tenant_unexpected_answer
          The token host responded with status 200, but not with JSON.
          Check the token URL. UKG's Client Management shows it beside the client, such as https://welcome-us.ukg.net/oauth/token.
        200 -> 502 tenant_unexpected_answer
          The token host responded with status 200, but without an access token.
          Check the address of the tenant, and ask the operator of this service to run prowfm-auth diagnose for it.
    ");
}

#[tokio::test]
async fn a_token_host_that_cannot_be_reached() {
    let host = ScriptedTenant::answering(Act::Hang).await;
    let facade = Start::with_token_host(&host).call_timeout(Duration::from_millis(500)).run().await;
    assert_snapshot!(facade.token().form(&credentials()).send().await.shown(), @r#"
        504
        {
          "error": "tenant_timeout",
          "error_description": "The token host did not answer in time.",
          "hint": "Try again in a few minutes. If it goes on, ask the operator of this service to run prowfm-auth diagnose for this tenant."
        }
    "#);

    let lookup = FakeLookup::default();
    let facade = without_pin(&host).lookup(lookup).run().await;
    assert_snapshot!(facade.token().form(&credentials()).send().await.shown(), @r#"
        502
        {
          "error": "tenant_unreachable",
          "error_description": "The host name of the token host cannot be found.",
          "hint": "Check the token URL for typing mistakes. If it is right, try again later."
        }
    "#);
    assert_eq!(*facade.lookup.asked.lock().unwrap(), [TOKEN_HOST]);

    for addresses in [&["127.0.0.1"][..], &["8.8.8.8", "10.0.0.1"], &["::ffff:169.254.169.254"]] {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        let table = [(TOKEN_HOST.into(), addresses)].into();
        let lookup = FakeLookup { table, ..Default::default() };
        let facade = without_pin(&host).lookup(lookup).run().await;
        let response = facade.token().form(&credentials()).send().await;
        allow_duplicates! { assert_snapshot!(response.shown(), @r#"
            403
            {
              "error": "tenant_not_allowed",
              "error_description": "The host name of the token host leads to an address that is not public.",
              "hint": "Check the token URL. If the token host really is in a private network, ask the operator of this service to set its address with --resolve."
            }
        "#); }
    }
    assert_eq!(host.received().len(), 1, "only the first call reached it");
}

/// A tenant on UKG Authentication whose token host must be looked up.
fn without_pin(host: &ScriptedTenant) -> Start {
    let login = testing::ukg_authentication();
    Start::alone().trusting(host.ca_pem()).default_tenant(TENANT).login(TENANT, login)
}
