//! The connector's files at their URLs.

use testing::{Caller, ScriptedTenant, Start, TOKENS, credentials, json};

#[tokio::test]
async fn the_definition_carries_the_facades_own_address() {
    let facade = Start::alone().run().await;
    let definition = facade.get("/apiDefinition.swagger.json").send().await.json();
    assert_eq!(definition["host"], facade.address.to_string());
    assert_eq!((&definition["schemes"][0], &definition["basePath"]), (&"http".into(), &"/".into()));
}

#[tokio::test]
async fn the_definition_carries_the_public_url_where_there_is_one() {
    let facade = Start::alone().public_url("https://tokens.contoso.com/wfm/").run().await;
    let definition = facade.get("/apiDefinition.swagger.json").send().await.json();
    assert_eq!(definition["host"], "tokens.contoso.com");
    assert_eq!(
        (&definition["schemes"][0], &definition["basePath"]),
        (&"https".into(), &"/wfm".into())
    );
    let openapi = facade.get("/openapi.json").send().await.json();
    assert_eq!(openapi["servers"][0]["url"], "https://tokens.contoso.com/wfm");
}

#[tokio::test]
async fn the_properties_are_those_of_the_contract() {
    let facade = Start::alone().run().await;
    let response = facade.get("/apiProperties.json").send().await;
    assert_eq!(response.body, std::fs::read_to_string("apiProperties.json").unwrap());
}

#[tokio::test]
async fn documents_answer_head_requests() {
    let facade = Start::alone().run().await;
    let response = facade.request("HEAD", "/apiDefinition.swagger.json").send().await;
    assert_eq!((response.status, response.body.as_str()), (200, ""));
}

#[tokio::test]
async fn the_openapi_document() {
    let facade = Start::alone().public_url("https://prowfm-auth.example.com").run().await;
    insta::assert_snapshot!(facade.get("/openapi.json").send().await.body);
}

/// poem-openapi documents lengths and `validator` enforces them: two declarations, tied here.
#[tokio::test]
async fn documented_lengths_are_the_enforced_ones() {
    let tenant = ScriptedTenant::answering(json(200, r#"{"access_token": "a"}"#)).await;
    let facade = Start::with(&tenant).run().await;
    let definition = facade.get("/apiDefinition.swagger.json").send().await.json();
    let mut checked = 0;
    for (path, item) in definition["paths"].as_object().unwrap() {
        let reference = &item["post"]["parameters"][0]["schema"]["$ref"];
        let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
        let properties = definition.pointer(pointer).unwrap()["properties"].as_object().unwrap();
        for (long, property) in properties {
            assert_eq!(property["minLength"], 1, "{path} {long}");
            let max = usize::try_from(property["maxLength"].as_u64().unwrap()).unwrap();
            for (length, fits) in [(max, true), (max + 1, false)] {
                let long_value = "x".repeat(length);
                let fields: Vec<_> = properties
                    .keys()
                    .map(|name| match name.as_str() {
                        name if name == long => (name, long_value.as_str()),
                        "grant_type" => ("grant_type", "password"),
                        name => (name, "x"),
                    })
                    .collect();
                let response = facade.post(path).json(&fields).send().await;
                let description = response.json()["error_description"].clone();
                let refused = description == format!("The field {long} is too long.");
                // Any other grant type is refused, of any length.
                if long != "grant_type" {
                    assert_ne!(refused, fits, "{path} {long} {length}: {description}");
                    checked += 1;
                }
            }
            let query = format!("{path}?{long}=x");
            assert_eq!(facade.post(&query).send().await.status, 400, "{long} in the query");
        }
    }
    assert_eq!(checked, 2 * (5 + 3 + 3 + 2));
}

/// The definition has every response that the facade can send, and no other.
#[tokio::test]
async fn documented_answers_are_the_sent_ones() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let definition = facade.get("/apiDefinition.swagger.json").send().await.json();
    let documented = definition["definitions"]["TokenResponse"]["properties"].as_object().unwrap();
    let response = facade.token().form(&credentials()).send().await.json();
    let sent: Vec<_> = response.as_object().unwrap().keys().collect();
    assert_eq!(sent, documented.keys().collect::<Vec<_>>());
}

/// The designer of Logic Apps reads the definition in a browser, from the portal's origin.
#[tokio::test]
async fn documents_and_only_documents_may_be_read_from_another_origin() {
    let facade = Start::alone().run().await;
    for path in [
        "/apiDefinition.swagger.json",
        "/apiProperties.json",
        "/logic-apps/apiDefinition.swagger.json",
        "/openapi.json",
    ] {
        let origin = |call: Caller| call.header("Origin", "https://portal.azure.com");
        let response = origin(facade.get(path)).send().await;
        assert_eq!(response.header("access-control-allow-origin"), Some("*"), "{path}");
        let preflight = origin(facade.request("OPTIONS", path))
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", "authorization,x-ms-client-request-id");
        let response = preflight.send().await;
        let asked = response.header("access-control-allow-headers");
        assert_eq!(asked, Some("authorization,x-ms-client-request-id"));
        assert_eq!((response.status, response.body.as_str()), (204, ""));
        assert_eq!(response.header("access-control-allow-methods"), Some("GET, HEAD, OPTIONS"));
    }
    let response = facade.token().header("Origin", "https://portal.azure.com").send().await;
    assert_eq!(response.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn the_logic_apps_definition_asks_for_the_tenant_where_there_is_no_default_one() {
    for (start, required) in [
        (Start::alone(), serde_json::json!(true)),
        (Start::alone().default_tenant("acme.mykronos.com"), serde_json::Value::Null),
    ] {
        let facade = start.run().await;
        let definition = facade.get("/logic-apps/apiDefinition.swagger.json").send().await.json();
        let header = &definition["parameters"]["VanityUrl"];
        assert_eq!((&header["name"], &header["required"]), (&"X-WFM-Vanity-Url".into(), &required));
        for item in definition["paths"].as_object().unwrap().values() {
            assert_eq!(item["post"]["parameters"][0]["$ref"], "#/parameters/VanityUrl");
        }
    }
}

#[tokio::test]
async fn the_service_says_that_it_lives() {
    let facade = Start::alone().run().await;
    let response = facade.get("/health/live").send().await;
    assert_eq!((response.status, response.body.as_str()), (200, r#"{"status":"ok"}"#));
}
