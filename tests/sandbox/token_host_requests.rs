use prowfm_auth::sandbox::{TOKEN_HOST, accounts};
use reqwest::Response;
use serde_json::Value;

use super::running::Tenant;

pub type Fields = Vec<(&'static str, String)>;

const PASSWORD_REALM: &str = "http://auth0.com/oauth/grant-type/password-realm";
const AUDIENCE: &str = "https://wfm.ukg.net/api";

impl Tenant {
    pub async fn post_form(&self, path: &str, fields: &Fields) -> Response {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let request = self.client.post(format!("https://{TOKEN_HOST}{path}"));
        let content_type = "application/x-www-form-urlencoded";
        request.header("content-type", content_type).body(body.finish()).send().await.unwrap()
    }

    pub async fn post_json(&self, path: &str, body: String) -> Response {
        let request = self.client.post(format!("https://{TOKEN_HOST}{path}"));
        request.header("content-type", "application/json").body(body).send().await.unwrap()
    }

    pub async fn get_json(&self, path: &str) -> Value {
        let url = format!("https://{TOKEN_HOST}{path}");
        let response = self.client.get(url).send().await.unwrap();
        assert_eq!(response.status(), 200);
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    pub async fn tokens(&self, fields: &Fields) -> Value {
        let response = self.post_form("/oauth/token", fields).await;
        assert_eq!(response.status(), 200);
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    pub async fn status(&self, fields: &Fields) -> u16 {
        self.post_form("/oauth/token", fields).await.status().as_u16()
    }

    pub async fn ukg_data_status(&self, host: &str, token: &Value) -> u16 {
        let request = self.client.get(format!("https://{host}/api/v1/commons/persons"));
        let token = format!("Bearer {}", token.as_str().unwrap());
        request.header("authorization", token).send().await.unwrap().status().as_u16()
    }

    /// Status and body of the response to each request, one line each.
    pub async fn shown(&self, path: &str, requests: &[(&str, Fields)]) -> String {
        let mut shown = String::new();
        for (name, fields) in requests {
            shown += &format!("{name}: {}\n", line(self.post_form(path, fields).await).await);
        }
        shown
    }
}

/// Status and body, without the tokens.
pub async fn line(response: Response) -> String {
    assert_eq!(response.headers()["cache-control"], "no-store");
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let Ok(mut body) = serde_json::from_str::<Value>(&text) else {
        return format!("{status} {text}").trim_end().to_owned();
    };
    for name in ["access_token", "id_token", "refresh_token"] {
        if let Some(token) = body.get_mut(name) {
            let text = token.as_str().unwrap();
            let kind = if text.starts_with("eyJ") { "eyJ…" } else { &text[..4] };
            *token = kind.into();
        }
    }
    format!("{status} {body}")
}

pub fn client(id: &str) -> Fields {
    vec![("client_id", id.to_owned()), ("client_secret", accounts::CLIENT_SECRET.to_owned())]
}

pub fn with(mut fields: Fields, more: &[(&'static str, &str)]) -> Fields {
    fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

pub fn changed(fields: Fields, name: &'static str, value: &str) -> Fields {
    with(without(fields, name), &[(name, value)])
}

pub fn without(mut fields: Fields, name: &str) -> Fields {
    fields.retain(|(other, _)| *other != name);
    fields
}

pub fn login(username: &str) -> Fields {
    let fields = [
        ("grant_type", PASSWORD_REALM),
        ("username", username),
        ("password", accounts::PASSWORD),
        ("realm", "sandbox-custom"),
        ("audience", AUDIENCE),
        ("scope", "access:wfm offline_access"),
    ];
    with(client(accounts::CLIENT_ID), &fields)
}

pub fn client_credentials() -> Fields {
    let fields = [
        ("grant_type", "client_credentials"),
        ("organization", "org_sandbox"),
        ("audience", AUDIENCE),
    ];
    with(client(accounts::NON_INTERACTIVE_CLIENT_ID), &fields)
}

pub fn refresh(token: &Value) -> Fields {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())];
    with(client(accounts::CLIENT_ID), &fields)
}

pub fn user() -> Fields {
    login(accounts::USERNAME)
}

pub fn wrong() -> Fields {
    changed(user(), "password", "wrong")
}
