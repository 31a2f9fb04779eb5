use insta::assert_snapshot;
use testing::{CLIENT_ID, CLIENT_SECRET, ScriptedTenant, Start, json};

const PATH: &str = "/api/authentication/refresh_token";
const FIELDS: [(&str, &str); 3] = [
    ("refresh_token", "ae131028-414c&+%"),
    ("client_id", CLIENT_ID),
    ("client_secret", CLIENT_SECRET),
];

/// UKG's response to a refresh has no refresh token: the old one stays valid.
const REFRESHED: &str = r#"{"access_token": "new", "scope": "openid", "id_token": "h.p.s",
    "token_type": "Bearer", "expires_in": 1799}"#;

#[tokio::test]
async fn a_refresh_goes_to_ukgs_one_token_path() {
    let tenant = ScriptedTenant::answering(json(200, REFRESHED)).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade.post(PATH).json(&FIELDS).send().await;
    assert_snapshot!(response.shown(), @r#"
        200
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "access_token": "new",
          "expires_in": 1799,
          "id_token": "h.p.s",
          "scope": "openid",
          "token_type": "Bearer"
        }
    "#);
    assert_snapshot!(tenant.received_shown(), @r"
        POST /api/authentication/access_token HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        user-agent: prowfm-auth/[version]
        host: acme.prd.mykronos.com
        content-length: 143

        refresh_token=ae131028-414c%26%2B%25&client_id=client+id&client_secret=SECRET%3F%25Gclient&grant_type=refresh_token&auth_chain=OAuthLdapService
    ");
}

#[tokio::test]
async fn a_form_does_the_same() {
    let tenant = ScriptedTenant::answering(json(200, REFRESHED)).await;
    let facade = Start::with(&tenant).run().await;
    assert_eq!(facade.post(PATH).form(&FIELDS).send().await.status, 200);
    assert_eq!(tenant.received_fields()[0].1, FIELDS[0].1);
}

#[tokio::test]
async fn a_new_refresh_token_is_passed_on() {
    let body = r#"{"access_token": "new", "refresh_token": "rotated"}"#;
    let tenant = ScriptedTenant::answering(json(200, body)).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade.post(PATH).json(&FIELDS).send().await;
    assert_eq!(response.json()["refresh_token"], "rotated");
}

#[tokio::test]
async fn another_grant_type_than_refresh_token_is_refused() {
    let tenant = ScriptedTenant::answering(json(200, REFRESHED)).await;
    let facade = Start::with(&tenant).run().await;
    let mut fields = FIELDS.to_vec();
    fields.push(("grant_type", "refresh_token"));
    assert_eq!(facade.post(PATH).form(&fields).send().await.status, 200);
    fields[3].1 = "password";
    let response = facade.post(PATH).form(&fields).send().await;
    assert_eq!((response.status, response.error().as_str()), (400, "unsupported_grant_type"));
    assert_eq!(tenant.received().len(), 1);
}
