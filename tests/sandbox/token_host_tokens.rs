//! What the tokens of the simulated token host are good for, and until when.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
use data_encoding::BASE64URL_NOPAD;
use insta::assert_snapshot;
use prowfm_auth::sandbox::{HOST, TOKEN_HOST, UKG_HOST, accounts};
use serde_json::{Value, json};

use super::running::Tenant;
use super::token_host_requests::*;

#[tokio::test]
async fn a_refresh_keeps_the_refresh_token_of_a_day() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(&user()).await;
    let refreshed = tenant.tokens(&refresh(&tokens["refresh_token"])).await;
    assert_eq!(refreshed.get("refresh_token"), None);
    assert_ne!(refreshed["access_token"], tokens["access_token"]);
    let other = changed(refresh(&tokens["refresh_token"]), "client_id", accounts::OTHER_CLIENT_ID);
    assert_eq!(tenant.status(&other).await, 403);
    tenant.advance(Duration::from_hours(24));
    assert_eq!(tenant.status(&refresh(&tokens["refresh_token"])).await, 403);
}

#[tokio::test]
async fn a_replaced_refresh_token_that_is_used_again_ends_its_family() {
    let tenant = Tenant::start().await;
    let first = tenant.tokens(&login("rotating")).await["refresh_token"].clone();
    let second = tenant.tokens(&refresh(&first)).await["refresh_token"].clone();
    assert_ne!(first, second);
    assert_eq!(tenant.status(&refresh(&first)).await, 403);
    assert_eq!(tenant.status(&refresh(&second)).await, 403);
}

#[tokio::test]
async fn a_revocation_ends_a_refresh_token_and_leaves_the_access_token() {
    let tenant = Tenant::start().await;
    let tokens = tenant.tokens(&user()).await;
    let token =
        |token: &Value| with(client(accounts::CLIENT_ID), &[("token", token.as_str().unwrap())]);
    let shown = tenant
        .shown(
            "/oauth/revoke",
            &[
                ("refresh token", token(&tokens["refresh_token"])),
                ("the same again", token(&tokens["refresh_token"])),
                ("access token", token(&tokens["access_token"])),
                ("unknown", token(&json!("x"))),
                ("wrong client", changed(token(&json!("x")), "client_secret", "x")),
                ("no token", client(accounts::CLIENT_ID)),
            ],
        )
        .await;
    assert_snapshot!(shown, @r#"
        refresh token: 200
        the same again: 200
        access token: 200
        unknown: 200
        wrong client: 401 {"error":"access_denied","error_description":"Unauthorized"}
        no token: 400 {"error":"invalid_request","error_description":"Missing required parameter: token"}
    "#);
    assert_eq!(tenant.status(&refresh(&tokens["refresh_token"])).await, 403);
    assert_eq!(tenant.ukg_data_status(UKG_HOST, &tokens["access_token"]).await, 200);
}

#[tokio::test]
async fn access_tokens_open_the_data_of_their_tenant_while_they_are_valid() {
    let tenant = Tenant::start().await;
    let of_user = tenant.tokens(&user()).await["access_token"].clone();
    let of_client = tenant.tokens(&client_credentials()).await["access_token"].clone();
    for token in [&of_user, &of_client] {
        assert_eq!(tenant.ukg_data_status(UKG_HOST, token).await, 200);
        assert_eq!(tenant.ukg_data_status(HOST, token).await, 401);
    }
    let forged = of_user.as_str().unwrap().replace(".eyJ", ".eyK");
    assert_eq!(tenant.ukg_data_status(UKG_HOST, &forged.into()).await, 401);
    tenant.advance(Duration::from_hours(1));
    assert_eq!(tenant.ukg_data_status(UKG_HOST, &of_user).await, 401);
}

/// The claims of a token, if one of the published keys signed it.
fn verified(token: &Value, keys: &Value) -> Value {
    let decode = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    let parse = |text: &str| -> Value { serde_json::from_slice(&decode(text)).unwrap() };
    let (signed, signature) = token.as_str().unwrap().rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let header = parse(header);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!("JWT")));
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]);
    let part = |name: &str| decode(key.unwrap()[name].as_str().unwrap());
    PublicKeyComponents { n: part("n"), e: part("e") }
        .verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &decode(signature))
        .unwrap();
    parse(claims)
}

