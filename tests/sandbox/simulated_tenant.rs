//! The simulated tenant, called without a facade, behaves as `docs/ukg-wire.md` says.

use std::time::{Duration, Instant};

use prowfm_auth::sandbox::{HOST, Scenario, accounts};
use reqwest::Response;
use serde_json::{Value, json};

use super::running::Tenant;

type Form = Vec<(&'static str, String)>;

impl Tenant {
    async fn post(&self, path: &str, form: &Form) -> Response {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        let request = self.client.post(format!("https://{HOST}/api/authentication{path}"));
        let content_type = "application/x-www-form-urlencoded";
        request.header("content-type", content_type).body(body.finish()).send().await.unwrap()
    }

    async fn json(&self, path: &str, form: &Form) -> (u16, Value) {
        let response = self.post(path, form).await;
        assert!(response.headers().contains_key("kronos-tid"));
        let status = response.status().as_u16();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
    }

    pub async fn log_in(&self, username: &str) -> Value {
        let (status, tokens) = self.json("/access_token", &login(username)).await;
        assert_eq!(status, 200);
        tokens
    }

    async fn data_status(&self, authorization: &str) -> u16 {
        let request = self.client.get(format!("https://{HOST}/api/v1/commons/persons"));
        request.header("authorization", authorization).send().await.unwrap().status().as_u16()
    }
}

fn client() -> Form {
    vec![
        ("client_id", accounts::CLIENT_ID.to_owned()),
        ("client_secret", accounts::CLIENT_SECRET.to_owned()),
    ]
}

fn login(username: &str) -> Form {
    let mut form = client();
    form.extend([
        ("username", username.to_owned()),
        ("password", accounts::PASSWORD.to_owned()),
        ("grant_type", "password".to_owned()),
        ("auth_chain", "OAuthLdapService".to_owned()),
    ]);
    form
}

fn refresh(token: &Value) -> Form {
    let grant = [("refresh_token", token.as_str().unwrap()), ("grant_type", "refresh_token")];
    client().into_iter().chain(grant.map(|(name, value)| (name, value.to_owned()))).collect()
}

fn revoke(token: &Value) -> Form {
    let mut form = client();
    form.push(("token", token.as_str().unwrap().to_owned()));
    form
}

fn changed(mut form: Form, name: &str, value: Option<&str>) -> Form {
    match value {
        Some(value) => {
            value.clone_into(&mut form.iter_mut().find(|(n, _)| *n == name).unwrap().1);
        }
        None => form.retain(|(n, _)| *n != name),
    }
    form
}

#[tokio::test]
async fn a_login_brings_the_six_fields_of_ukgs_sample() {
    let tokens = Tenant::start().await.log_in(accounts::USERNAME).await;
    let mut names: Vec<_> = tokens.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]
    );
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(1799)));
}

#[tokio::test]
async fn mistakes_are_answered_in_ams_words() {
    let tenant = Tenant::start().await;
    let form = || login(accounts::USERNAME);
    let refused = "The provided access grant is invalid, expired, or revoked.";
    let failed = "Client authentication failed";
    let mut twice = form();
    twice.push(("username", "x".to_owned()));
    for (form, error, description) in [
        (changed(form(), "password", Some("wrong")), "invalid_grant", refused),
        (changed(form(), "username", Some("nobody")), "invalid_grant", refused),
        (changed(form(), "username", Some("locked")), "invalid_grant", refused),
        (changed(form(), "client_id", Some("x")), "invalid_client", failed),
        (changed(form(), "client_secret", Some("x")), "invalid_client", failed),
        (changed(form(), "client_secret", None), "invalid_client", failed),
        (changed(form(), "client_id", None), "invalid_request", "Missing parameter, 'client_id'"),
        (changed(form(), "username", None), "invalid_request", "Missing parameter, 'username'"),
        (changed(form(), "password", Some("")), "invalid_request", "Missing parameter, 'password'"),
        (changed(form(), "grant_type", None), "invalid_request", "Missing parameter, 'grant_type'"),
        (changed(form(), "grant_type", Some("x")), "invalid_grant", "Unknown Grant Type, x"),
        (changed(form(), "auth_chain", Some("x")), "server_error", "Unknown authentication chain"),
        (twice, "invalid_request", "The request has a duplicate request parameter."),
        (refresh(&json!("unknown")), "invalid_request", "RefreshToken does not exist"),
        (
            changed(refresh(&json!("x")), "refresh_token", None),
            "invalid_request",
            "Missing parameter, 'refresh_token'",
        ),
    ] {
        let expected = json!({"error": error, "error_description": description});
        assert_eq!(tenant.json("/access_token", &form).await, (400, expected));
    }
    let response = tenant.json("/token/revoke", &client()).await;
    let expected =
        json!({"error": "invalid_request", "error_description": "Missing parameter: token"});
    assert_eq!(response, (400, expected));
}

#[tokio::test]
async fn a_login_chain_may_be_left_out() {
    let tenant = Tenant::start().await;
    let form = changed(login(accounts::USERNAME), "auth_chain", None);
    assert_eq!(tenant.json("/access_token", &form).await.0, 200);
}

#[tokio::test]
async fn a_refresh_keeps_the_refresh_token_and_brings_none() {
    let tenant = Tenant::start().await;
    let tokens = tenant.log_in(accounts::USERNAME).await;
    for _ in 0..2 {
        let (status, new) = tenant.json("/access_token", &refresh(&tokens["refresh_token"])).await;
        assert_eq!((status, new.get("refresh_token")), (200, None));
        assert_ne!(new["access_token"], tokens["access_token"]);
    }
}

