//! A secret that came into a header, for example because two fields were swapped.

use testing::{Act, ScriptedTenant, Start, TOKENS, json};

use super::{CANARIES, check, password, run};

/// Every header that is read.
const HEADERS: [&str; 15] = [
    "X-Request-Id",
    "X-WFM-Vanity-Url",
    "X-WFM-Token-Url",
    "X-WFM-Organization",
    "X-WFM-Realm",
    "X-WFM-Client-Id",
    "appkey",
    "X-API-Key",
    "Authorization",
    "traceparent",
    "tracestate",
    "Forwarded",
    "X-Forwarded-For",
    "Content-Encoding",
    "Accept",
];

pub async fn walk() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = run(Start::with(&tenant)).await;
    for secret in [CANARIES[1], CANARIES[3]] {
        for text in [
            secret.to_owned(),
            secret.to_uppercase(),
            format!("https://{secret}.mykronos.com"),
            format!("{secret}.example.com"),
        ] {
            for name in HEADERS {
                check(facade.token().header(name, &text).form(&password())).await;
            }
            let response = facade.token().header("X-WFM-Vanity-Url", &text).form(&password());
            let response = response.send().await;
            assert_eq!((response.status, response.error().as_str()), (400, "invalid_request"));
            let response = facade.token().header("X-Request-Id", &text).form(&password());
            let id = response.send().await.header("x-request-id").unwrap().to_lowercase();
            assert!(!id.contains("canary"), "{id}");
        }
    }
    let asked = facade.lookup.asked.lock().unwrap().join(" ").to_lowercase();
    assert!(!asked.contains("canary"), "{asked}");
}

/// An id that says nothing about the secrets of its call stays.
pub async fn keep_an_id() {
    let tenant = ScriptedTenant::answering(Act::Hang).await;
    let facade = run(Start::with(&tenant)).await;
    let call = facade.token().header("X-Request-Id", "run-08585").form(&password());
    assert_eq!(call.send().await.header("x-request-id"), Some("run-08585"));
}
