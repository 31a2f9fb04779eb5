use std::sync::{Mutex, MutexGuard, PoisonError};

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, StatusCode};
use poem::{Endpoint, Request, Response};
use serde_json::json;
use uuid::Uuid;

use super::Clock;
use super::oauth::{self, Form};
use super::reply::{Body, Reply};
use super::scenario::Scenario;
use super::store::Store;
use crate::upstream::request::{REVOCATION_PATH, TOKEN_PATH};

/// Where UKG's data is.
const DATA: &str = "/api/v1/";
/// Largest request body, in bytes (`ukg-wire.md`, section 2.4).
const LARGEST_BODY: usize = 1024 * 1024;
/// What UKG's gateway shows for an address that it does not know.
const NOT_FOUND_PAGE: &str = "<html><body><h1>404 Not Found</h1></body></html>";

/// The simulated tenant's address space.
pub struct HttpApi {
    store: Mutex<Store>,
    clock: Clock,
}

impl HttpApi {
    pub fn new(clock: Clock) -> Self {
        Self { store: Mutex::default(), clock }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Any call for data: there is none, but the token is checked. UKG takes it with `Bearer` and
    /// without (`ukg-wire.md`, section 1.5).
    fn data(&self, request: &Request) -> Reply {
        let token = request.header(AUTHORIZATION).unwrap_or_default();
        let token = token.strip_prefix("Bearer ").unwrap_or(token);
        if self.store().is_valid(token, (self.clock)()) {
            Reply::json(StatusCode::OK, json!({}))
        } else {
            let error = json!({"errorCode": "WCO-401", "message": "The token is not valid."});
            Reply::json(StatusCode::UNAUTHORIZED, error)
        }
    }

    async fn reply(&self, mut request: Request) -> Reply {
        let path = request.uri().path().to_owned();
        if path.starts_with(DATA) {
            return self.data(&request);
        }
        if ![TOKEN_PATH, REVOCATION_PATH].contains(&path.as_str()) {
            return Reply::html(StatusCode::NOT_FOUND, NOT_FOUND_PAGE);
        }
        if request.method() != Method::POST {
            let text = "Required Method: POST found otherwise.";
            return Reply::oauth_error(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", text);
        }
        if request.headers().contains_key(AUTHORIZATION) {
            // AM reads the client from here, where it never is right in this simulation.
            let text = "Client authentication failed";
            return Reply::oauth_error(StatusCode::UNAUTHORIZED, "invalid_client", text)
                .with("www-authenticate", "Basic realm=\"sandbox\"");
        }
        let app_key = request.header("appkey").map(str::to_owned);
        let content_type = request.content_type().unwrap_or_default();
        let is_form = content_type.starts_with("application/x-www-form-urlencoded");
        let Ok(body) = request.take_body().into_bytes_limit(LARGEST_BODY).await else {
            return Reply::json(StatusCode::PAYLOAD_TOO_LARGE, json!({"errorCode": "WCO-413"}));
        };
        // The OAuth server looks at forms only: to it, any other body is an empty one.
        let body = if is_form { &body[..] } else { &[] };
        let form = Form(form_urlencoded::parse(body).into_owned().collect());
        let scenario = form.get("username").and_then(Scenario::of);
        if let Some(reply) =
            scenario.and_then(|scenario| scenario.gateway_reply(app_key.as_deref()))
        {
            return reply;
        }
        let mut store = self.store();
        if path == TOKEN_PATH {
            oauth::grant(&form, &mut store, (self.clock)())
        } else {
            oauth::revoke(&form, &mut store)
        }
    }
}

impl Endpoint for HttpApi {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let reply = self.reply(request).await;
        tokio::time::sleep(reply.delay).await;
        let mut response = Response::builder()
            .status(reply.status)
            // What a real tenant sends beside the answer, and what no caller should get to see.
            .header("server", "sandbox-gateway")
            .header("set-cookie", "authn_ssid=sandbox; Secure; HttpOnly")
            .header("kronos-tid", Uuid::new_v4().to_string());
        for (name, value) in reply.headers {
            response = response.header(name, value);
        }
        Ok(match reply.body {
            Body::Json(body) => {
                response.header(CONTENT_TYPE, "application/json").body(body.to_string())
            }
            Body::Html(page) => response.header(CONTENT_TYPE, "text/html;charset=utf-8").body(page),
        })
    }
}
