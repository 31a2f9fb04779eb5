//! Request ids, unknown paths, wrong methods.

use insta::assert_snapshot;
use testing::{Start, credentials};

#[tokio::test]
async fn a_short_printable_request_id_is_taken_over() {
    let facade = Start::alone().run().await;
    let response = facade.get("/nothing").header("X-Request-Id", "flow-run/42").send().await;
    assert_eq!(response.header("x-request-id"), Some("flow-run/42"));
}

#[tokio::test]
async fn any_other_request_id_is_replaced() {
    let facade = Start::alone().run().await;
    let long = "x".repeat(65);
    for id in ["", "a b", "a\tb", "\u{e4}", &long] {
        let response = facade.get("/nothing").header("X-Request-Id", id).send().await;
        let made = response.header("x-request-id").unwrap();
        assert_eq!(uuid::Uuid::parse_str(made).unwrap().get_version_num(), 4, "{id}");
    }
    let twice = facade.get("/nothing").header("X-Request-Id", "a").header("X-Request-Id", "b");
    let response = twice.send().await;
    assert!(uuid::Uuid::parse_str(response.header("x-request-id").unwrap()).is_ok());
}

#[tokio::test]
async fn an_unknown_path() {
    let facade = Start::alone().run().await;
    assert_snapshot!(facade.get("/api/authentication").send().await.shown(), @r#"
        404
        {
          "error": "not_found",
          "error_description": "Nothing is served at this address.",
          "hint": "Compare the address with the reference of this service, at /docs below its own address."
        }
    "#);
    for path in [
        "/index.html",
        "/docs/",
        "/assets/",
        "/api/authentication/access_token/",
        "//",
        "/%00",
        "/apiDefinition.swagger.jso",
    ] {
        assert_eq!(facade.get(path).send().await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_wrong_method_says_which_ones_are_right() {
    let facade = Start::alone().run().await;
    assert_snapshot!(facade.get("/api/authentication/access_token").send().await.shown(), @r#"
        405
        allow: POST
        {
          "error": "method_not_allowed",
          "error_description": "This address does not support this HTTP method.",
          "hint": "Use a method that the header Allow of this response names."
        }
    "#);
    let response = facade.post("/apiProperties.json").form(&credentials()).send().await;
    assert_eq!((response.status, response.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
    for method in ["PUT", "DELETE", "OPTIONS", "PATCH"] {
        let response = facade.request(method, "/api/authentication/token/revoke").send().await;
        assert_eq!((response.status, response.header("allow")), (405, Some("POST")), "{method}");
    }
}

#[tokio::test]
async fn what_answers_get_answers_head_and_nothing_else_does() {
    let facade = Start::alone().run().await;
    assert_eq!(facade.request("HEAD", "/health/live").send().await.status, 200);
    let response = facade.request("HEAD", "/api/authentication/access_token").send().await;
    assert_eq!((response.status, response.header("allow")), (405, Some("POST")));
}
