use aws_lc_rs::error::Unspecified;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, StatusCode};
use parking_lot::Mutex;
use poem::{Endpoint, Request, Response};
use serde_json::json;
use uuid::Uuid;

use super::form::Form;
use super::jwt::SigningKey;
use super::moment::WallClock;
use super::oauth::OAuthServer;
use super::reply::{Body, Reply};
use super::scenario::Scenario;
use super::site::{Site, Upgraded};
use super::token_host::{self, CONFIGURATION_PATH, KEY_SET_PATH, TokenHost};
use super::{Clock, RESET_PATH};
use crate::upstream::request::{REVOCATION_PATH, TOKEN_PATH, UKG_REVOCATION_PATH, UKG_TOKEN_PATH};

const DATA_PATH: &str = "/api/v1/";
/// In bytes (`docs/ukg-wire.md`, requests).
const MAX_BODY: usize = 1024 * 1024;
const NOT_FOUND_PAGE: &str = "<html><body><h1>404 Not Found</h1></body></html>";
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

pub struct HttpApi {
    /// Of the legacy tenant.
    hosts: Vec<String>,
    legacy: Mutex<OAuthServer>,
    token_host: Mutex<TokenHost>,
    clock: WallClock,
    /// `None` if UKG has not upgraded the legacy tenant.
    pub upgraded: Option<Upgraded>,
}

impl HttpApi {
    pub fn new(hosts: &[String], clock: Clock) -> Self {
        Self {
            legacy: Mutex::new(OAuthServer::new(hosts)),
            hosts: hosts.to_owned(),
            token_host: Mutex::default(),
            clock: WallClock::new(clock),
            upgraded: None,
        }
    }

    async fn reply(&self, request: Request) -> Reply {
        let site = Site::of(&request, &self.hosts);
        let path = request.uri().path();
        match path {
            UKG_TOKEN_PATH | UKG_REVOCATION_PATH | CONFIGURATION_PATH | KEY_SET_PATH
                if site.is_token_host() =>
            {
                let reply = self.of_token_host(request).await;
                token_host::with_headers(reply.unwrap_or_else(Reply::from), self.clock.now())
            }
            RESET_PATH if request.method() == Method::POST => {
                self.token_host.lock().reset();
                Reply::empty(StatusCode::NO_CONTENT)
            }
            _ if site == Site::TokenHost => {
                let reply = Reply::html(StatusCode::NOT_FOUND, NOT_FOUND_PAGE);
                token_host::with_headers(reply, self.clock.now())
            }
            _ => {
                let reply = if path == "/" {
                    Ok(self.start_page(&request, site))
                } else if path.starts_with(DATA_PATH) {
                    self.data(&request, site).await
                } else {
                    self.of_legacy_login(request, site).await
                };
                // Headers of a real tenant, the first two of which must not reach callers.
                reply
                    .unwrap_or_else(Reply::from)
                    .with("server", "sandbox-gateway")
                    .with("set-cookie", "authn_ssid=sandbox; Secure; HttpOnly")
                    .with("kronos-tid", Uuid::new_v4().to_string())
            }
        }
    }

    /// A browser is led to the login page of the tenant's login service (`docs/ukg-wire.md`,
    /// pages instead of JSON).
    fn start_page(&self, request: &Request, site: Site) -> Reply {
        let location = if self.upgraded.is_some() || site == Site::UkgTenant {
            token_host::login_page()
        } else {
            let host = request.header(HOST).unwrap_or_default();
            format!("https://{host}/authn/XUI/?realm=/sandbox#login")
        };
        Reply::empty(StatusCode::FOUND).with("location", location)
    }

    /// A data call. There is no data, but the token is checked, with and without `Bearer`
    /// (`docs/ukg-wire.md`, using a token).
    async fn data(&self, request: &Request, site: Site) -> Result<Reply, Unspecified> {
        let token = request.header(AUTHORIZATION).unwrap_or_default();
        let token = token.strip_prefix("Bearer ").unwrap_or(token);
        let now = self.clock.now();
        let is_upgraded = self.upgraded.is_some() || site != Site::LegacyTenant;
        let mut is_valid = self.legacy.lock().is_valid(token, now);
        if !is_valid && is_upgraded {
            let claims = SigningKey::of_this_process().await?.claims(token);
            is_valid = claims.is_some_and(|claims| token_host::give_access(&claims, now.unix));
        }
        Ok(if is_valid {
            Reply::json(StatusCode::OK, json!({}))
        } else {
            let error = json!({"errorCode": "WCO-401", "message": "The token is not valid."});
            Reply::json(StatusCode::UNAUTHORIZED, error)
        })
    }

