//! UKG Authentication's own path: any grant, for tenants of both login services.

use insta::assert_snapshot;
use testing::{
    CLIENT_ID, CLIENT_SECRET, ORGANIZATION, PASSWORD, Response, RunningFacade, ScriptedTenant,
    Start, TOKEN_HOST, TOKENS, USERNAME, json,
};

const PATH: &str = "/oauth/token";
const PASSWORD_REALM: &str = "http://auth0.com/oauth/grant-type/password-realm";
const AUDIENCE: &str = "https://wfm.ukg.net/api";
const CLIENT: [(&str, &str); 2] = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];
const USER: [(&str, &str); 2] = [("username", USERNAME), ("password", PASSWORD)];

/// The fields of the client and these.
fn fields<'a>(more: &[&[(&'a str, &'a str)]]) -> Vec<(&'a str, &'a str)> {
    [&CLIENT, more.concat().as_slice()].concat()
}

/// The body of a request that was received.
fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").unwrap().1
}

async fn send(facade: &RunningFacade, more: &[&[(&str, &str)]]) -> Response {
    facade.post(PATH).form(&fields(more)).send().await
}

#[tokio::test]
async fn what_a_program_sends_to_ukg_authentication_arrives_there() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&host).run().await;
    let login = [("realm", "AbC123-custom"), ("audience", AUDIENCE), ("scope", "access:wfm")];
    let response = send(&facade, &[&[("grant_type", PASSWORD_REALM)], &USER, &login]).await;
    assert_snapshot!(response.shown(), @r#"
        200
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "access_token": "7a398ff1-1ec4-40de-a21a-f1df5f977710",
          "expires_in": 1799,
          "id_token": "header.payload.signature",
          "refresh_token": "ae131028-414c-4fb7-b17d-4a0769bbcd96",
          "scope": "givenName mail nonce openid profile sn uid",
          "token_type": "Bearer"
        }
    "#);
    assert_snapshot!(host.received_shown(), @r"
        POST /oauth/token HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        user-agent: prowfm-auth/[version]
        host: welcome-us.ukg.net
        content-length: 271

        grant_type=http%3A%2F%2Fauth0.com%2Foauth%2Fgrant-type%2Fpassword-realm&username=+j%C3%B6rg%40acme+&password=p%40ss+w%C3%B6rd%26%3D%2B%25&realm=AbC123-custom&audience=https%3A%2F%2Fwfm.ukg.net%2Fapi&client_id=client+id&client_secret=SECRET%3F%25Gclient&scope=access%3Awfm
    ");
}

#[tokio::test]
async fn json_does_the_same_as_a_form() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&host).run().await;
    let fields = fields(&[&[("grant_type", "password"), ("scope", "a b")], &USER]);
    assert_eq!(facade.post(PATH).form(&fields).send().await.status, 200);
    assert_eq!(facade.post(PATH).json(&fields).send().await.status, 200);
    let received = host.received();
    assert_eq!(received.len(), 2);
    assert_eq!(body(&received[0]), body(&received[1]));
}

#[tokio::test]
async fn a_refresh_may_ask_for_less() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&host).run().await;
    let grant = [("grant_type", "refresh_token"), ("refresh_token", "v1.M&"), ("scope", "a")];
    assert_eq!(send(&facade, &[&grant]).await.status, 200);
    assert_snapshot!(body(&host.received()[0]), @"grant_type=refresh_token&refresh_token=v1.M%26&client_id=client+id&client_secret=SECRET%3F%25Gclient&scope=a");
}

