//! Headers that contradict the settings or each other, or that cannot be read. Nothing is sent.

use std::fmt::Write as _;

use insta::assert_snapshot;
use prowfm_auth::tenant::UkgAuthentication;
use testing::{RunningFacade, TENANT, credentials};

use super::{AUTHORIZE_URL, Hosts, call};

const TOKEN_URL: &str = "https://welcome-us.ukg.net/oauth/token";

/// Status, code and description for each of these sets of headers.
async fn refusals(facade: &RunningFacade, sets: &[&[(&str, &str)]]) -> String {
    let mut shown = String::new();
    for headers in sets {
        let response = call(facade, headers).await;
        let body = response.json();
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        writeln!(shown, "{}\n  {} {}", names.join(", "), response.status, body["error"]).unwrap();
        writeln!(shown, "  {}\n  {}", body["error_description"], body["hint"]).unwrap();
        for (_, value) in headers.iter().filter(|(_, value)| value.len() > 2) {
            assert!(!response.body.contains(value), "{value} is in {}", response.body);
        }
    }
    shown
}

#[tokio::test]
async fn headers_that_contradict_the_settings() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().login(TENANT, testing::ukg_authentication()).run().await;
    let sets: [&[(&str, &str)]; 5] = [
        &[("X-WFM-Token-Url", "https://welcome-eval.ukg.net/oauth/token")],
        &[("X-WFM-Token-Url", "https://welcome-us.ukg.net/authorize?organization=org_Other")],
        &[("X-WFM-Organization", "org_Other")],
        &[("X-WFM-Organization", "org_abc123")],
        &[("X-WFM-Realm", "Other-custom")],
    ];
    assert_snapshot!(refusals(&facade, &sets).await, @r#"
        X-WFM-Token-Url
          400 "invalid_request"
          "The value of X-WFM-Token-Url is not the one that is known for this tenant."
          "Leave it out, or send the same value everywhere in the call. If the value is right, ask the operator of this service to correct the settings of the tenant."
        X-WFM-Token-Url
          400 "invalid_request"
          "The value of X-WFM-Token-Url is not the one that is known for this tenant."
          "Leave it out, or send the same value everywhere in the call. If the value is right, ask the operator of this service to correct the settings of the tenant."
        X-WFM-Organization
          400 "invalid_request"
          "The value of X-WFM-Organization is not the one that is known for this tenant."
          "Leave it out, or send the same value everywhere in the call. If the value is right, ask the operator of this service to correct the settings of the tenant."
        X-WFM-Organization
          400 "invalid_request"
          "The value of X-WFM-Organization is not the one that is known for this tenant."
          "Leave it out, or send the same value everywhere in the call. If the value is right, ask the operator of this service to correct the settings of the tenant."
        X-WFM-Realm
          400 "invalid_request"
          "The value of X-WFM-Realm is not the one that is known for this tenant."
          "Leave it out, or send the same value everywhere in the call. If the value is right, ask the operator of this service to correct the settings of the tenant."
    "#);
    assert_eq!(hosts.connections(), (0, 0));
}

/// Settings with an organization in their token URL alone.
#[tokio::test]
async fn headers_that_contradict_the_token_url_of_the_settings() {
    let hosts = Hosts::answering(200).await;
    let login = UkgAuthentication::new(AUTHORIZE_URL.parse().unwrap(), None, None).unwrap();
    let facade = hosts.start().login(TENANT, login).run().await;
    for headers in [[("X-WFM-Organization", "org_Other")], [("X-WFM-Realm", "Other-custom")]] {
        assert_eq!(call(&facade, &headers).await.status, 400, "{headers:?}");
    }
    assert_eq!(hosts.connections(), (0, 0));
}

#[tokio::test]
async fn headers_that_contradict_each_other() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().run().await;
    let sets: [&[(&str, &str)]; 1] =
        [&[("X-WFM-Token-Url", AUTHORIZE_URL), ("X-WFM-Organization", "org_Other")]];
    assert_snapshot!(refusals(&facade, &sets).await, @r#"
        X-WFM-Token-Url, X-WFM-Organization
          400 "invalid_request"
          "The value of X-WFM-Organization is not the one that is known for this tenant."
          "Leave it out, or send the same value everywhere in the call. If the value is right, ask the operator of this service to correct the settings of the tenant."
    "#);
    assert_eq!(hosts.connections(), (0, 0));
}

/// UKG Authentication's own path has fields for them as well.
#[tokio::test]
async fn fields_that_contradict_the_headers() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().run().await;
    for (name, value) in [
        ("organization", "org_Other"),
        ("realm", "Other-custom"),
        ("audience", "https://x.example"),
    ] {
        let fields = [&[("grant_type", "password"), (name, value)], &credentials()[..]].concat();
        let call = facade.post("/oauth/token").header("X-WFM-Token-Url", AUTHORIZE_URL);
        let response = call.header("X-WFM-Realm", "AbC123-custom").form(&fields).send().await;
        assert_eq!(
            (response.status, response.error().as_str()),
            (400, "invalid_request"),
            "{name}"
        );
        let expected = format!("The value of {name} is not the one that is known for this tenant.");
        assert_eq!(response.json()["error_description"], expected);
        assert!(!response.body.contains(value));
    }
    assert_eq!(hosts.connections(), (0, 0));
}

