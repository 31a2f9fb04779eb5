use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use testing::{Request, Step, raw_response};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::ledger::{CallId, Ledger};
use crate::manner::Manner;

/// More than the 256 KiB that are read of a response.
const FLOOD: usize = 300 * 1024;
/// Longer than a call to a tenant may take, and than the whole run waits for anything.
const NEVER: Duration = Duration::from_mins(2);
/// After how many calls a connection of a retiring tenant ends.
const CALLS_UNTIL_RETIREMENT: usize = 5;
/// The pause between two bytes of a tenant that drips. Short enough that no deadline between two
/// bytes would end the call.
const DRIP: Duration = Duration::from_millis(100);

/// Answers the calls of one tenant.
#[derive(Clone)]
pub struct Clerk {
    pub manner: Manner,
    pub ledger: Arc<Ledger>,
    pub released: watch::Receiver<bool>,
}

struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
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

    fn into_bytes(self) -> Vec<u8> {
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        raw_response(self.status, &headers, &self.body)
    }
}

impl Clerk {
    /// What the tenant does once it has read a request, in the time that it takes.
    pub async fn steps(&mut self, request: &Request) -> Vec<Step> {
        let mut reply = self.reply_to(&request.text).await;
        let retires = self.manner == Manner::Retiring && request.number == CALLS_UNTIL_RETIREMENT;
        if retires {
            reply = reply.with("connection", "close");
        }
        let bytes = reply.into_bytes();
        match self.manner {
            Manner::Resetting => vec![Step::Reset],
            // All of the head and most of the body.
            Manner::CuttingOff => {
                vec![Step::Send(bytes[..bytes.len() - 2].to_vec()), Step::Close]
            }
            Manner::Dripping => {
                bytes.into_iter().flat_map(|b| [Step::Send(vec![b]), Step::Wait(DRIP)]).collect()
            }
            Manner::Closing => vec![Step::Send(bytes), Step::Close],
            _ if retires => vec![Step::Send(bytes), Step::Close],
            _ => vec![Step::Send(bytes)],
        }
    }

    /// Notes which call this is and finds the response to it.
    async fn reply_to(&mut self, request: &str) -> Reply {
        let (head, form) = request.split_once("\r\n\r\n").unwrap_or((request, ""));
        let (mut call, mut secret) = (None, None);
        for (name, value) in form_urlencoded::parse(form.as_bytes()) {
            match &*name {
                "username" | "refresh_token" | "token" => call = CallId::read(&value),
                "client_secret" => secret = Some(value),
                _ => {}
            }
        }
        let Some(call) = call else { return Reply::page(404) };
        self.ledger.arrived(call, self.manner, secret.as_deref());
        let revocation = head.split(' ').nth(1).is_some_and(|path| path.ends_with("/revoke"));
        self.response(call, revocation).await.with("kronos-tid", &call.tracking_id())
    }

    async fn response(&mut self, call: CallId, revocation: bool) -> Reply {
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
