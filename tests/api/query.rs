//! Credentials in the query, which proxies and logs keep, are refused.

use insta::assert_snapshot;
use power_platform::swagger::{Declared, Parameter};
use prowfm_auth::connector;
use testing::{ScriptedTenant, Start, TOKENS, credentials, json};

#[tokio::test]
async fn credentials_in_the_query_are_refused_even_if_the_body_is_right() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let path = "/api/authentication/access_token";
    let response =
        facade.post(&format!("{path}?password=hunter2")).form(&credentials()).send().await;
    assert_snapshot!(response.shown(), @r#"
        400
        {
          "error": "invalid_request",
          "error_description": "The field password is in the query string. Credentials belong in the body.",
          "hint": "Addresses are kept in logs, so others may know this value now: change it."
        }
    "#);
    for query in ["%70assword=x", "PASSWORD=x", "a=b&client_secret", "refresh_token=x", "+token+=x"]
    {
        let response = facade.post(&format!("{path}?{query}")).form(&credentials()).send().await;
        assert_eq!(response.status, 400, "{query}");
    }
    assert!(tenant.received().is_empty());
    let response = facade.post(&format!("{path}?api-version=1")).form(&credentials()).send().await;
    assert_eq!(response.status, 200);
}

/// A field that is added to an operation must be added to those that the query must not have.
#[tokio::test]
async fn every_field_of_every_operation_is_refused_in_the_query() {
    let address = "https://tokens.example.com".parse().unwrap();
    let definition = connector::lowered(&connector::openapi(&address), &address).unwrap();
    let facade = Start::alone().run().await;
    let mut fields = 0;
    for path in definition.paths.values() {
        for parameter in path.post.iter().flat_map(|operation| &operation.parameters) {
            let Parameter::Declared(Declared::Body(body)) = parameter else { continue };
            for (name, _, _) in definition.fields(&body.schema) {
                let path = format!("/api/authentication/access_token?{name}=x");
                let response = facade.post(&path).form(&credentials()).send().await;
                assert!(response.shown().contains("is in the query string"), "{name}");
                fields += 1;
            }
        }
    }
    assert!(fields >= 12, "{fields}");
}
