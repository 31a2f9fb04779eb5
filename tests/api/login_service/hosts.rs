//! Which token hosts are called: those on a list of their own, at public or pinned addresses.

use insta::assert_snapshot;
use prowfm_auth::tenant::AllowList;
use testing::{Authority, Fault, ScriptedTenant, Start, TENANT, TOKEN_HOST, TOKENS, json};

use super::{Hosts, call};
use crate::tenant::hostile_token_urls;

const OTHER: &str = "login.example.com";
const OTHER_URL: &str = "https://login.example.com/authorize?organization=org_AbC123";

#[tokio::test]
async fn a_token_host_that_is_not_on_the_list() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().pinned(OTHER, hosts.token_host.address()).run().await;
    let refused = call(&facade, &[("X-WFM-Token-Url", OTHER_URL)]).await;
    assert_snapshot!(refused.shown(), @r#"
        403
        {
          "error": "tenant_not_allowed",
          "error_description": "This token host may not be called.",
          "hint": "Check the host name. If it is right, ask the operator of this service to allow it with --allow-token-host."
        }
    "#);
    // Neither list is part of the other.
    let tenant = format!("https://{TENANT}/oauth/token");
    assert_eq!(call(&facade, &[("X-WFM-Token-Url", &tenant)]).await.error(), "tenant_not_allowed");
    let vanity_url = call(&facade, &[("X-WFM-Vanity-Url", TOKEN_HOST)]).await;
    assert_eq!(vanity_url.error(), "tenant_not_allowed");
    assert_eq!(hosts.connections(), (0, 0));
    assert!(facade.lookup.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_list_of_ones_own_replaces_the_default_one() {
    let authority = Authority::new();
    let other = ScriptedTenant::start(&authority, &[OTHER], json(200, TOKENS), Fault::None).await;
    let start = Start::with(&other).pinned(OTHER, other.address());
    let allowed = AllowList::only(vec![OTHER.parse().unwrap()]);
    let facade = start.set(|settings| settings.token_hosts = allowed).run().await;
    assert_eq!(call(&facade, &[("X-WFM-Token-Url", OTHER_URL)]).await.status, 200);
    let default = format!("https://{TOKEN_HOST}/authorize?organization=org_AbC123");
    assert_eq!(call(&facade, &[("X-WFM-Token-Url", &default)]).await.error(), "tenant_not_allowed");
    assert_eq!(other.received().len(), 1);
}

#[tokio::test]
async fn a_pinned_token_host_is_not_looked_up() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().login(TENANT, testing::ukg_authentication()).run().await;
    assert_eq!(call(&facade, &[]).await.status, 200);
    assert_eq!(hosts.received(), (0, 1));
    assert!(facade.lookup.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn hostile_token_urls_reach_nothing() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().run().await;
    let mut tried = 0;
    for text in hostile_token_urls::all() {
        // Bytes that end a header end this attack too.
        if text.contains(char::is_control) || text.len() > 16_000 {
            continue;
        }
        let headers = [("X-WFM-Token-Url", text.as_str()), ("X-WFM-Organization", "org_AbC123")];
        let response = call(&facade, &headers).await;
        let refused = (response.status, response.error());
        let malformed = (400, "invalid_request".to_owned());
        let not_allowed = (403, "tenant_not_allowed".to_owned());
        assert!(refused == malformed || refused == not_allowed, "{text}: {refused:?}");
        assert!(!response.body.contains("canary") && !response.body.contains("evil"), "{text}");
        tried += 1;
    }
    assert!(tried >= 25, "{tried}");
    assert_eq!(hosts.connections(), (0, 0), "nothing is connected");
    assert!(facade.lookup.asked.lock().unwrap().is_empty(), "nothing is looked up");
}
