use std::convert::identity;
use std::time::Duration;

use aws_lc_rs::error::Unspecified;
use http::StatusCode;
use serde_json::{Value, json};

use super::form::Form;
use super::jwt::SigningKey;
use super::moment::Moment;
use super::reply::Reply;
use super::scenario::Scenario;
use super::store::{Issued, RefreshError, Store, Terms};
use super::{HOST, accounts};
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

/// The legacy OAuth server. The texts of its errors are those of AM (`docs/ukg-wire.md`, OAuth errors).
pub struct OAuthServer {
    store: Store,
    issuer: String,
    /// The last one, with its claims. A user's logins within a second bring the same, and signing takes
    /// longer than everything else about a login.
    id_token: Option<(Value, String)>,
}

impl OAuthServer {
    /// Of the tenant with these host names.
    pub fn new(hosts: &[String]) -> Self {
        let host = hosts.first().map_or(HOST, String::as_str);
        Self { store: Store::default(), issuer: format!("https://{host}"), id_token: None }
    }

    pub fn is_valid(&self, access_token: &str, now: Moment) -> bool {
        self.store.is_valid(access_token, now.instant)
    }

    /// The response to a grant.
    pub fn grant(&mut self, form: &Form, key: &SigningKey, now: Moment) -> Reply {
        if form.has_duplicates() {
            let text = "The request has a duplicate request parameter.";
            return bad_request("invalid_request", text);
        }
        let outcome = required(form, "grant_type").and_then(|grant_type| match grant_type {
            "password" => self.password(form, key, now),
            "refresh_token" => self.refresh(form, key, now),
            other => Err(bad_request("invalid_grant", &format!("Unknown Grant Type, {other}"))),
        });
        outcome.unwrap_or_else(identity)
    }

    /// The response to a revocation: the same for every token, known or not.
    pub fn revoke(&mut self, form: &Form) -> Reply {
        let outcome = authenticated_client(form).and_then(|client_id| {
            let missing = || bad_request("invalid_request", "Missing parameter: token");
            self.store.revoke(form.get("token").ok_or_else(missing)?, client_id);
            Ok(Reply::json(StatusCode::OK, json!({})))
        });
        outcome.unwrap_or_else(identity)
    }

    fn password(&mut self, form: &Form, key: &SigningKey, now: Moment) -> Result<Reply, Reply> {
        let (username, client_id) = authenticated_user(form)?;
        let scenario = Scenario::of(username);
        let is = |other| scenario == Some(other);
        let terms = Terms {
            rotating: is(Scenario::Rotating),
            refreshable: !is(Scenario::AccessTokenOnly),
            lifetime: if is(Scenario::ShortLived) { SHORT_LIFETIME } else { ACCESS_LIFETIME },
        };
        let issued = self.store.log_in(username, client_id, terms, now.instant);
        let mut body = self.tokens(&issued, client_id, key, now)?;
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

    fn refresh(&mut self, form: &Form, key: &SigningKey, now: Moment) -> Result<Reply, Reply> {
        let client_id = authenticated_client(form)?;
        let token = required(form, "refresh_token")?;
        match self.store.refresh(token, client_id, now.instant) {
            Ok(issued) => {
                Ok(Reply::json(StatusCode::OK, self.tokens(&issued, client_id, key, now)?))
            }
            Err(RefreshError::Unknown) => {
                Err(bad_request("invalid_request", "RefreshToken does not exist"))
            }
            Err(RefreshError::OtherClient) => {
                Err(bad_request("invalid_request", "Token was issued to a different client"))
            }
            Err(RefreshError::Expired) => Err(bad_request("invalid_grant", "grant is invalid")),
        }
    }

    fn id_token(
        &mut self,
        issued: &Issued,
        client_id: &str,
        key: &SigningKey,
        now: Moment,
    ) -> Result<String, Unspecified> {
        let claims = json!({
            "iss": self.issuer,
            "sub": issued.username,
            "aud": client_id,
            "iat": now.unix,
            "exp": now.unix + issued.lifetime.as_secs(),
        });
        match &self.id_token {
            Some((last, token)) if *last == claims => Ok(token.clone()),
            _ => {
                let token = key.sign(&claims)?;
                self.id_token = Some((claims, token.clone()));
                Ok(token)
            }
        }
    }

    fn tokens(
        &mut self,
        issued: &Issued,
        client_id: &str,
        key: &SigningKey,
        now: Moment,
    ) -> Result<Value, Unspecified> {
        let mut response = json!({
            "access_token": issued.access_token,
            "scope": SCOPE,
            "id_token": self.id_token(issued, client_id, key, now)?,
            "token_type": "Bearer",
            "expires_in": issued.lifetime.as_secs(),
        });
        if let Some(token) = &issued.refresh_token {
            response["refresh_token"] = token.as_str().into();
        }
        Ok(response)
    }
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