#[tokio::test]
async fn an_organization_or_a_realm_without_a_token_url() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().run().await;
    let sets: [&[(&str, &str)]; 3] = [
        &[("X-WFM-Organization", "org_AbC123")],
        &[("X-WFM-Realm", "AbC123-custom")],
        &[("X-WFM-Token-Url", " "), ("X-WFM-Realm", "AbC123-custom")],
    ];
    assert_snapshot!(refusals(&facade, &sets).await, @r#"
        X-WFM-Organization
          400 "invalid_request"
          "X-WFM-Organization is for UKG Authentication, but no token URL is known for this tenant."
          "Send the header X-WFM-Token-Url too, or ask the operator of this service to set the token URL of the tenant."
        X-WFM-Realm
          400 "invalid_request"
          "X-WFM-Realm is for UKG Authentication, but no token URL is known for this tenant."
          "Send the header X-WFM-Token-Url too, or ask the operator of this service to set the token URL of the tenant."
        X-WFM-Token-Url, X-WFM-Realm
          400 "invalid_request"
          "X-WFM-Realm is for UKG Authentication, but no token URL is known for this tenant."
          "Send the header X-WFM-Token-Url too, or ask the operator of this service to set the token URL of the tenant."
    "#);
    assert_eq!(hosts.connections(), (0, 0));
}

#[tokio::test]
async fn a_token_url_without_an_organization_and_a_realm() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().run().await;
    let token_url = [("X-WFM-Token-Url", TOKEN_URL)];
    assert_snapshot!(refusals(&facade, &[&token_url]).await, @r#"
        X-WFM-Token-Url
          400 "invalid_request"
          "The realm of this tenant is not known."
          "UKG's Client Management shows the Organization ID beside the client. Ask the operator of this service to set it (--organization), or send it in the header X-WFM-Organization."
    "#);
    let call = facade.post("/api/authentication/client_access_token");
    let call = call.header("X-WFM-Token-Url", TOKEN_URL).form(&credentials()[2..]);
    assert_snapshot!(call.send().await.shown(), @r#"
        400
        {
          "error": "invalid_request",
          "error_description": "The Organization ID of this tenant is not known.",
          "hint": "UKG's Client Management shows the Organization ID beside the client. Ask the operator of this service to set it (--organization), or send it in the header X-WFM-Organization."
        }
    "#);
    assert_eq!(hosts.connections(), (0, 0));
}

#[tokio::test]
async fn repeated_headers_are_never_guessed_between() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().run().await;
    let sets: [&[(&str, &str)]; 3] = [
        &[("X-WFM-Token-Url", AUTHORIZE_URL), ("x-wfm-token-url", AUTHORIZE_URL)],
        &[("X-WFM-Organization", "org_AbC123"), ("X-WFM-Organization", "")],
        &[("X-WFM-Realm", "AbC123-custom"), ("X-WFM-REALM", "AbC123-custom")],
    ];
    assert_snapshot!(refusals(&facade, &sets).await, @r#"
        X-WFM-Token-Url, x-wfm-token-url
          400 "invalid_request"
          "The header X-WFM-Token-Url is sent more than once or is not valid."
          "Send this header once, with a value in printable characters."
        X-WFM-Organization, X-WFM-Organization
          400 "invalid_request"
          "The header X-WFM-Organization is sent more than once or is not valid."
          "Send this header once, with a value in printable characters."
        X-WFM-Realm, X-WFM-REALM
          400 "invalid_request"
          "The header X-WFM-Realm is sent more than once or is not valid."
          "Send this header once, with a value in printable characters."
    "#);
    assert_eq!(hosts.connections(), (0, 0));
}

#[tokio::test]
async fn headers_that_cannot_be_read() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().run().await;
    let long = format!("org_{}", "x".repeat(200));
    let sets: [&[(&str, &str)]; 5] = [
        &[("X-WFM-Organization", "org AbC123")],
        &[("X-WFM-Organization", &long)],
        &[("X-WFM-Realm", &long.repeat(2))],
        &[("X-WFM-Token-Url", "https://welcome-us.ukg.net/authorize?organization=org%20AbC123")],
        &[("X-WFM-Token-Url", "https://welcome-us.ukg.net/?organization=a&organization=a")],
    ];
    assert_snapshot!(refusals(&facade, &sets).await, @r#"
        X-WFM-Organization
          400 "invalid_request"
          "The header X-WFM-Organization is sent more than once or is not valid."
          "Send this header once, with a value in printable characters."
        X-WFM-Organization
          400 "invalid_request"
          "The header X-WFM-Organization is sent more than once or is not valid."
          "Send this header once, with a value in printable characters."
        X-WFM-Realm
          400 "invalid_request"
          "The header X-WFM-Realm is sent more than once or is not valid."
          "Send this header once, with a value in printable characters."
        X-WFM-Token-Url
          400 "invalid_request"
          "The organization in the token URL: not an organization id, such as org_AbC123 (letters, digits, - and _)."
          "Copy the token URL from UKG's Client Management, such as https://welcome-us.ukg.net/oauth/token."
        X-WFM-Token-Url
          400 "invalid_request"
          "The token URL names more than one organization."
          "Copy the token URL from UKG's Client Management, such as https://welcome-us.ukg.net/oauth/token."
    "#);
    for name in ["X-WFM-Token-Url", "X-WFM-Organization", "X-WFM-Realm"] {
        let call = facade.token().header(name, b"welcome-us\xff.ukg.net".as_slice());
        let response = call.form(&credentials()).send().await;
        assert_eq!(
            (response.status, response.error().as_str()),
            (400, "invalid_request"),
            "{name}"
        );
        let description = response.json()["error_description"].to_string();
        assert!(description.contains(name), "{description}");
    }
    assert_eq!(hosts.connections(), (0, 0));
}
