use std::time::Duration;

use aws_lc_rs::error::Unspecified;
use http::StatusCode;
use serde_json::{Value, json};

/// A response of the simulated tenant.
pub struct Reply {
    pub status: StatusCode,
    /// In addition to those of every response.
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
    /// Before the response is sent.
    pub delay: Duration,
}

pub enum Body {
    Json(Value),
    Html(&'static str),
    Empty,
}

impl Reply {
    fn new(status: StatusCode, body: Body) -> Self {
        Self { status, headers: Vec::new(), body, delay: Duration::ZERO }
    }

    pub fn json(status: StatusCode, body: Value) -> Self {
        Self::new(status, Body::Json(body))
    }

    pub fn html(status: StatusCode, page: &'static str) -> Self {
        Self::new(status, Body::Html(page))
    }

    pub fn empty(status: StatusCode) -> Self {
        Self::new(status, Body::Empty)
    }

    /// An error response of the OAuth server.
    pub fn oauth_error(status: StatusCode, error: &str, description: &str) -> Self {
        Self::json(status, json!({"error": error, "error_description": description}))
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With this header, unless it is there already.
    pub fn or_with(self, name: &'static str, value: impl Into<String>) -> Self {
        if self.headers.iter().any(|(other, _)| *other == name) {
            self
        } else {
            self.with(name, value)
        }
    }

    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

/// No token can be signed.
impl From<Unspecified> for Reply {
    fn from(_: Unspecified) -> Self {
        let text = "The sandbox cannot sign a token.";
        Self::oauth_error(StatusCode::INTERNAL_SERVER_ERROR, "server_error", text)
    }
}
