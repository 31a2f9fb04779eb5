use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use super::{Manner, Tenant};
use crate::ledger::CallId;

/// More than the 256 KiB that are read of an answer.
const FLOOD: usize = 300 * 1024;
/// Longer than a call to a tenant may take, and than the whole run waits for anything.
pub const NEVER: Duration = Duration::from_mins(2);

/// An answer of a tenant.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Reply {
    fn page(status: u16) -> Self {
        let headers = vec![("content-type", "text/html".to_owned())];
        Self { status, headers, body: "<html><body>Please log in.</body></html>".to_owned() }
    }

    fn json(status: u16, body: &serde_json::Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status, headers, body: body.to_string() }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// As HTTP/1.1.
    pub fn into_bytes(self) -> Vec<u8> {
        let mut text =
            format!("HTTP/1.1 {} X\r\ncontent-length: {}\r\n", self.status, self.body.len());
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        (text + "\r\n" + &self.body).into_bytes()
    }
}

impl Tenant {
    /// Notes whose call this is and finds the answer to it, in the time that this tenant takes.
    pub(super) async fn reply_to(&mut self, path: &str, form: &[u8]) -> Reply {
        let (mut call, mut secret) = (None, None);
        for (name, value) in form_urlencoded::parse(form) {
            match &*name {
                "username" | "refresh_token" | "token" => call = CallId::read(&value),
                "client_secret" => secret = Some(value),
                _ => {}
            }
        }
        let Some(call) = call else { return Reply::page(404) };
        self.ledger.arrived(call, self.manner, secret.as_deref());
        self.answer(call, path.ends_with("/revoke")).await.with("kronos-tid", &call.tracking_id())
    }

    async fn answer(&mut self, call: CallId, revocation: bool) -> Reply {
        match self.manner {
            Manner::Late => {
                let spread = u64::try_from(call.number() % 10).unwrap_or_default();
                sleep(Duration::from_millis(50 + 40 * spread)).await;
            }
            Manner::Holding => drop(self.released.wait_for(|released| *released).await),
            Manner::Hanging => sleep(NEVER).await,
            _ => {}
        }
        match self.manner {
            Manner::Html => Reply::page(200),
            Manner::Failing => Reply::page(500),
            Manner::InMaintenance => Reply::page(503).with("retry-after", "30"),
            Manner::Redirecting => Reply::page(302).with("location", "https://evil.example.com/"),
            Manner::Throttling => Reply::page(429).with("retry-after", "1"),
            Manner::Flooding => Reply { body: "x".repeat(FLOOD), ..Reply::page(200) },
            Manner::Refusing => Reply::json(
                400,
                &json!({"error": "invalid_grant", "error_description": "The user is locked."}),
            ),
            _ if revocation => Reply::json(200, &json!({})),
            _ => Reply::json(
                200,
                &json!({
                    "access_token": call.access_token(),
                    "refresh_token": format!("next-{call}"),
                    "token_type": "Bearer",
                    "expires_in": 1799,
                }),
            ),
        }
    }
}
