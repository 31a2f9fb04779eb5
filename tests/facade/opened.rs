//! What a person sees who opens an address without a page in a browser.

use testing::Start;

/// What a browser sends when a person opens an address.
const OPENED: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[tokio::test]
async fn a_person_who_opens_an_address_without_a_page_gets_one_and_a_program_gets_the_error() {
    let facade = Start::alone().run().await;
    for (path, status, words, root) in [
        ("/nothing-here", 404, "There is no page at this address", ""),
        ("/a/b/canary", 404, "There is no page at this address", "../../"),
        ("/api/authentication/access_token", 405, "Programs call", "../../"),
        ("/oauth/token", 405, "Programs call", "../"),
    ] {
        let response = facade.get(path).header("accept", OPENED).send().await;
        assert_eq!(
            (response.status, response.header("content-type")),
            (status, Some("text/html; charset=utf-8"))
        );
        assert!(response.header("content-security-policy").is_some());
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert!(response.body.contains(words) && !response.body.contains("canary"), "{path}");
        assert!(response.body.contains(&format!("href=\"{root}docs")), "{path}");
        if status == 405 {
            assert_eq!(response.header("allow"), Some("POST"));
            assert!(facade.get("/docs").send().await.body.contains(&format!("id=\"{path}\"")));
            assert!(response.body.contains(&format!("docs#{path}\"")));
        }
        let response = facade.get(path).header("accept", "*/*").send().await;
        assert_eq!(response.status, status);
        assert!(response.json()["error_uri"].is_string(), "{path}");
    }
    let response = facade.request("POST", "/nothing").header("accept", OPENED).send().await;
    assert!(response.json()["error"] == "not_found");
}

#[tokio::test]
async fn a_long_path_makes_no_long_page() {
    let facade = Start::alone().run().await;
    let response = facade.get(&"/".repeat(4000)).header("accept", OPENED).send().await;
    assert_eq!(response.status, 404);
    assert!(response.bytes.len() < 4000, "{}", response.bytes.len());
}
