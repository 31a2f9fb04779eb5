use testing::{CLIENT_ID, CLIENT_SECRET, ScriptedTenant, Start, json};

const PATH: &str = "/api/authentication/token/revoke";
const FIELDS: [(&str, &str); 3] =
    [("token", "7a398ff1&+%"), ("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

#[tokio::test]
async fn a_revocation_has_three_fields_and_an_empty_answer() {
    let tenant = ScriptedTenant::answering(json(200, "{}")).await;
    let facade = Start::with(&tenant).run().await;
    let answer = facade.post(PATH).json(&FIELDS).send().await;
    insta::assert_snapshot!(answer.shown());
    insta::with_settings!({filters => vec![(r"\r", ""), (r"prowfm-auth/\d\S*", "prowfm-auth/[version]")]}, {
        insta::assert_snapshot!("the_tenant_receives", tenant.received()[0]);
    });
}

/// UKG documents no body.
#[tokio::test]
async fn an_empty_body_of_the_tenant_is_success_too() {
    let tenant = ScriptedTenant::answering(json(200, "")).await;
    let facade = Start::with(&tenant).run().await;
    let answer = facade.post(PATH).form(&FIELDS).send().await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
}

#[tokio::test]
async fn success_that_is_none_is_not_reported_as_success() {
    for body in [r#"{"error": "invalid_client"}"#, "<html>log in</html>", "[]", "null"] {
        let tenant = ScriptedTenant::answering(json(200, body)).await;
        let facade = Start::with(&tenant).run().await;
        let answer = facade.post(PATH).form(&FIELDS).send().await;
        assert_eq!((answer.status, answer.error().as_str()), (502, "tenant_unexpected_answer"));
    }
}
