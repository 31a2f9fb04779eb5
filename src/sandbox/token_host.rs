//! The token host of the simulated tenant that uses UKG Authentication, as `docs/ukg-wire.md` describes
//! it. A request is checked in this order: client, parameters, realm, block, password.

mod attempts;
mod claims;
mod discovery;
mod errors;
mod refresh_tokens;
mod scenario;

use std::convert::identity;
use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts::{self, Flow};
use super::form::Form;
use super::jwt::SigningKey;
use super::moment::Moment;
use super::reply::Reply;
use crate::tenant::AUDIENCE;
use crate::token::PASSWORD_REALM;
use attempts::{Attempts, Held};
use claims::{Subject, has_scope};
use refresh_tokens::{Login, RefreshTokens};

pub use claims::give_access;
pub use discovery::{CONFIGURATION_PATH, KEY_SET_PATH, configuration, login_page};
pub use scenario::UkgScenario;

pub const HOST: &str = "welcome-sandbox.ukg.net";
pub const ORGANIZATION: &str = "org_sandbox";
/// The realm of [`ORGANIZATION`].
const REALM: &str = "sandbox-custom";
const ISSUER: &str = "https://welcome-sandbox.ukg.net/";
const ACCESS_SCOPE: &str = "access:wfm";
const REFRESH_SCOPE: &str = "offline_access";
const USER_SCOPES: [&str; 5] = [ACCESS_SCOPE, REFRESH_SCOPE, "openid", "profile", "email"];
const LIFETIME: Duration = Duration::from_hours(1);
/// Lifetime for [`UkgScenario::ShortLived`].
const SHORT_LIFETIME: Duration = Duration::from_secs(2);
/// Grants of Auth0 that none of the clients may use.
const OTHER_GRANTS: [&str; 2] = ["authorization_code", "password"];

#[derive(Default)]
pub struct TokenHost {
    attempts: Attempts,
    refresh_tokens: RefreshTokens,
}

impl TokenHost {
    /// The response to a grant.
    pub fn grant(&mut self, form: &Form, key: &SigningKey, now: Moment) -> Reply {
        let outcome = authenticated_client(form).and_then(|client| {
            let grant_type = required(form, "grant_type")?;
            match (grant_type, client.flow) {
                (PASSWORD_REALM, Flow::Interactive) => self.password(form, client.id, key, now),
                ("refresh_token", Flow::Interactive) => self.refresh(form, client.id, key, now),
                ("client_credentials", Flow::NonInteractive) => {
                    client_credentials(form, client.id, key, now)
                }
                (PASSWORD_REALM | "refresh_token" | "client_credentials", _) => {
                    Err(errors::grant_not_allowed(grant_type))
                }
                (other, _) if OTHER_GRANTS.contains(&other) => {
                    Err(errors::grant_not_allowed(other))
                }
                (unknown, _) => Err(errors::unknown_grant(unknown)),
            }
        });
        outcome.unwrap_or_else(identity)
    }

    /// The response to a revocation: the same for every token.
    pub fn revoke(&mut self, form: &Form) -> Reply {
        let outcome = authenticated_client(form).and_then(|client| {
            self.refresh_tokens.revoke(required(form, "token")?, client.id);
            Ok(Reply::empty(StatusCode::OK))
        });
        outcome.unwrap_or_else(identity)
    }

    /// Forgets all failed logins.
    pub fn reset(&mut self) {
        self.attempts.reset();
    }

    fn password(
        &mut self,
        form: &Form,
        client_id: &str,
        key: &SigningKey,
        now: Moment,
    ) -> Result<Reply, Reply> {
        let [username, password, realm] =
            [required(form, "username")?, required(form, "password")?, required(form, "realm")?];
        check_audience(form)?;
        if realm != REALM {
            return Err(errors::invalid_request("the connection was not found"));
        }
        let scenario = UkgScenario::of(username);
        if let Some(refusal) = scenario.and_then(|scenario| scenario.refusal(now.unix)) {
            return Err(refusal);
        }
        self.check_password(username, password, now)?;
        let is = |other| scenario == Some(other);
        let login = Login {
            username: username.to_owned(),
            client_id: client_id.to_owned(),
            scope: granted(form.get("scope"), &USER_SCOPES),
            lifetime: if is(UkgScenario::ShortLived) { SHORT_LIFETIME } else { LIFETIME },
            rotating: is(UkgScenario::Rotating),
        };
        let mut tokens = tokens_of(&login, key, now)?;
        if has_scope(&login.scope, REFRESH_SCOPE) {
            tokens["refresh_token"] = self.refresh_tokens.issue(login, now.instant).into();
        }
        Ok(Reply::json(StatusCode::OK, tokens))
    }

