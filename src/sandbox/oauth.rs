use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts;
use super::reply::Reply;
use super::scenario::Scenario;
use super::store::{Refreshed, Store};
use crate::token::AUTH_CHAIN;

/// What UKG's sample says.
const SCOPE: &str = "givenName mail nonce openid profile sn uid";
/// Lifetime of an access token, from UKG's sample.
const ACCESS_LIFETIME: Duration = Duration::from_secs(1_799);
/// The same for [`Scenario::ShortLived`].
const SHORT_LIFETIME: Duration = Duration::from_secs(2);
/// How long [`Scenario::Slow`] takes.
const SLOW: Duration = Duration::from_secs(3);

/// The fields of a form, in order.
pub struct Form(pub Vec<(String, String)>);

impl Form {
    /// A field that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(other, _)| other == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    fn has_duplicates(&self) -> bool {
        let mut names: Vec<_> = self.0.iter().map(|(name, _)| name).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        names.len() < all
    }
}

fn bad_request(error: &str, description: &str) -> Reply {
    Reply::oauth_error(StatusCode::BAD_REQUEST, error, description)
}

fn missing(name: &str) -> Reply {
    bad_request("invalid_request", &format!("Missing parameter, '{name}'"))
}

/// What the OAuth server answers to a grant. The texts are those of AM (`ukg-wire.md`, section 2.2).
pub fn grant(form: &Form, store: &mut Store, now: Instant) -> Reply {
    if form.has_duplicates() {
        let text = "The request has a duplicate request parameter.";
        return bad_request("invalid_request", text);
    }
    match form.get("grant_type") {
        Some("password") => password(form, store, now),
        Some("refresh_token") => refresh(form, store, now),
        Some(other) => bad_request("invalid_grant", &format!("Unknown Grant Type, {other}")),
        None => missing("grant_type"),
    }
}

/// The client of a request, or what is wrong with it.
fn client(form: &Form) -> Result<&str, Reply> {
    let id = form.get("client_id").ok_or_else(|| missing("client_id"))?;
    if accounts::is_client(id, form.get("client_secret").unwrap_or_default()) {
        Ok(id)
    } else {
        Err(bad_request("invalid_client", "Client authentication failed"))
    }
}

fn password(form: &Form, store: &mut Store, now: Instant) -> Reply {
    let (username, client_id) = match credentials(form) {
        Ok(credentials) => credentials,
        Err(reply) => return reply,
    };
    let scenario = Scenario::of(username);
    let lifetime = match scenario {
        Some(Scenario::ShortLived) => SHORT_LIFETIME,
        _ => ACCESS_LIFETIME,
    };
    let rotating = scenario == Some(Scenario::Rotating);
    let full = scenario != Some(Scenario::AccessTokenOnly);
    let (access_token, refresh_token) = store.log_in(client_id, rotating, lifetime, full, now);
    let mut body = token_answer(&access_token, refresh_token.as_deref(), lifetime);
    if let Some(fields) = body.as_object_mut().filter(|_| !full) {
        fields.remove("id_token");
    }
    if scenario == Some(Scenario::ExpiresInAsText) {
        body["expires_in"] = lifetime.as_secs().to_string().into();
    }
    let delay = if scenario == Some(Scenario::Slow) { SLOW } else { Duration::ZERO };
    Reply::json(StatusCode::OK, body).after(delay)
}

/// The user and the client of a login, or what is wrong with it. The client is looked at first.
fn credentials(form: &Form) -> Result<(&str, &str), Reply> {
    let client_id = client(form)?;
    let username = form.get("username").ok_or_else(|| missing("username"))?;
    let password = form.get("password").ok_or_else(|| missing("password"))?;
    if form.get("auth_chain").is_some_and(|chain| chain != AUTH_CHAIN) {
        return Err(bad_request("server_error", "Unknown authentication chain"));
    }
    let scenario = Scenario::of(username);
    if let Some(reply) = scenario.and_then(|scenario| scenario.refusal(password)) {
        return Err(reply);
    }
    let known = username == accounts::USERNAME && password == accounts::PASSWORD;
    if known || scenario.is_some() {
        Ok((username, client_id))
    } else {
        let text = "The provided access grant is invalid, expired, or revoked.";
        Err(bad_request("invalid_grant", text))
    }
}

fn refresh(form: &Form, store: &mut Store, now: Instant) -> Reply {
    let client_id = match client(form) {
        Ok(id) => id,
        Err(reply) => return reply,
    };
    let Some(token) = form.get("refresh_token") else { return missing("refresh_token") };
    match store.refresh(token, client_id, now) {
        Refreshed::Issued { access_token, refresh_token, lifetime } => {
            let body = token_answer(&access_token, refresh_token.as_deref(), lifetime);
            Reply::json(StatusCode::OK, body)
        }
        Refreshed::Unknown => bad_request("invalid_request", "RefreshToken does not exist"),
        Refreshed::OtherClient => {
            bad_request("invalid_request", "Token was issued to a different client")
        }
        Refreshed::Expired => bad_request("invalid_grant", "grant is invalid"),
    }
}

/// What the OAuth server answers to a revocation: the same for every token, known or not.
pub fn revoke(form: &Form, store: &mut Store) -> Reply {
    let client_id = match client(form) {
        Ok(id) => id,
        Err(reply) => return reply,
    };
    let Some(token) = form.get("token") else {
        return bad_request("invalid_request", "Missing parameter: token");
    };
    store.revoke(token, client_id);
    Reply::json(StatusCode::OK, json!({}))
}

fn token_answer(access_token: &str, refresh_token: Option<&str>, lifetime: Duration) -> Value {
    // Three parts, like a JSON Web Token; nobody can read or check this one.
    let id_token = format!("sandbox.{}.{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let mut answer = json!({
        "access_token": access_token,
        "scope": SCOPE,
        "id_token": id_token,
        "token_type": "Bearer",
        "expires_in": lifetime.as_secs(),
    });
    if let Some(token) = refresh_token {
        answer["refresh_token"] = token.into();
    }
    answer
}
