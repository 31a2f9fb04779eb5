//! API keys: who may call.

use std::sync::Arc;

use insta::assert_snapshot;
use prowfm_auth::access::{Access, Digest, KeyRing};
use serde_json::Value;
use testing::{Response, ScriptedTenant, Start, TENANT, TOKENS, credentials, json};
use tokio::sync::watch;

const FLOW: &str = "prowfm_flow-key";
const PAYROLL: &str = "prowfm_payroll-key";
const OTHER: &str = "other.prd.mykronos.com";

/// Two keys: one for every tenant, one for [`TENANT`] only.
fn ring() -> KeyRing {
    let digest = |key: &str| Digest::of(key.as_bytes()).to_hexadecimal();
    let file = format!(
        "flow sha256:{} tenant=*\npayroll sha256:{} tenant=https://{TENANT}\n",
        digest(FLOW),
        digest(PAYROLL)
    );
    KeyRing::parse(file.as_bytes(), |_| true).unwrap()
}

trait WithKeys {
    fn with_keys(self) -> Self;
}

impl WithKeys for Start {
    fn with_keys(self) -> Self {
        self.set(|settings| settings.access = Access::Keys(watch::channel(Arc::new(ring())).1))
    }
}

const OPERATIONS: [&str; 3] = [
    "/api/authentication/access_token",
    "/api/authentication/refresh_token",
    "/api/authentication/token/revoke",
];

#[tokio::test]
async fn a_key_lets_in_and_is_not_passed_on() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).with_keys().run().await;
    for key in [FLOW, PAYROLL, &format!("  {FLOW} ")] {
        let call = facade.token().header("x-api-key", key).form(&credentials());
        assert_eq!(call.send().await.status, 200);
    }
    let received = tenant.received();
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|request| !request.to_lowercase().contains("key")));
}

#[tokio::test]
async fn a_missing_key_and_every_wrong_one_get_the_same_answer_before_anything_is_read() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).with_keys().run().await;
    let without = facade.token().form(&credentials()).send().await;
    assert_snapshot!(without.shown(), @r#"
        401
        www-authenticate: ApiKey realm="prowfm-auth"
        {
          "error": "invalid_api_key",
          "error_description": "The API key is missing or wrong.",
          "hint": "Enter the API key in the connection, or send it in the header X-API-Key."
        }
    "#);
    let long = "x".repeat(8_000);
    for key in ["", " ", "wrong", "prowfm_flow-ke", "PROWFM_FLOW-KEY", "pröwfm", &long] {
        let call = facade.token().header("X-API-Key", key).form(&credentials());
        assert_eq!(call.send().await.shown(), without.shown(), "{key}");
    }
    let twice = facade.token().header("X-API-Key", FLOW).header("X-API-Key", FLOW);
    assert_eq!(twice.form(&credentials()).send().await.shown(), without.shown());
    // Other mistakes in the call are not reported before the key is right.
    for path in OPERATIONS {
        let calls = [
            facade.post(path).body("text/plain", "?"),
            facade.post(&format!("{path}?password=x")).form(&[]),
            facade.post(path).header("X-WFM-Vanity-Url", "http://x").form(&credentials()),
        ];
        for call in calls {
            assert_eq!(call.send().await.shown(), without.shown());
        }
    }
    assert_eq!(tenant.connections(), 0);
}

#[tokio::test]
async fn a_body_is_not_waited_for_without_a_key() {
    let facade = Start::alone().with_keys().run().await;
    // The body never comes; with a key it would be waited for.
    let call = facade.token().header("Content-Length", "5").header("Content-Type", "text/plain");
    let response: Response = call.without_body().send().await;
    assert_eq!((response.status, response.error().as_str()), (401, "invalid_api_key"));
}

