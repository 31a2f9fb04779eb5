//! What OAuth libraries discover (RFC 8414).

use insta::assert_snapshot;
use testing::{Start, credentials};

const PATH: &str = "/.well-known/oauth-authorization-server";

#[tokio::test]
async fn the_metadata_has_the_addresses_that_callers_use() {
    let facade = Start::alone().public_url("https://tokens.contoso.com/wfm/").run().await;
    let response = facade.get(PATH).send().await;
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_snapshot!(response.body, @r#"
        {
          "issuer": "https://tokens.contoso.com/wfm",
          "token_endpoint": "https://tokens.contoso.com/wfm/oauth/token",
          "revocation_endpoint": "https://tokens.contoso.com/wfm/oauth/revoke",
          "grant_types_supported": [
            "password",
            "http://auth0.com/oauth/grant-type/password-realm",
            "refresh_token",
            "client_credentials"
          ],
          "response_types_supported": [],
          "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post"
          ],
          "revocation_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post"
          ],
          "service_documentation": "https://tokens.contoso.com/wfm/docs"
        }
    "#);
}

#[tokio::test]
async fn every_endpoint_of_the_metadata_is_here() {
    let facade = Start::alone().run().await;
    let url = format!("http://{}", facade.address);
    let metadata = facade.get(PATH).send().await.json();
    assert_eq!(metadata["issuer"], url);
    for name in ["token_endpoint", "revocation_endpoint"] {
        let path = metadata[name].as_str().unwrap().strip_prefix(&url).unwrap();
        let response = facade.post(path).form(&credentials()).send().await;
        assert_eq!(
            (response.status, response.error().as_str()),
            (400, "invalid_request"),
            "{path}"
        );
    }
    let documentation = metadata["service_documentation"].as_str().unwrap();
    let path = documentation.strip_prefix(&url).unwrap();
    assert_eq!(facade.get(path).send().await.status, 200);
}

/// Every grant type that is named is read: what is missing then is a field of the grant.
#[tokio::test]
async fn every_grant_type_of_the_metadata_is_supported() {
    let facade = Start::alone().run().await;
    let metadata = facade.get(PATH).send().await.json();
    let grant_types = metadata["grant_types_supported"].as_array().unwrap();
    assert_eq!(grant_types.len(), 4);
    for grant_type in grant_types {
        let fields = [("grant_type", grant_type.as_str().unwrap()), ("client_id", "i")];
        let response = facade.post("/oauth/token").form(&fields).send().await;
        assert!(response.body.contains("The field client_secret is missing"), "{grant_type}");
    }
}

#[tokio::test]
async fn a_library_in_a_browser_may_read_it_and_nobody_may_write_it() {
    let facade = Start::alone().run().await;
    let response = facade.get(PATH).header("Origin", "https://app.example.com").send().await;
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    let preflight = facade.request("OPTIONS", PATH).header("Access-Control-Request-Method", "GET");
    let response = preflight.send().await;
    assert_eq!(response.status, 204);
    assert_eq!(response.header("access-control-allow-methods"), Some("GET, HEAD, OPTIONS"));
    let response = facade.post(PATH).send().await;
    assert_eq!((response.status, response.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
}