#[tokio::test]
async fn client_credentials_for_the_organization_that_the_call_names() {
    let host = ScriptedTenant::answering(json(200, r#"{"access_token": "a"}"#)).await;
    let start = Start::with(&host).pinned(TOKEN_HOST, host.address());
    let facade = start.run().await;
    let grant = [("grant_type", "client_credentials"), ("organization", ORGANIZATION)];
    let call = facade.post(PATH).header("X-WFM-Token-Url", TOKEN_HOST);
    let response = call.form(&fields(&[&grant, &[("audience", AUDIENCE)]])).send().await;
    assert_eq!((response.status, response.body.as_str()), (200, r#"{"access_token":"a"}"#));
    assert_snapshot!(body(&host.received()[0]), @"grant_type=client_credentials&organization=org_AbC123&audience=https%3A%2F%2Fwfm.ukg.net%2Fapi&client_id=client+id&client_secret=SECRET%3F%25Gclient");
}

#[tokio::test]
async fn a_legacy_tenant_gets_its_own_fields() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    for grant_type in ["password", PASSWORD_REALM] {
        let grant = [("grant_type", grant_type), ("scope", "access:wfm")];
        assert_eq!(send(&facade, &[&grant, &USER]).await.status, 200);
    }
    let grant = [("grant_type", "refresh_token"), ("refresh_token", "r"), ("auth_chain", "Other")];
    assert_eq!(send(&facade, &[&grant]).await.status, 200);
    let received = tenant.received();
    assert_eq!(body(&received[0]), body(&received[1]));
    assert_snapshot!(body(&received[1]), @"username=+j%C3%B6rg%40acme+&password=p%40ss+w%C3%B6rd%26%3D%2B%25&client_id=client+id&client_secret=SECRET%3F%25Gclient&grant_type=password&auth_chain=OAuthLdapService");
    assert_snapshot!(body(&received[2]), @"refresh_token=r&client_id=client+id&client_secret=SECRET%3F%25Gclient&grant_type=refresh_token&auth_chain=Other");
    let response = send(&facade, &[&[("grant_type", "client_credentials")]]).await;
    assert_eq!((response.status, response.error().as_str()), (400, "unsupported_grant_type"));
    assert_eq!(tenant.received().len(), 3);
}

#[tokio::test]
async fn other_grant_types_are_not_supported() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let code = [("grant_type", "authorization_code"), ("code", "c"), ("redirect_uri", "https://x")];
    assert_snapshot!(send(&facade, &[&code]).await.shown(), @r#"
        400
        {
          "error": "unsupported_grant_type",
          "error_description": "The field grant_type has a value that is not supported.",
          "hint": "Use password, refresh_token or client_credentials. This service cannot open a browser, so there is no authorization_code."
        }
    "#);
    for other in ["Password", "implicit", "http://auth0.com/oauth/grant-type/mfa-otp", "x"] {
        let response = send(&facade, &[&[("grant_type", other)], &USER]).await;
        assert_eq!(response.error(), "unsupported_grant_type", "{other}");
        // A client without a secret learns it, too.
        let response = facade.post(PATH).form(&[("grant_type", other)]).send().await;
        assert_eq!(response.error(), "unsupported_grant_type", "{other}");
    }
    assert!(tenant.received().is_empty());
}

/// The description of a refusal, before anything is sent.
async fn refused(facade: &RunningFacade, more: &[&[(&str, &str)]]) -> String {
    let response = send(facade, more).await;
    assert_eq!((response.status, response.error().as_str()), (400, "invalid_request"));
    response.json()["error_description"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_a_grant_needs_is_named_if_it_is_missing() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let password = ("grant_type", "password");
    for (sent, missing) in [
        (vec![], "grant_type"),
        (vec![("grant_type", "")], "grant_type"),
        (vec![password, USER[1]], "username"),
        (vec![password, USER[0]], "password"),
        (vec![("grant_type", "refresh_token"), USER[0], USER[1]], "refresh_token"),
    ] {
        let expected = format!("The field {missing} is missing or empty.");
        assert_eq!(refused(&facade, &[&sent]).await, expected);
    }
    for (sent, missing) in [(CLIENT[0], "client_secret"), (CLIENT[1], "client_id")] {
        let response = facade.post(PATH).form(&[password, USER[0], USER[1], sent]).send().await;
        assert!(response.body.contains(&format!("The field {missing} is missing")), "{missing}");
    }
    assert!(tenant.received().is_empty());
}

#[tokio::test]
async fn a_field_that_contradicts_the_settings_is_named() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&host).run().await;
    let grant = [("grant_type", "password")];
    for (name, value) in
        [("realm", "Other"), ("organization", "org_Other"), ("audience", "https://api.ukg.net")]
    {
        let expected = format!("The value of {name} is not the one that is known for this tenant.");
        assert_eq!(refused(&facade, &[&grant, &USER, &[(name, value)]]).await, expected);
    }
    for (name, value) in [("realm", "a\nb"), ("organization", "org AbC"), ("organization", " ")] {
        let expected = format!("The field {name} is not valid.");
        assert_eq!(refused(&facade, &[&grant, &USER, &[(name, value)]]).await, expected);
    }
    assert!(host.received().is_empty());
}

#[tokio::test]
async fn a_field_of_ukg_authentication_does_not_fit_a_legacy_tenant() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let grant = [("grant_type", "password"), ("realm", "AbC123-custom")];
    assert_snapshot!(send(&facade, &[&grant, &USER]).await.shown(), @r#"
        400
        {
          "error": "invalid_request",
          "error_description": "realm is for UKG Authentication, but no token URL is known for this tenant.",
          "hint": "Send the header X-WFM-Token-Url too, or ask the operator of this service to set the token URL of the tenant."
        }
    "#);
    assert!(tenant.received().is_empty());
}

/// The same for both paths: `tests/facade/documents.rs` has it for the operations of the connector.
#[tokio::test]
async fn documented_lengths_are_the_enforced_ones() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&tenant).run().await;
    let openapi = facade.get("/openapi.json").send().await.json();
    for (path, schema, count) in
        [(PATH, "OAuthTokenRequest", 10), ("/oauth/revoke", "OAuthRevocationRequest", 4)]
    {
        let properties = &openapi["components"]["schemas"][schema]["properties"];
        let properties = properties.as_object().unwrap();
        assert_eq!(properties.len(), count, "{properties:?}");
        for (long, property) in properties {
            assert_eq!(property["minLength"], 1, "{long}");
            let max = usize::try_from(property["maxLength"].as_u64().unwrap()).unwrap();
            for (length, fits) in [(max, true), (max + 1, false)] {
                let value = "x".repeat(length);
                let required = [("grant_type", "password"), ("token", "t")];
                let required = required.into_iter().filter(|(name, _)| name != long);
                let fields: Vec<_> = required.chain([(long.as_str(), value.as_str())]).collect();
                let response = facade.post(path).form(&fields).send().await;
                let expected = format!("The field {long} is too long.");
                assert_eq!(response.body.contains(&expected), !fits, "{long} {length}");
            }
        }
    }
}