#[tokio::test]
async fn a_key_that_is_bound_to_a_tenant_calls_that_one_and_no_other() {
    let (tenant, other) = (
        ScriptedTenant::answering(json(200, TOKENS)).await,
        ScriptedTenant::answering(json(200, TOKENS)).await,
    );
    let start = Start::with(&tenant).pinned(OTHER, other.address()).default_tenant(OTHER);
    let facade = start.with_keys().run().await;
    let call = |key: &str| facade.token().header("X-API-Key", key).form(&credentials());
    // Its own tenant goes before the default one, and may be named.
    assert_eq!(call(PAYROLL).send().await.status, 200);
    let named = call(PAYROLL).header("X-WFM-Vanity-Url", "ACME.prd.mykronos.com/wfd");
    assert_eq!(named.send().await.status, 200);
    assert_eq!((tenant.received().len(), other.connections()), (2, 0));
    let another = call(PAYROLL).header("X-WFM-Vanity-Url", OTHER).send().await;
    assert_snapshot!(another.shown(), @r#"
        403
        {
          "error": "tenant_not_allowed",
          "error_description": "The API key is not for this tenant.",
          "hint": "Use the vanity URL that the key was made for, or another key."
        }
    "#);
    let malformed = call(PAYROLL).header("X-WFM-Vanity-Url", "http://x").send().await;
    assert_eq!(malformed.error(), "invalid_vanity_url");
    assert_eq!((tenant.received().len(), other.connections()), (2, 0));
    // A key for all tenants.
    let named = call(FLOW).header("X-WFM-Vanity-Url", TENANT);
    assert_eq!(named.send().await.status, 200);
    assert_eq!((tenant.received().len(), other.connections()), (3, 0));
}

#[tokio::test]
async fn a_bound_key_does_not_put_its_tenant_on_the_list() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let only_other = prowfm_auth::tenant::AllowList::only(vec![OTHER.parse().unwrap()]);
    let start = Start::with(&tenant).with_keys().set(|settings| settings.allow_list = only_other);
    let facade = start.run().await;
    let call = facade.token().header("X-API-Key", PAYROLL).form(&credentials());
    assert_eq!(call.send().await.error(), "tenant_not_allowed");
    assert_eq!(tenant.connections(), 0);
}

#[tokio::test]
async fn changed_keys_count_for_the_next_call() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let (keys, access) = watch::channel(Arc::new(ring()));
    let start = Start::with(&tenant).set(|settings| settings.access = Access::Keys(access));
    let facade = start.run().await;
    let call = || facade.token().header("X-API-Key", FLOW).form(&credentials()).send();
    assert_eq!(call().await.status, 200);
    keys.send_replace(Arc::default());
    assert_eq!(call().await.status, 401);
}

#[tokio::test]
async fn health_asks_for_no_key_but_finds_a_wrong_one_out() {
    let facade = Start::alone().with_keys().run().await;
    assert_eq!(facade.get("/health/live").send().await.status, 200);
    let right = facade.get("/health/live").header("X-API-Key", FLOW);
    assert_eq!(right.send().await.status, 200);
    let wrong = facade.get("/health/live").header("X-API-Key", "wrong").send().await;
    assert_eq!((wrong.status, wrong.error().as_str()), (401, "invalid_api_key"));
    assert_eq!(facade.get("/health/ready").send().await.status, 200);
    assert_eq!(facade.get("/nothing").send().await.status, 404);
}

#[tokio::test]
async fn without_keys_the_header_is_ignored() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let call = facade.token().header("X-API-Key", "whatever").form(&credentials());
    assert_eq!(call.send().await.status, 200);
    let live = facade.get("/health/live").header("X-API-Key", "whatever");
    assert_eq!(live.send().await.status, 200);
}

#[tokio::test]
async fn every_document_asks_for_the_key_where_the_facade_does() {
    let facade = Start::alone().with_keys().run().await;
    let definition = facade.get("/apiDefinition.swagger.json").send().await.json();
    assert_eq!(definition["securityDefinitions"]["API Key"]["name"], "X-API-Key");
    let properties = facade.get("/apiProperties.json").send().await.json();
    let key = &properties["properties"]["connectionParameters"]["api_key"];
    assert_eq!(key["type"], "securestring");
    let logic_apps = facade.get("/logic-apps/apiDefinition.swagger.json").send().await.body;
    assert!(logic_apps.contains("X-API-Key"));
    let openapi = facade.get("/openapi.json").send().await.json();
    assert_eq!(
        openapi["components"]["securitySchemes"]["api_key"],
        serde_json::json!({"type": "apiKey", "in": "header", "name": "X-API-Key"})
    );
    assert_eq!(openapi["security"], serde_json::json!([{"api_key": []}]));
    let of = |path: &str| &openapi["paths"][path]["get"]["security"];
    assert_eq!(*of("/health/live"), serde_json::json!([]));
    let account = serde_json::json!([{"basic": [], "api_key": []}]);
    assert_eq!(*of("/api/connection/access_token"), account);
    let profile = serde_json::json!([{"api_key": []}, {"basic": []}]);
    assert_eq!(*of("/api/profile/access_token"), profile);

    // And nothing else about the OpenAPI document changes.
    let without = Start::alone().run().await.get("/openapi.json").send().await.json();
    let strip = |mut document: Value| {
        let object = document.as_object_mut().unwrap();
        object.remove("security");
        object.remove("servers");
        object["components"].as_object_mut().unwrap().remove("securitySchemes");
        let paths = object["paths"].as_object_mut().unwrap().values_mut();
        for operation in paths.flat_map(|path| path.as_object_mut().unwrap().values_mut()) {
            operation.as_object_mut().unwrap().remove("security");
        }
        document
    };
    assert_eq!(strip(openapi), strip(without));
}
