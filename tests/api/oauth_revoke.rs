//! The standard path for a revocation (RFC 7009).

use insta::assert_snapshot;
use testing::{CLIENT_ID, CLIENT_SECRET, ScriptedTenant, Start, json};

const PATH: &str = "/oauth/revoke";
const FIELDS: [(&str, &str); 4] = [
    ("token", "v1.Mr&="),
    ("token_type_hint", "refresh_token"),
    ("client_id", CLIENT_ID),
    ("client_secret", CLIENT_SECRET),
];

#[tokio::test]
async fn a_refresh_token_of_ukg_authentication() {
    let host = ScriptedTenant::answering(json(200, "")).await;
    let facade = Start::with_token_host(&host).run().await;
    assert_snapshot!(facade.post(PATH).form(&FIELDS).send().await.shown(), @r"
        200
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {}
    ");
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
async fn a_token_of_a_legacy_tenant_with_json_and_without_a_hint() {
    let tenant = ScriptedTenant::answering(json(200, "{}")).await;
    let facade = Start::with(&tenant).run().await;
    let fields = [FIELDS[0], FIELDS[2], FIELDS[3]];
    assert_eq!(facade.post(PATH).json(&fields).send().await.body, "{}");
    assert_snapshot!(tenant.received_shown(), @r"
        POST /api/authentication/token/revoke HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        user-agent: prowfm-auth/[version]
        host: acme.prd.mykronos.com
        content-length: 71

        token=v1.Mr%26%3D&client_id=client+id&client_secret=SECRET%3F%25Gclient
    ");
}

#[tokio::test]
async fn an_access_token_of_ukg_authentication_is_not_sent_whatever_the_hint_says() {
    let host = ScriptedTenant::answering(json(200, "")).await;
    let facade = Start::with_token_host(&host).run().await;
    let token = ("token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln");
    let response = facade.post(PATH).form(&[&[token], &FIELDS[1..]].concat()).send().await;
    assert_eq!((response.status, response.error().as_str()), (400, "unsupported_token_type"));
    assert!(host.received().is_empty());
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let facade = Start::alone().run().await;
    for (missing, fields) in
        [("token", &FIELDS[1..]), ("client_id", &FIELDS[..2]), ("client_secret", &FIELDS[..3])]
    {
        let response = facade.post(PATH).form(fields).send().await;
        assert_eq!((response.status, response.error().as_str()), (400, "invalid_request"));
        assert!(response.body.contains(&format!("The field {missing} is missing")), "{missing}");
    }
}
