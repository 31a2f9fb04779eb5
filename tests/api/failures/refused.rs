//! The tenant refuses: its status stays, and no text shows what was submitted.

use insta::assert_snapshot;
use testing::{PASSWORD, ScriptedTenant, Start, credentials, json};

use super::{page, response_to};

#[tokio::test]
async fn a_refused_password_keeps_the_tenants_words() {
    let body = r#"{"error_description": "The provided access grant is invalid, expired, or revoked.",
        "error": "invalid_grant"}"#;
    assert_snapshot!(response_to(json(400, body)).await.shown(), @r#"
        400
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "invalid_grant",
          "error_description": "The provided access grant is invalid, expired, or revoked.",
          "hint": "Check the user name and the password. The user must have the authentication type Basic, not Federated. A locked or inactive user is refused with the same words."
        }
    "#);
}

#[tokio::test]
async fn a_refused_client_keeps_the_tenants_status() {
    let body =
        r#"{"error": "invalid_client", "error_description": "Client authentication failed"}"#;
    assert_snapshot!(response_to(json(400, body)).await.shown(), @r#"
        400
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "invalid_client",
          "error_description": "Client authentication failed",
          "hint": "Check client_id and client_secret. They belong to one tenant: those of a test tenant do not work in production."
        }
    "#);
    assert_snapshot!(response_to(json(401, body)).await.shown(), @r#"
        401
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "invalid_client",
          "error_description": "Client authentication failed",
          "hint": "Check client_id and client_secret. They belong to one tenant: those of a test tenant do not work in production."
        }
    "#);
}

