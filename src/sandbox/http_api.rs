use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, StatusCode};
use parking_lot::{Mutex, MutexGuard};
use poem::{Endpoint, Request, Response};
use serde_json::json;
use uuid::Uuid;

use super::Clock;
use super::form::Form;
use super::oauth;
use super::reply::{Body, Reply};
use super::scenario::Scenario;
use super::store::Store;
use crate::upstream::request::{REVOCATION_PATH, TOKEN_PATH};

const DATA_PATH: &str = "/api/v1/";
/// In bytes (`docs/ukg-wire.md`, requests).
const MAX_BODY: usize = 1024 * 1024;
const NOT_FOUND_PAGE: &str = "<html><body><h1>404 Not Found</h1></body></html>";

pub struct HttpApi {
    store: Mutex<Store>,
    clock: Clock,
}

impl HttpApi {
    pub fn new(clock: Clock) -> Self {
        Self { store: Mutex::default(), clock }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock()
    }

    /// A data call. There is no data, but the token is checked, with and without `Bearer`
    /// (`docs/ukg-wire.md`, using a token).
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
        if path.starts_with(DATA_PATH) {
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
            // AM takes the client from this header, and here no client is valid there.
            let text = "Client authentication failed";
            return Reply::oauth_error(StatusCode::UNAUTHORIZED, "invalid_client", text)
                .with("www-authenticate", "Basic realm=\"sandbox\"");
        }
        let app_key = request.header("appkey").map(str::to_owned);
        let content_type = request.content_type().unwrap_or_default();
        let is_form = content_type.starts_with("application/x-www-form-urlencoded");
        let Ok(body) = request.take_body().into_bytes_limit(MAX_BODY).await else {
            return Reply::json(StatusCode::PAYLOAD_TOO_LARGE, json!({"errorCode": "WCO-413"}));
        };
        // The OAuth server reads only forms; any other body is empty to it.
        let body = if is_form { &body[..] } else { &[] };
        let form = Form(form_urlencoded::parse(body).into_owned().collect());
        let scenario = form.get("username").and_then(Scenario::of);
        if let Some(reply) = scenario.and_then(|it| it.gateway_reply(app_key.as_deref())) {
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
            // Headers of a real tenant, the first two of which must not reach callers.
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