#[tokio::test]
async fn a_federated_users_refresh_replaces_the_refresh_token() {
    let tenant = Tenant::start().await;
    let tokens = tenant.log_in("rotating").await;
    let (_, new) = tenant.json("/access_token", &refresh(&tokens["refresh_token"])).await;
    assert_ne!(new["refresh_token"], tokens["refresh_token"]);
    let (status, old) = tenant.json("/access_token", &refresh(&tokens["refresh_token"])).await;
    assert_eq!((status, &old["error"]), (400, &json!("invalid_request")));
    assert_eq!(tenant.json("/access_token", &refresh(&new["refresh_token"])).await.0, 200);
}

#[tokio::test]
async fn a_refresh_token_of_another_client_is_refused() {
    let tenant = Tenant::start().await;
    let tokens = tenant.log_in(accounts::USERNAME).await;
    let form = refresh(&tokens["refresh_token"]);
    let form = changed(form, "client_id", Some(accounts::OTHER_CLIENT_ID));
    let (_, response) = tenant.json("/access_token", &form).await;
    assert_eq!(response["error_description"], "Token was issued to a different client");
}

#[tokio::test]
async fn tokens_expire() {
    let tenant = Tenant::start().await;
    let tokens = tenant.log_in(accounts::USERNAME).await;
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(tenant.data_status(access_token).await, 200);
    assert_eq!(tenant.data_status(&format!("Bearer {access_token}")).await, 200);
    tenant.advance(Duration::from_mins(30));
    assert_eq!(tenant.data_status(access_token).await, 401);
    tenant.advance(Duration::from_hours(7 * 24));
    let (_, response) = tenant.json("/access_token", &refresh(&tokens["refresh_token"])).await;
    assert_eq!(
        response,
        json!({"error": "invalid_grant", "error_description": "grant is invalid"})
    );
}

#[tokio::test]
async fn revoking_an_access_token_leaves_the_refresh_token() {
    let tenant = Tenant::start().await;
    let tokens = tenant.log_in(accounts::USERNAME).await;
    for _ in 0..2 {
        let response = tenant.json("/token/revoke", &revoke(&tokens["access_token"])).await;
        assert_eq!(response, (200, json!({})));
    }
    assert_eq!(tenant.data_status(tokens["access_token"].as_str().unwrap()).await, 401);
    assert_eq!(tenant.json("/access_token", &refresh(&tokens["refresh_token"])).await.0, 200);
}

#[tokio::test]
async fn revoking_a_refresh_token_ends_its_access_tokens() {
    let tenant = Tenant::start().await;
    let tokens = tenant.log_in(accounts::USERNAME).await;
    let (_, new) = tenant.json("/access_token", &refresh(&tokens["refresh_token"])).await;
    tenant.json("/token/revoke", &revoke(&tokens["refresh_token"])).await;
    for token in [&tokens["access_token"], &new["access_token"]] {
        assert_eq!(tenant.data_status(token.as_str().unwrap()).await, 401);
    }
    let response = tenant.json("/token/revoke", &revoke(&json!("never issued"))).await;
    assert_eq!(response, (200, json!({})));
}

#[tokio::test]
async fn a_client_in_a_header_is_refused_with_a_challenge() {
    let tenant = Tenant::start().await;
    let url = format!("https://{HOST}/api/authentication/access_token");
    let response = tenant.client.post(url).basic_auth("x", Some("y")).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert!(response.headers().contains_key("www-authenticate"));
}

#[tokio::test]
async fn only_forms_sent_by_post_to_the_two_paths_count() {
    let tenant = Tenant::start().await;
    let url = format!("https://{HOST}/api/authentication/access_token");
    assert_eq!(tenant.client.get(&url).send().await.unwrap().status(), 405);
    let json = tenant.client.post(&url).header("content-type", "application/json").body("{}");
    assert_eq!(json.send().await.unwrap().status(), 400);
    assert_eq!(tenant.post("/nothing", &client()).await.status(), 404);
}

/// Status, and the headers and the beginning of the body that make the difference.
#[tokio::test]
async fn every_scenario_is_what_it_says() {
    let tenant = Tenant::start().await;
    let mut shown = String::new();
    for (scenario, username, _) in Scenario::ALL {
        if matches!(scenario, Scenario::Silent | Scenario::Slow) {
            continue;
        }
        let response = tenant.post("/access_token", &login(username)).await;
        let header = |name: &str| {
            let value = response.headers().get(name).map(|value| value.to_str().unwrap());
            value.map_or(String::new(), |value| format!(" {name}: {value}"))
        };
        let headers = header("content-type") + &header("retry-after") + &header("location");
        let status = response.status().as_u16();
        let body: String = response.text().await.unwrap().chars().take(160).collect();
        shown += &format!("{username}: {status}{headers}\n    {body}\n");
    }
    insta::with_settings!({filters => vec![
        (r"[0-9a-f]{8}-[0-9a-f-]{27}", "[uuid]"), (r"eyJ[\w.-]+", "[id_token]"),
    ]}, { insta::assert_snapshot!(shown); });
}

#[tokio::test]
async fn the_slow_scenario_takes_its_time() {
    let tenant = Tenant::start().await;
    let started = Instant::now();
    tenant.log_in("slow").await;
    assert!(started.elapsed() >= Duration::from_secs(3));
}
