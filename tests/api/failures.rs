//! The error table: every row that a tenant causes, as status, headers and body.

mod no_response;

use insta::assert_snapshot;
use testing::{
    Act, FakeLookup, PASSWORD, Response, ScriptedTenant, Start, TENANT, credentials, json,
    raw_response,
};

/// The response to a password grant if the tenant does this.
async fn response_to(act: Act) -> Response {
    let tenant = ScriptedTenant::answering(act).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade.token().form(&credentials()).send().await;
    assert_eq!(tenant.received().len(), 1, "the tenant is called exactly once");
    response
}

/// A response with a body that is not JSON.
fn page(status: u16, headers: &[(&str, &str)]) -> Act {
    Act::Answer(raw_response(status, headers, "<html><body>secret page</body></html>"))
}

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
          "error_description": "The tenant refused the call."
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
          "hint": "The tenant could not finish the login. The user may have to change the password or confirm a second factor; an API user must not."
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
          "hint": "Tenants before release 2024.R1 need an app key: send it in the header appkey."
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
          "hint": "Check the vanity URL: this host has no token endpoint."
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
          "error_description": "The tenant failed with status 500."
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
          "error_description": "The tenant failed with status 503."
        }
    "#);
    assert_snapshot!(response_to(page(503, &[])).await.shown(), @r#"
        502
        {
          "error": "tenant_error",
          "error_description": "The tenant failed with status 503."
        }
    "#);
}

#[tokio::test]
async fn a_redirect_from_the_tenant_is_not_followed() {
    let act = page(302, &[("Location", "https://acme.prd.mykronos.com/authn/XUI/")]);
    assert_snapshot!(response_to(act).await.shown(), @r#"
        502
        {
          "error": "tenant_unexpected_answer",
          "error_description": "The tenant answered with status 302, a redirect to another address, which was not followed.",
          "hint": "Check the vanity URL: a host for single sign-on (often with -sso in its name) answers with a login page. Use the host for API calls, often with -nosso."
        }
    "#);
}

#[tokio::test]
async fn a_login_page_instead_of_json() {
    assert_snapshot!(response_to(page(200, &[])).await.shown(), @r#"
        502
        {
          "error": "tenant_unexpected_answer",
          "error_description": "The tenant answered with status 200, but not with JSON.",
          "hint": "Check the vanity URL: a host for single sign-on (often with -sso in its name) answers with a login page. Use the host for API calls, often with -nosso."
        }
    "#);
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

#[tokio::test]
async fn success_without_an_access_token() {
    assert_snapshot!(response_to(json(200, r#"{"scope": "openid"}"#)).await.shown(), @r#"
        502
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "tenant_unexpected_answer",
          "error_description": "The tenant answered with status 200, but without an access token."
        }
    "#);
    for body in [r#"{"access_token": ""}"#, r#"{"access_token": 7}"#, r#"{"access_token": null}"#] {
        assert_eq!(response_to(json(200, body)).await.error(), "tenant_unexpected_answer");
    }
}

#[tokio::test]
async fn an_answer_of_lists_is_not_taken_for_tokens() {
    for body in [r#"["a", "b"]"#, "null", r#""text""#, "7", "", "{"] {
        let response = response_to(json(200, body)).await;
        assert_eq!((response.status, response.error().as_str()), (502, "tenant_unexpected_answer"));
    }
}

#[tokio::test]
async fn an_answer_over_256_kib() {
    let fits = format!(r#"{{"access_token": "{}"}}"#, "x".repeat(256 * 1024 - 20));
    assert_eq!(fits.len(), 256 * 1024);
    assert_eq!(response_to(json(200, &fits)).await.status, 200);
    assert_snapshot!(response_to(json(200, &(fits + " "))).await.shown(), @r#"
        502
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "tenant_unexpected_answer",
          "error_description": "The tenant answered with status 200, but with more than 256 KiB."
        }
    "#);
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
async fn a_tenant_that_speaks_no_http() {
    let response =
        response_to(Act::AnswerAndClose(b"220 smtp.example.com ESMTP\r\n\r\n".to_vec())).await;
    assert_snapshot!(response.shown(), @r#"
        502
        {
          "error": "tenant_unexpected_answer",
          "error_description": "The tenant answered, but not with HTTP."
        }
    "#);
}

#[tokio::test]
async fn an_answer_with_too_many_headers() {
    let many = "X-Many: 1\r\n".repeat(100);
    let response = format!("HTTP/1.1 200 OK\r\n{many}Content-Length: 0\r\n\r\n");
    let response = response_to(Act::AnswerAndClose(response.into_bytes())).await;
    assert_eq!(response.error(), "tenant_unexpected_answer");
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
          "error_description": "Something went wrong in this service."
        }
    "#);
    assert_eq!(facade.get("/health/live").send().await.status, 200, "the service goes on");
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