    async fn of_token_host(&self, request: Request) -> Result<Reply, Unspecified> {
        let key = SigningKey::of_this_process().await?;
        let path = request.uri().path().to_owned();
        match path.as_str() {
            CONFIGURATION_PATH => {
                return Ok(Reply::json(StatusCode::OK, token_host::configuration()));
            }
            KEY_SET_PATH => return Ok(Reply::json(StatusCode::OK, key.key_set())),
            _ if request.method() != Method::POST => return Ok(post_required()),
            _ => {}
        }
        let form = match form_or_json(request).await {
            Ok(form) => form,
            Err(refusal) => return Ok(refusal),
        };
        let mut token_host = self.token_host.lock();
        Ok(if path == UKG_TOKEN_PATH {
            token_host.grant(&form, key, self.clock.now())
        } else {
            token_host.revoke(&form)
        })
    }

    async fn of_legacy_login(&self, request: Request, site: Site) -> Result<Reply, Unspecified> {
        let path = request.uri().path().to_owned();
        let is_there = match self.upgraded {
            Some(upgraded) => upgraded == Upgraded::Works,
            None => site != Site::UkgTenant,
        };
        if !is_there || ![TOKEN_PATH, REVOCATION_PATH].contains(&path.as_str()) {
            return Ok(Reply::html(StatusCode::NOT_FOUND, NOT_FOUND_PAGE));
        }
        if request.method() != Method::POST {
            return Ok(post_required());
        }
        if request.headers().contains_key(AUTHORIZATION) {
            // AM takes the client from this header, and here no client is valid there.
            let text = "Client authentication failed";
            return Ok(Reply::oauth_error(StatusCode::UNAUTHORIZED, "invalid_client", text)
                .with("www-authenticate", "Basic realm=\"sandbox\""));
        }
        let app_key = request.header("appkey").map(str::to_owned);
        let form = match form(request).await {
            Ok(form) => form,
            Err(refusal) => return Ok(refusal),
        };
        let scenario = form.get("username").and_then(Scenario::of);
        if let Some(reply) = scenario.and_then(|it| it.gateway_reply(app_key.as_deref())) {
            return Ok(reply);
        }
        let key = SigningKey::of_this_process().await?;
        let mut server = self.legacy.lock();
        Ok(if path == TOKEN_PATH {
            server.grant(&form, key, self.clock.now())
        } else {
            server.revoke(&form)
        })
    }
}

fn post_required() -> Reply {
    let text = "Required Method: POST found otherwise.";
    Reply::oauth_error(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", text)
}

/// The body of a request to the legacy OAuth server, which reads only forms: any other body is empty to it.
async fn form(mut request: Request) -> Result<Form, Reply> {
    let is_form = request.content_type().is_some_and(|it| it.starts_with(FORM));
    let body = bytes(&mut request).await?;
    Ok(Form::urlencoded(if is_form { &body } else { &[] }))
}

async fn form_or_json(mut request: Request) -> Result<Form, Reply> {
    let is_json = request.content_type().is_some_and(|it| it.starts_with(JSON));
    if !is_json {
        return form(request).await;
    }
    let body = bytes(&mut request).await?;
    Form::json(&body).map_err(|_| {
        let text = "The body is not a JSON object.";
        Reply::oauth_error(StatusCode::BAD_REQUEST, "invalid_request", text)
    })
}

async fn bytes(request: &mut Request) -> Result<Vec<u8>, Reply> {
    let body = request.take_body().into_bytes_limit(MAX_BODY).await;
    let too_large = |_| Reply::json(StatusCode::PAYLOAD_TOO_LARGE, json!({"errorCode": "WCO-413"}));
    body.map(Into::into).map_err(too_large)
}

impl Endpoint for HttpApi {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let reply = self.reply(request).await;
        tokio::time::sleep(reply.delay).await;
        let mut response = Response::builder().status(reply.status);
        for (name, value) in reply.headers {
            response = response.header(name, value);
        }
        Ok(match reply.body {
            Body::Json(body) => response.header(CONTENT_TYPE, JSON).body(body.to_string()),
            Body::Html(page) => response.header(CONTENT_TYPE, "text/html;charset=utf-8").body(page),
            Body::Empty => response.finish(),
        })
    }
}
