//! The token host of the simulated tenant on UKG Authentication, called without a facade, answers as
//! `docs/ukg-wire.md` says.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use insta::assert_snapshot;
use prowfm_auth::sandbox::{RESET_PATH, TOKEN_HOST, UkgScenario, accounts};
use reqwest::Response;
use serde_json::{Value, json};

use super::running::Tenant;
use super::token_host_requests::*;

#[tokio::test]
async fn the_scope_decides_which_tokens_come() {
    let tenant = Tenant::start().await;
    let shown = tenant
        .shown(
            "/oauth/token",
            &[
                ("as the facade asks", user()),
                ("without a scope", without(user(), "scope")),
                ("with openid", changed(user(), "scope", "openid access:wfm other")),
                ("without a user", client_credentials()),
                (
                    "without a user, with another scope",
                    with(client_credentials(), &[("scope", "openid")]),
                ),
            ],
        )
        .await;
    assert_snapshot!(shown, @r#"
        as the facade asks: 200 {"access_token":"eyJ…","expires_in":3600,"refresh_token":"v1.M","scope":"access:wfm offline_access","token_type":"Bearer"}
        without a scope: 200 {"access_token":"eyJ…","expires_in":3600,"scope":"access:wfm","token_type":"Bearer"}
        with openid: 200 {"access_token":"eyJ…","expires_in":3600,"id_token":"eyJ…","scope":"openid access:wfm","token_type":"Bearer"}
        without a user: 200 {"access_token":"eyJ…","expires_in":3600,"scope":"access:wfm","token_type":"Bearer"}
        without a user, with another scope: 200 {"access_token":"eyJ…","expires_in":3600,"token_type":"Bearer"}
    "#);
}

#[tokio::test]
async fn mistakes_are_answered_in_auth0s_words() {
    let tenant = Tenant::start().await;
    let shown = tenant
        .shown(
            "/oauth/token",
            &[
                ("wrong password", wrong()),
                ("unknown user", changed(user(), "username", "nobody")),
                ("wrong secret", changed(user(), "client_secret", "x")),
                ("no secret", without(user(), "client_secret")),
                ("unknown client", changed(user(), "client_id", "x")),
                ("password of the other flow", changed(user(), "client_id", "sandbox-service")),
                (
                    "client of the other flow",
                    changed(client_credentials(), "client_id", accounts::CLIENT_ID),
                ),
                (
                    "refresh of the other flow",
                    changed(refresh(&json!("x")), "client_id", "sandbox-service"),
                ),
                ("wrong audience", changed(user(), "audience", "https://x")),
                ("wrong audience, no user", changed(client_credentials(), "audience", "x")),
                ("wrong realm", changed(wrong(), "realm", "x")),
                ("no organization", without(client_credentials(), "organization")),
                ("wrong organization", changed(client_credentials(), "organization", "org_x")),
                ("no client", without(user(), "client_id")),
                ("no grant type", without(user(), "grant_type")),
                ("no user name", changed(user(), "username", "")),
                ("no password", without(user(), "password")),
                ("no realm", without(user(), "realm")),
                ("no audience", without(user(), "audience")),
                ("no refresh token", without(refresh(&json!("x")), "refresh_token")),
                ("unknown refresh token", refresh(&json!("v1.Mx"))),
                ("repeated", with(user(), &[("realm", "sandbox-custom")])),
                ("unknown grant", changed(user(), "grant_type", "x")),
                ("plain password grant", changed(user(), "grant_type", "password")),
                ("code", changed(user(), "grant_type", "authorization_code")),
            ],
        )
        .await;
    assert_snapshot!(shown, @r#"
        wrong password: 403 {"error":"invalid_grant","error_description":"Wrong email or password."}
        unknown user: 403 {"error":"invalid_grant","error_description":"Wrong email or password."}
        wrong secret: 401 {"error":"access_denied","error_description":"Unauthorized"}
        no secret: 401 {"error":"access_denied","error_description":"Unauthorized"}
        unknown client: 401 {"error":"access_denied","error_description":"Unauthorized"}
        password of the other flow: 403 {"error":"unauthorized_client","error_description":"Grant type 'http://auth0.com/oauth/grant-type/password-realm' not allowed for the client."}
        client of the other flow: 403 {"error":"unauthorized_client","error_description":"Grant type 'client_credentials' not allowed for the client."}
        refresh of the other flow: 403 {"error":"unauthorized_client","error_description":"Grant type 'refresh_token' not allowed for the client."}
        wrong audience: 403 {"error":"access_denied","error_description":"Service not found: https://x"}
        wrong audience, no user: 403 {"error":"access_denied","error_description":"Service not found: x"}
        wrong realm: 400 {"error":"invalid_request","error_description":"the connection was not found"}
        no organization: 400 {"error":"invalid_request","error_description":"parameter organization is required for this client"}
        wrong organization: 403 {"error":"access_denied","error_description":"The client may not use this organization."}
        no client: 400 {"error":"invalid_request","error_description":"Missing required parameter: client_id"}
        no grant type: 400 {"error":"invalid_request","error_description":"Missing required parameter: grant_type"}
        no user name: 400 {"error":"invalid_request","error_description":"Missing required parameter: username"}
        no password: 400 {"error":"invalid_request","error_description":"Missing required parameter: password"}
        no realm: 400 {"error":"invalid_request","error_description":"Missing required parameter: realm"}
        no audience: 400 {"error":"invalid_request","error_description":"Missing required parameter: audience"}
        no refresh token: 400 {"error":"invalid_request","error_description":"Missing required parameter: refresh_token"}
        unknown refresh token: 403 {"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}
        repeated: 400 {"error":"invalid_request","error_description":"The request has a duplicate parameter."}
        unknown grant: 501 {"error":"unsupported_grant_type","error_description":"Unsupported grant type: x"}
        plain password grant: 403 {"error":"unauthorized_client","error_description":"Grant type 'password' not allowed for the client."}
        code: 403 {"error":"unauthorized_client","error_description":"Grant type 'authorization_code' not allowed for the client."}
    "#);
}

#[tokio::test]
async fn every_scenario_is_what_it_says() {
    let tenant = Tenant::start().await;
    let requests = UkgScenario::ALL.map(|(_, username, _)| (username, login(username)));
    assert_snapshot!(tenant.shown("/oauth/token", &requests).await, @r#"
        locked: 429 {"error":"too_many_attempts","error_description":"Your account has been blocked after multiple consecutive login attempts."}
        throttled: 429 {"error":"too_many_requests","error_description":"Global limit has been reached"}
        second-factor: 403 {"error":"mfa_required","error_description":"Multifactor authentication required","mfa_requirements":{"challenge":[{"type":"otp"}]},"mfa_token":"Fe26.2*SANDBOX*0123456789abcdef"}
        suspicious: 401 {"error":"requires_verification","error_description":"Suspicious request requires verification"}
        leaked: 401 {"error":"password_leaked","error_description":"This login has been blocked because the password is known from a data breach."}
        blocked: 401 {"error":"unauthorized","error_description":"user is blocked"}
        rotating: 200 {"access_token":"eyJ…","expires_in":3600,"refresh_token":"v1.M","scope":"access:wfm offline_access","token_type":"Bearer"}
        short-lived: 200 {"access_token":"eyJ…","expires_in":2,"refresh_token":"v1.M","scope":"access:wfm offline_access","token_type":"Bearer"}
    "#);
}

#[tokio::test]
async fn every_response_has_the_headers_of_auth0() {
    let tenant = Tenant::start().await;
    let header = |response: &Response, name: &str| {
        response.headers()[name].to_str().unwrap().parse::<u64>().unwrap()
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    for fields in [user(), wrong(), login("throttled"), login("locked")] {
        let response = tenant.post_form("/oauth/token", &fields).await;
        let id = response.headers()["x-auth0-requestid"].to_str().unwrap();
        assert!(id.len() == 20 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert_eq!(response.headers()["pragma"], "no-cache");
        assert_eq!(response.headers()["content-type"], "application/json");
        assert_eq!(header(&response, "x-ratelimit-limit"), 100);
        assert!(!response.headers().contains_key("retry-after"));
        let is_throttled = fields == login("throttled");
        assert_eq!(header(&response, "x-ratelimit-remaining"), if is_throttled { 0 } else { 99 });
        let wait = header(&response, "x-ratelimit-reset") - now;
        assert!(if is_throttled { (30..60).contains(&wait) } else { wait < 30 }, "{wait}");
    }
    let nothing = tenant.post_form("/x", &user()).await;
    assert_eq!(nothing.status(), 404);
    assert!(nothing.headers().contains_key("x-auth0-requestid"));
    let get = tenant.client.get(format!("https://{TOKEN_HOST}/oauth/token")).send().await.unwrap();
    assert_eq!(
        line(get).await,
        r#"405 {"error":"method_not_allowed","error_description":"Required Method: POST found otherwise."}"#
    );
}

#[tokio::test]
async fn the_seventh_failure_blocks_a_user_until_a_reset() {
    let tenant = Tenant::start().await;
    for attempt in 1..=8 {
        let expected = if attempt < 7 { 403 } else { 429 };
        assert_eq!(tenant.status(&wrong()).await, expected, "{attempt}");
    }
    assert_snapshot!(line(tenant.post_form("/oauth/token", &user()).await).await, @r#"429 {"error":"too_many_attempts","error_description":"Your account has been blocked after multiple consecutive login attempts."}"#);
    assert_eq!(tenant.status(&login("rotating")).await, 200);
    let url = format!("https://{TOKEN_HOST}{RESET_PATH}");
    assert_eq!(tenant.client.post(url).send().await.unwrap().status(), 204);
    assert_eq!(tenant.status(&user()).await, 200);
}

#[tokio::test]
async fn a_user_may_log_in_twenty_times_in_a_minute() {
    let tenant = Tenant::start().await;
    for _ in 0..20 {
        assert_eq!(tenant.status(&user()).await, 200);
    }
    let response = tenant.post_form("/oauth/token", &user()).await;
    assert_eq!(response.headers()["x-ratelimit-remaining"], "0");
    assert_snapshot!(line(response).await, @r#"429 {"error":"too_many_requests","error_description":"Global limit has been reached"}"#);
    tenant.advance(Duration::from_mins(1));
    assert_eq!(tenant.status(&user()).await, 200);
}

#[tokio::test]
async fn json_is_as_good_as_a_form() {
    let tenant = Tenant::start().await;
    let json = |fields: Fields| -> String {
        let object: serde_json::Map<_, _> =
            fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        Value::Object(object).to_string()
    };
    let response = tenant.post_json("/oauth/token", json(user())).await;
    let tokens: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    let refresh_token = &tokens["refresh_token"];
    let revocation =
        with(client(accounts::CLIENT_ID), &[("token", refresh_token.as_str().unwrap())]);
    assert_eq!(line(tenant.post_json("/oauth/revoke", json(revocation)).await).await, "200");
    assert_eq!(tenant.status(&refresh(refresh_token)).await, 403);
    let invalid = line(tenant.post_json("/oauth/token", "[]".to_owned()).await).await;
    assert_snapshot!(invalid, @r#"400 {"error":"invalid_request","error_description":"The body is not a JSON object."}"#);
}
