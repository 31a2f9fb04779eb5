//! What UKG Authentication receives, to the byte. (`tests/api` has the same for the legacy service.)

use insta::assert_snapshot;
use prowfm_auth::tenant::UkgAuthentication;
use testing::{
    CLIENT_ID, CLIENT_SECRET, Response, ScriptedTenant, Start, TENANT, TOKEN_HOST, TOKENS,
    credentials, json, raw_response,
};

const CLIENT: [(&str, &str); 2] = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

#[tokio::test]
async fn a_password() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&host).app_key("AppKey-1").run().await;
    let response = facade.token().header("appkey", "AppKey-2").form(&credentials()).send().await;
    assert_eq!(response.status, 200, "{}", response.body);
    assert_snapshot!(host.received_shown(), @r"
        POST /oauth/token HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        user-agent: prowfm-auth/[version]
        host: welcome-us.ukg.net
        content-length: 286

        grant_type=http%3A%2F%2Fauth0.com%2Foauth%2Fgrant-type%2Fpassword-realm&username=+j%C3%B6rg%40acme+&password=p%40ss+w%C3%B6rd%26%3D%2B%25&realm=AbC123-custom&audience=https%3A%2F%2Fwfm.ukg.net%2Fapi&client_id=client+id&client_secret=SECRET%3F%25Gclient&scope=access%3Awfm+offline_access
    ");
}

#[tokio::test]
async fn a_password_with_a_realm_of_its_own_and_without_a_scope() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let realm = "Größe 1".parse().ok();
    let login = UkgAuthentication::new(TOKEN_HOST.parse().unwrap(), None, realm).unwrap();
    let login = UkgAuthentication { scope: String::new(), ..login };
    let facade = Start::with_token_host(&host).login(TENANT, login).run().await;
    assert_eq!(facade.token().form(&credentials()).send().await.status, 200);
    let fields = host.received_fields();
    assert!(fields.contains(&("realm".to_owned(), "Größe 1".to_owned())));
    assert!(fields.iter().all(|(name, _)| name != "scope"));
}

#[tokio::test]
async fn a_refresh() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&host).run().await;
    let fields = [&[("refresh_token", "v1.Mr&=")], &CLIENT[..]].concat();
    let response = facade.post("/api/authentication/refresh_token").form(&fields).send().await;
    assert_eq!(response.status, 200, "{}", response.body);
    assert_snapshot!(host.received_shown(), @r"
        POST /oauth/token HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        user-agent: prowfm-auth/[version]
        host: welcome-us.ukg.net
        content-length: 104

        grant_type=refresh_token&refresh_token=v1.Mr%26%3D&client_id=client+id&client_secret=SECRET%3F%25Gclient
    ");
}

async fn revocation(host: &ScriptedTenant, token: &str) -> Response {
    let facade = Start::with_token_host(host).run().await;
    let fields = [&[("token", token)], &CLIENT[..]].concat();
    facade.post("/api/authentication/token/revoke").form(&fields).send().await
}

#[tokio::test]
async fn a_revocation() {
    let host = ScriptedTenant::answering(json(200, "")).await;
    assert_eq!(revocation(&host, "v1.Mr&=").await.body, "{}");
    assert_snapshot!(host.received_shown(), @r"
        POST /oauth/revoke HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        user-agent: prowfm-auth/[version]
        host: welcome-us.ukg.net
        content-length: 71

        token=v1.Mr%26%3D&client_id=client+id&client_secret=SECRET%3F%25Gclient
    ");
}

#[tokio::test]
async fn nothing_and_ok_both_confirm_a_revocation() {
    for body in ["", "OK", "OK\n", "{}"] {
        let act = testing::Act::Answer(raw_response(200, &[("Content-Type", "text/plain")], body));
        let host = ScriptedTenant::answering(act).await;
        let response = revocation(&host, "v1.M").await;
        assert_eq!((response.status, response.body.as_str()), (200, "{}"), "{body}");
    }
}

/// Two of an access token's three parts are readable by anyone.
#[tokio::test]
async fn an_access_token_cannot_be_revoked() {
    let host = ScriptedTenant::answering(json(200, "")).await;
    let response = revocation(&host, "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln").await;
    assert_eq!(host.received().len(), 0);
    assert_snapshot!(response.shown(), @r#"
        400
        {
          "error": "unsupported_token_type",
          "error_description": "An access token of UKG Authentication cannot be revoked.",
          "hint": "It expires by itself. Revoke the refresh token, so that it gives no new access token."
        }
    "#);
}
