//! A token without a user, which only UKG Authentication issues.

use insta::assert_snapshot;
use testing::{CLIENT_ID, CLIENT_SECRET, ScriptedTenant, Start, TOKENS, json};

const PATH: &str = "/api/authentication/client_access_token";
const CLIENT: [(&str, &str); 2] = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

/// Whatever else the token host sends, nothing that outlives the access token is passed on.
#[tokio::test]
async fn the_token_host_receives_exactly_this_and_the_access_token_comes_back() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&host).run().await;
    let response = facade.post(PATH).json(&CLIENT).send().await;
    assert_snapshot!(host.received_shown(), @r"
        POST /oauth/token HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        user-agent: prowfm-auth/[version]
        host: welcome-us.ukg.net
        content-length: 148

        grant_type=client_credentials&organization=org_AbC123&audience=https%3A%2F%2Fwfm.ukg.net%2Fapi&client_id=client+id&client_secret=SECRET%3F%25Gclient
    ");
    assert_snapshot!(response.shown(), @r#"
        200
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "access_token": "7a398ff1-1ec4-40de-a21a-f1df5f977710",
          "expires_in": 1799,
          "scope": "givenName mail nonce openid profile sn uid",
          "token_type": "Bearer"
        }
    "#);
}

#[tokio::test]
async fn grant_type_may_be_left_out_and_must_not_be_another() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&host).run().await;
    for (grant_type, status) in [("client_credentials", 200), ("", 200), ("password", 400)] {
        let fields = [&CLIENT[..], &[("grant_type", grant_type)]].concat();
        assert_eq!(facade.post(PATH).form(&fields).send().await.status, status, "{grant_type}");
    }
    assert_eq!(host.received().len(), 2);
}

#[tokio::test]
async fn a_legacy_tenant_is_not_called() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    assert_snapshot!(facade.post(PATH).form(&CLIENT).send().await.shown(), @r#"
        400
        {
          "error": "unsupported_grant_type",
          "error_description": "This tenant uses UKG's legacy login service, which issues no tokens without a user.",
          "hint": "If the tenant uses UKG Authentication now, ask the operator of this service to set its token URL (--token-url), or send the header X-WFM-Token-Url. Otherwise get a token with a user name and password."
        }
    "#);
    assert_eq!(tenant.received().len(), 0);
}