#[tokio::test]
async fn tokens_can_be_checked_with_the_keys_of_the_discovery_document() {
    let tenant = Tenant::start().await;
    let document = tenant.get_json("/.well-known/openid-configuration").await;
    let keys_at = document["jwks_uri"].as_str().unwrap();
    let keys =
        tenant.get_json(keys_at.strip_prefix(&format!("https://{TOKEN_HOST}")).unwrap()).await;
    let tokens = tenant.tokens(&changed(user(), "scope", "openid")).await;
    let of_user = verified(&tokens["access_token"], &keys);
    let id_token = verified(&tokens["id_token"], &keys);
    let of_client = verified(&tenant.tokens(&client_credentials()).await["access_token"], &keys);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    for claims in [&of_user, &id_token, &of_client] {
        let issued = claims["iat"].as_u64().unwrap();
        assert!((now - 60..=now + 1).contains(&issued), "{issued}");
        assert_eq!(claims["exp"], issued + 3600);
        assert_eq!(claims["iss"], document["issuer"]);
    }
    insta::with_settings!({filters => vec![
        (r"[0-9a-f]{8}-[0-9a-f-]{27}", "[uuid]"), (r"\d{10}", "[time]"),
    ]}, {
        let shown = [document, of_user, id_token, of_client].map(|value| value.to_string());
        assert_snapshot!(shown.join("\n"), @r#"
            {"authorization_endpoint":"https://welcome-sandbox.ukg.net/authorize","grant_types_supported":["http://auth0.com/oauth/grant-type/password-realm","refresh_token","client_credentials"],"id_token_signing_alg_values_supported":["RS256"],"issuer":"https://welcome-sandbox.ukg.net/","jwks_uri":"https://welcome-sandbox.ukg.net/.well-known/jwks.json","response_types_supported":["code"],"revocation_endpoint":"https://welcome-sandbox.ukg.net/oauth/revoke","scopes_supported":["access:wfm","offline_access","openid","profile","email"],"subject_types_supported":["public"],"token_endpoint":"https://welcome-sandbox.ukg.net/oauth/token","token_endpoint_auth_methods_supported":["client_secret_post"]}
            {"aud":["https://wfm.ukg.net/api","https://welcome-sandbox.ukg.net/userinfo"],"azp":"sandbox-client","exp":[time],"iat":[time],"iss":"https://welcome-sandbox.ukg.net/","jti":"[uuid]","org_id":"org_sandbox","scope":"openid","sub":"auth0|api.user"}
            {"aud":"sandbox-client","exp":[time],"iat":[time],"iss":"https://welcome-sandbox.ukg.net/","org_id":"org_sandbox","sub":"auth0|api.user"}
            {"aud":"https://wfm.ukg.net/api","azp":"sandbox-service","exp":[time],"iat":[time],"iss":"https://welcome-sandbox.ukg.net/","jti":"[uuid]","org_id":"org_sandbox","scope":"access:wfm","sub":"sandbox-service@clients"}
        "#);
    });
}

#[tokio::test]
async fn the_id_token_of_the_legacy_tenant_says_who_and_for_which_client() {
    let tenant = Tenant::start().await;
    let keys = tenant.get_json("/.well-known/jwks.json").await;
    let claims = verified(&tenant.log_in("rotating").await["id_token"], &keys);
    let issued = claims["iat"].as_u64().unwrap();
    let expected = json!({
        "iss": format!("https://{HOST}"),
        "sub": "rotating",
        "aud": accounts::CLIENT_ID,
        "iat": issued,
        "exp": issued + 1799,
    });
    assert_eq!(claims, expected);
}
