//! Calls that a browser sends for a page of another site.

use testing::{Response, RunningFacade, ScriptedTenant, Start, TOKENS, credentials, json};

const EVIL: &str = "https://evil.example";

async fn call(facade: &RunningFacade, headers: &[(&str, &str)]) -> Response {
    let call = facade.post("/api/authentication/access_token").form(&credentials());
    headers.iter().fold(call, |call, (name, value)| call.header(name, value)).send().await
}

#[tokio::test]
async fn a_page_of_another_site_is_refused_before_anything_is_sent() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    for headers in [&[("sec-fetch-site", "cross-site")][..], &[("origin", EVIL)]] {
        let refused = call(&facade, headers).await;
        assert_eq!((refused.status, refused.error().as_str()), (403, "cross_site_refused"));
        let uri = refused.json()["error_uri"].as_str().unwrap().to_owned();
        assert!(uri.ends_with("/docs#cross_site_refused"), "{uri}");
        let get = facade.get("/api/connection/access_token");
        let get = headers.iter().fold(get, |call, (name, value)| call.header(name, value));
        assert_eq!(get.send().await.error(), "cross_site_refused");
    }
    assert!(tenant.received().is_empty());
    let own = format!("http://{}", facade.address);
    let own = call(&facade, &[("origin", &own), ("sec-fetch-site", "same-origin")]).await;
    assert_eq!(own.status, 200);
}

/// Power Apps reads the documents from its own page, and people follow links.
#[tokio::test]
async fn documents_pages_and_probes_are_for_all_sites() {
    let facade = Start::alone().run().await;
    for path in ["/", "/docs", "/apiDefinition.swagger.json", "/health/live"] {
        let get = facade.get(path).header("origin", EVIL).header("sec-fetch-site", "cross-site");
        assert_eq!(get.send().await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn another_name_for_this_machine_is_refused_unless_it_is_the_public_one() {
    let host = ("host", "tokens.example.com");
    let local = Start::alone().run().await;
    let refused = call(&local, &[host]).await;
    assert_eq!((refused.status, refused.error().as_str()), (403, "cross_site_refused"));
    let hint = refused.json()["hint"].as_str().unwrap().to_owned();
    assert!(hint.contains("--public-url"), "{hint}");
    let public = Start::alone().public_url("https://tokens.example.com").run().await;
    assert_eq!(call(&public, &[host]).await.error(), "invalid_vanity_url");
}
