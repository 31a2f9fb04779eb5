use insta::assert_snapshot;
use testing::{CLIENT_ID, CLIENT_SECRET, ScriptedTenant, Start, json};

const PATH: &str = "/api/authentication/token/revoke";
const FIELDS: [(&str, &str); 3] =
    [("token", "7a398ff1&+%"), ("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

#[tokio::test]
async fn a_revocation_has_three_fields_and_an_empty_answer() {
    let tenant = ScriptedTenant::answering(json(200, "{}")).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade.post(PATH).json(&FIELDS).send().await;
    assert_snapshot!(response.shown(), @r"
        200
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {}
    ");
    assert_snapshot!(tenant.received_shown(), @r"
        POST /api/authentication/token/revoke HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        user-agent: prowfm-auth/[version]
        host: acme.prd.mykronos.com
        content-length: 77

        token=7a398ff1%26%2B%25&client_id=client+id&client_secret=SECRET%3F%25Gclient
    ");
}

/// UKG documents no body.
#[tokio::test]
async fn an_empty_body_of_the_tenant_is_success_too() {
    let tenant = ScriptedTenant::answering(json(200, "")).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade.post(PATH).form(&FIELDS).send().await;
    assert_eq!((response.status, response.body.as_str()), (200, "{}"));
}

#[tokio::test]
async fn success_that_is_none_is_not_reported_as_success() {
    for body in [r#"{"error": "invalid_client"}"#, "<html>log in</html>", "[]", "null"] {
        let tenant = ScriptedTenant::answering(json(200, body)).await;
        let facade = Start::with(&tenant).run().await;
        let response = facade.post(PATH).form(&FIELDS).send().await;
        assert_eq!((response.status, response.error().as_str()), (502, "tenant_unexpected_answer"));
    }
}
