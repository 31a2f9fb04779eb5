use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

/// An answer of the simulated tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Headers beside those of every answer.
    pub headers: Vec<(&'static str, String)>,
    /// Its body.
    pub body: Body,
    /// How long it takes.
    pub delay: Duration,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// JSON.
    Json(Value),
    /// A page for people.
    Html(&'static str),
}

impl Reply {
    /// A JSON answer.
    pub fn json(status: StatusCode, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(body), delay: Duration::ZERO }
    }

    /// A page.
    pub fn html(status: StatusCode, page: &'static str) -> Self {
        Self { status, headers: Vec::new(), body: Body::Html(page), delay: Duration::ZERO }
    }

    /// An answer of the OAuth server when something is wrong.
    pub fn oauth_error(status: StatusCode, error: &str, description: &str) -> Self {
        Self::json(status, json!({"error": error, "error_description": description}))
    }

    /// The same with one more header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, later.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}