#[tokio::test]
async fn an_oauth_error_without_a_description_gets_one() {
    assert_snapshot!(response_to(json(400, r#"{"error": "invalid_scope"}"#)).await.shown(), @r#"
        400
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "invalid_scope",
          "error_description": "The tenant refused the call.",
          "hint": "This is UKG's answer. Ask your UKG administrator what it means; the operator of this service finds the call by its request id."
        }
    "#);
}

#[tokio::test]
async fn server_error_with_status_400_stays_a_refusal() {
    let body = r#"{"error": "server_error", "error_description": "Unknown chain"}"#;
    assert_snapshot!(response_to(json(400, body)).await.shown(), @r#"
        400
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "server_error",
          "error_description": "Unknown chain",
          "hint": "The tenant, not this service, could not finish the login. The user may have to change the password or confirm a second factor, which an API user must not, or auth_chain is wrong."
        }
    "#);
}

#[tokio::test]
async fn auth0s_errors_keep_their_status() {
    let body = r#"{"error": "invalid_grant", "error_description": "Wrong email or password."}"#;
    let response = response_to(json(403, body)).await;
    assert_eq!((response.status, response.error().as_str()), (403, "invalid_grant"));
}

#[tokio::test]
async fn an_error_code_that_is_a_sentence_is_not_passed_on() {
    let body = format!(r#"{{"error": "Failed to find token with id :{PASSWORD}"}}"#);
    let response = response_to(json(400, &body)).await;
    assert_eq!((response.status, response.error().as_str()), (400, "tenant_refused"));
    assert!(!response.body.contains(PASSWORD));
}

#[tokio::test]
async fn a_gateway_that_misses_the_app_key() {
    let body = r#"{"fault": {"faultstring": "Failed to resolve API Key variable request.header.appkey",
        "detail": {"errorcode": "steps.oauth.v2.FailedToResolveAPIKey"}}}"#;
    assert_snapshot!(response_to(json(401, body)).await.shown(), @r#"
        401
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "tenant_refused",
          "error_description": "The tenant refused the call with status 401 and the code steps.oauth.v2.FailedToResolveAPIKey.",
          "hint": "Tenants before release 2024.R1 need an app key in the header appkey: it is missing or wrong."
        }
    "#);
}

#[tokio::test]
async fn an_error_of_wfm_itself() {
    let body = r#"{"errorCode": "WCO-106194", "message": "No access", "details": {}}"#;
    assert_snapshot!(response_to(json(403, body)).await.shown(), @r#"
        403
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "tenant_refused",
          "error_description": "The tenant refused the call with status 403 and the code WCO-106194.",
          "hint": "Ask your UKG administrator whether this user has a licence and a function access profile for the API."
        }
    "#);
}

#[tokio::test]
async fn a_refusal_without_a_body() {
    assert_snapshot!(response_to(json(404, "")).await.shown(), @r#"
        404
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "tenant_refused",
          "error_description": "The tenant refused the call with status 404.",
          "hint": "Check the vanity URL: this host has no token endpoint. Or the tenant uses UKG Authentication now: then ask the operator of this service to set its token URL (--token-url), or send the header X-WFM-Token-Url."
        }
    "#);
}

#[tokio::test]
async fn json_of_an_unknown_form_is_a_refusal_too() {
    for body in ["{}", r#"{"fault": "text"}"#, r#"{"error": {"code": 1}}"#, r#"{"errorCode": 7}"#] {
        let response = response_to(json(409, body)).await;
        assert_eq!((response.status, response.error().as_str()), (409, "tenant_refused"), "{body}");
    }
}

/// The platform would repeat a 502, and the password with it.
#[tokio::test]
async fn a_page_instead_of_a_refusal_is_a_refusal() {
    assert_snapshot!(response_to(page(403, &[])).await.shown(), @r#"
        403
        {
          "error": "tenant_refused",
          "error_description": "The tenant refused the call with status 403.",
          "hint": "Ask your UKG administrator whether this user has a licence and a function access profile for the API."
        }
    "#);
    for act in [page(404, &[]), page(400, &[]), json(401, &"x".repeat(300_000))] {
        let response = response_to(act).await;
        assert_eq!(response.error(), "tenant_refused");
        assert!((400..500).contains(&response.status));
    }
}

/// Short secrets are parts of many words: a code that is registered stays one.
#[tokio::test]
async fn a_registered_code_is_passed_on_whatever_the_password_is() {
    let body = r#"{"error": "invalid_grant", "error_description": "Invalid grant"}"#;
    for password in ["a", "grant", "invalid_grant"] {
        let tenant = ScriptedTenant::answering(json(400, body)).await;
        let facade = Start::with(&tenant).run().await;
        let mut fields = credentials();
        fields[1].1 = password;
        assert_eq!(facade.token().form(&fields).send().await.error(), "invalid_grant");
    }
}

#[tokio::test]
async fn odd_company_does_not_hide_an_oauth_error() {
    for body in [
        r#"{"error": "invalid_grant", "fault": {"detail": {"errorcode": 5}}, "errorCode": []}"#,
        r#"{"error": "invalid_grant", "error_description": 7}"#,
    ] {
        assert_eq!(response_to(json(400, body)).await.error(), "invalid_grant");
    }
    let twice = r#"{"access_token": "a", "scope": "x", "scope": "y"}"#;
    assert_eq!(response_to(json(200, twice)).await.status, 200);
}

#[tokio::test]
async fn texts_of_the_tenant_lose_every_submitted_secret() {
    let echo = |text: &str| {
        json(
            400,
            &serde_json::json!({"error": "invalid_grant", "error_description": text}).to_string(),
        )
    };
    for spelling in [PASSWORD, "p%40ss+w%C3%B6rd%26%3D%2B%25", "SECRET?%Gclient", "AppKey-1234"] {
        let tenant = ScriptedTenant::answering(echo(&format!("no {spelling} here"))).await;
        let facade = Start::with(&tenant).run().await;
        let call = facade.token().header("appkey", "AppKey-1234").form(&credentials());
        let response = call.send().await;
        assert_eq!(response.json()["error_description"], "no [removed] here");
    }
}
