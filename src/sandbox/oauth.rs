use std::convert::identity;
use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts;
use super::form::Form;
use super::reply::Reply;
use super::scenario::Scenario;
use super::store::{Issued, RefreshError, Store, Terms};
use crate::token::AUTH_CHAIN;

/// The scope of UKG's sample.
const SCOPE: &str = "givenName mail nonce openid profile sn uid";
/// Lifetime of an access token in UKG's sample.
const ACCESS_LIFETIME: Duration = Duration::from_secs(1_799);
/// Lifetime for [`Scenario::ShortLived`].
const SHORT_LIFETIME: Duration = Duration::from_secs(2);
/// Delay of [`Scenario::Slow`].
const SLOW: Duration = Duration::from_secs(3);

fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, Reply> {
    form.get(name)
        .ok_or_else(|| bad_request("invalid_request", &format!("Missing parameter, '{name}'")))
}

fn bad_request(error: &str, description: &str) -> Reply {
    Reply::oauth_error(StatusCode::BAD_REQUEST, error, description)
}

/// The OAuth server's response to a grant. The texts are those of AM (`docs/ukg-wire.md`, OAuth errors).
pub fn grant(form: &Form, store: &mut Store, now: Instant) -> Reply {
    if form.has_duplicates() {
        let text = "The request has a duplicate request parameter.";
        return bad_request("invalid_request", text);
    }
    let outcome = required(form, "grant_type").and_then(|grant_type| match grant_type {
        "password" => password(form, store, now),
        "refresh_token" => refresh(form, store, now),
        other => Err(bad_request("invalid_grant", &format!("Unknown Grant Type, {other}"))),
    });
    outcome.unwrap_or_else(identity)
}

/// The OAuth server's response to a revocation: the same for every token, known or not.
pub fn revoke(form: &Form, store: &mut Store) -> Reply {
    let outcome = authenticated_client(form).and_then(|client_id| {
        let missing = || bad_request("invalid_request", "Missing parameter: token");
        store.revoke(form.get("token").ok_or_else(missing)?, client_id);
        Ok(Reply::json(StatusCode::OK, json!({})))
    });
    outcome.unwrap_or_else(identity)
}

/// The id of the client, if its secret is right.
fn authenticated_client(form: &Form) -> Result<&str, Reply> {
    let id = required(form, "client_id")?;
    if accounts::is_client(id, form.get("client_secret").unwrap_or_default()) {
        Ok(id)
    } else {
        Err(bad_request("invalid_client", "Client authentication failed"))
    }
}

fn password(form: &Form, store: &mut Store, now: Instant) -> Result<Reply, Reply> {
    let (username, client_id) = authenticated_user(form)?;
    let scenario = Scenario::of(username);
    let is = |other| scenario == Some(other);
    let terms = Terms {
        rotating: is(Scenario::Rotating),
        refreshable: !is(Scenario::AccessTokenOnly),
        lifetime: if is(Scenario::ShortLived) { SHORT_LIFETIME } else { ACCESS_LIFETIME },
    };
    let mut body = token_response(&store.log_in(client_id, terms, now));
    if is(Scenario::AccessTokenOnly)
        && let Some(fields) = body.as_object_mut()
    {
        fields.remove("id_token");
    }
    if is(Scenario::ExpiresInAsText) {
        body["expires_in"] = ACCESS_LIFETIME.as_secs().to_string().into();
    }
    let delay = if is(Scenario::Slow) { SLOW } else { Duration::ZERO };
    Ok(Reply::json(StatusCode::OK, body).after(delay))
}

/// The names of the user and the client of a login. The client is checked first.
fn authenticated_user(form: &Form) -> Result<(&str, &str), Reply> {
    let client_id = authenticated_client(form)?;
    let username = required(form, "username")?;
    let password = required(form, "password")?;
    if form.get("auth_chain").is_some_and(|chain| chain != AUTH_CHAIN) {
        return Err(bad_request("server_error", "Unknown authentication chain"));
    }
    let scenario = Scenario::of(username);
    if let Some(refusal) = scenario.and_then(|scenario| scenario.refusal(password)) {
        return Err(refusal);
    }
    let is_account = username == accounts::USERNAME && password == accounts::PASSWORD;
    if is_account || scenario.is_some() {
        Ok((username, client_id))
    } else {
        let text = "The provided access grant is invalid, expired, or revoked.";
        Err(bad_request("invalid_grant", text))
    }
}

fn refresh(form: &Form, store: &mut Store, now: Instant) -> Result<Reply, Reply> {
    let client_id = authenticated_client(form)?;
    match store.refresh(required(form, "refresh_token")?, client_id, now) {
        Ok(issued) => Ok(Reply::json(StatusCode::OK, token_response(&issued))),
        Err(RefreshError::Unknown) => {
            Err(bad_request("invalid_request", "RefreshToken does not exist"))
        }
        Err(RefreshError::OtherClient) => {
            Err(bad_request("invalid_request", "Token was issued to a different client"))
        }
        Err(RefreshError::Expired) => Err(bad_request("invalid_grant", "grant is invalid")),
    }
}

fn token_response(issued: &Issued) -> Value {
    // Three parts, like a JSON Web Token, but without content.
    let id_token = format!("sandbox.{}.{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let mut response = json!({
        "access_token": issued.access_token,
        "scope": SCOPE,
        "id_token": id_token,
        "token_type": "Bearer",
        "expires_in": issued.lifetime.as_secs(),
    });
    if let Some(token) = &issued.refresh_token {
        response["refresh_token"] = token.as_str().into();
    }
    response
}