    fn check_password(&mut self, username: &str, password: &str, now: Moment) -> Result<(), Reply> {
        let held = |held| match held {
            Held::Blocked => errors::blocked(),
            Held::TooMany(wait) => errors::too_many_requests(now.unix + wait.as_secs()),
        };
        self.attempts.begin(username, now.instant).map_err(held)?;
        let is_account = username == accounts::USERNAME && password == accounts::PASSWORD;
        if is_account || UkgScenario::of(username).is_some() {
            self.attempts.succeeded(username);
            return Ok(());
        }
        self.attempts.failed(username).map_err(held)?;
        Err(errors::invalid_grant("Wrong email or password."))
    }

    fn refresh(
        &mut self,
        form: &Form,
        client_id: &str,
        key: &SigningKey,
        now: Moment,
    ) -> Result<Reply, Reply> {
        let token = required(form, "refresh_token")?;
        let (login, replacement) = self
            .refresh_tokens
            .refresh(token, client_id, now.instant)
            .ok_or_else(|| errors::invalid_grant("Unknown or invalid refresh token."))?;
        let mut tokens = tokens_of(&login, key, now)?;
        if let Some(token) = replacement {
            tokens["refresh_token"] = token.into();
        }
        Ok(Reply::json(StatusCode::OK, tokens))
    }
}

struct Client<'a> {
    id: &'a str,
    flow: Flow,
}

fn authenticated_client(form: &Form) -> Result<Client<'_>, Reply> {
    if form.has_duplicates() {
        return Err(errors::invalid_request("The request has a duplicate parameter."));
    }
    let id = required(form, "client_id")?;
    let secret = form.get("client_secret").unwrap_or_default();
    let flow = accounts::flow(id, secret).ok_or_else(errors::wrong_client)?;
    Ok(Client { id, flow })
}

fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, Reply> {
    form.get(name).ok_or_else(|| errors::missing(name))
}

fn check_audience(form: &Form) -> Result<(), Reply> {
    match required(form, "audience")? {
        AUDIENCE => Ok(()),
        other => Err(errors::access_denied(&format!("Service not found: {other}"))),
    }
}

/// What is granted of the requested scope; without one, access to WFM.
fn granted(requested: Option<&str>, possible: &[&str]) -> String {
    let names = requested.unwrap_or(ACCESS_SCOPE).split(' ');
    names.filter(|name| possible.contains(name)).collect::<Vec<_>>().join(" ")
}

fn client_credentials(
    form: &Form,
    client_id: &str,
    key: &SigningKey,
    now: Moment,
) -> Result<Reply, Reply> {
    let organization = form.get("organization").ok_or_else(|| {
        errors::invalid_request("parameter organization is required for this client")
    })?;
    check_audience(form)?;
    if organization != ORGANIZATION {
        return Err(errors::access_denied("The client may not use this organization."));
    }
    let scope = granted(form.get("scope"), &[ACCESS_SCOPE]);
    let subject = Subject { username: None, client_id, scope: &scope };
    Ok(Reply::json(StatusCode::OK, issue(&subject, LIFETIME, key, now)?))
}

/// The tokens of a user, without a refresh token.
fn tokens_of(login: &Login, key: &SigningKey, now: Moment) -> Result<Value, Reply> {
    let Login { username, client_id, scope, lifetime, .. } = login;
    issue(&Subject { username: Some(username), client_id, scope }, *lifetime, key, now)
}

fn issue(
    subject: &Subject<'_>,
    lifetime: Duration,
    key: &SigningKey,
    now: Moment,
) -> Result<Value, Reply> {
    let end = now.unix + lifetime.as_secs();
    let mut tokens = json!({
        "access_token": key.sign(&subject.access_token(now.unix, end))?,
        "expires_in": lifetime.as_secs(),
        "token_type": "Bearer",
    });
    if !subject.scope.is_empty() {
        tokens["scope"] = subject.scope.into();
    }
    if has_scope(subject.scope, "openid") {
        tokens["id_token"] = key.sign(&subject.id_token(now.unix, end))?.into();
    }
    Ok(tokens)
}

/// With the headers that every response of the host has.
pub fn with_headers(reply: Reply, now: Moment) -> Reply {
    let request_id = Uuid::new_v4().simple().to_string();
    let headers = [
        ("cache-control", "no-store".to_owned()),
        ("pragma", "no-cache".to_owned()),
        ("x-auth0-requestid", request_id[..20].to_owned()),
        ("x-ratelimit-limit", "100".to_owned()),
        ("x-ratelimit-remaining", "99".to_owned()),
        ("x-ratelimit-reset", (now.unix + 1).to_string()),
        // Of the content delivery network in front. Neither must reach callers.
        ("server", "sandbox-cdn".to_owned()),
        ("set-cookie", "did=sandbox; Secure; HttpOnly".to_owned()),
    ];
    headers.into_iter().fold(reply, |reply, (name, value)| reply.or_with(name, value))
}
