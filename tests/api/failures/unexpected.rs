//! The tenant responds with something else than a token endpoint does.

use insta::assert_snapshot;
use testing::{Act, json};

use super::{page, response_to};

#[tokio::test]
async fn a_redirect_from_the_tenant_is_not_followed() {
    let act = page(302, &[("Location", "https://acme.prd.mykronos.com/authn/XUI/")]);
    assert_snapshot!(response_to(act).await.shown(), @r#"
        502
        {
          "error": "tenant_unexpected_answer",
          "error_description": "The tenant responded with status 302, a redirect to another address, which was not followed.",
          "hint": "Check the vanity URL: a host for single sign-on (often with -sso in its name) answers with a login page. Use the host for API calls, often with -nosso. Or the tenant uses UKG Authentication now: then ask the operator of this service to set its token URL (--token-url), or send the header X-WFM-Token-Url."
        }
    "#);
}

#[tokio::test]
async fn a_login_page_instead_of_json() {
    assert_snapshot!(response_to(page(200, &[])).await.shown(), @r#"
        502
        {
          "error": "tenant_unexpected_answer",
          "error_description": "The tenant responded with status 200, but not with JSON.",
          "hint": "Check the vanity URL: a host for single sign-on (often with -sso in its name) answers with a login page. Use the host for API calls, often with -nosso. Or the tenant uses UKG Authentication now: then ask the operator of this service to set its token URL (--token-url), or send the header X-WFM-Token-Url."
        }
    "#);
}

#[tokio::test]
async fn success_without_an_access_token() {
    assert_snapshot!(response_to(json(200, r#"{"scope": "openid"}"#)).await.shown(), @r#"
        502
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "tenant_unexpected_answer",
          "error_description": "The tenant responded with status 200, but without an access token.",
          "hint": "Check the address of the tenant, and ask the operator of this service to run prowfm-auth diagnose for it."
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
          "error_description": "The tenant responded with status 200, but with more than 256 KiB.",
          "hint": "Check the address of the tenant, and ask the operator of this service to run prowfm-auth diagnose for it."
        }
    "#);
}

#[tokio::test]
async fn a_tenant_that_speaks_no_http() {
    let response =
        response_to(Act::AnswerAndClose(b"220 smtp.example.com ESMTP\r\n\r\n".to_vec())).await;
    assert_snapshot!(response.shown(), @r#"
        502
        {
          "error": "tenant_unexpected_answer",
          "error_description": "The tenant responded, but not with HTTP.",
          "hint": "Check the address of the tenant, and ask the operator of this service to run prowfm-auth diagnose for it."
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
