use std::net::IpAddr;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};

use crate::kept_tokens::Source;
use crate::tenant::LoginKind;
use crate::throttle::Quota;
use crate::traces::CallSpan;
use crate::upstream::TrackingId;

/// One call on its way: its id, and what is noted about it for the response's headers, the log, the
/// traces and the metrics.
#[derive(Debug)]
pub struct Call {
    pub request_id: String,
    pub started: Instant,
    /// The caller's address, behind proxies that are trusted.
    pub peer: Option<IpAddr>,
    /// Set if traces are exported.
    pub span: Option<CallSpan>,
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
pub struct Notes {
    /// The caller's request id holds a secret: the call gets another one.
    pub id_is_secret: bool,
    /// The name of the caller's API key.
    pub key: Option<String>,
    /// A keyed hash of the user name.
    pub user: Option<String>,
    /// The host of the tenant that the call is for.
    pub tenant: Option<String>,
    /// The host of a tenant that must not be called.
    pub refused_tenant: Option<String>,
    pub login_service: Option<LoginKind>,
    /// Whether the client is authenticated by HTTP Basic.
    pub client_by_basic: bool,
    /// Whether the account is one of this server.
    pub by_profile: bool,
    pub tracking_id: Option<TrackingId>,
    /// Where the token came from that was handed out.
    pub token_from: Option<Source>,
    pub quota: Option<Quota>,
    pub tenant_time: Option<Duration>,
}

impl Call {
    #[must_use]
    pub fn new(request_id: String, peer: Option<IpAddr>, span: Option<CallSpan>) -> Self {
        Self { request_id, started: Instant::now(), peer, span, notes: Mutex::default() }
    }

    /// Gives the call another id if the caller's own holds this secret: ids are logged and sent back.
    pub fn keep_out_of_id(&self, secret: &str) {
        if holds(&self.request_id, secret) {
            self.notes().id_is_secret = true;
        }
    }

    /// Must not be held across an `await`.
    pub fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock()
    }
}

/// Minimum length of a secret that is sought within a text, in bytes: a shorter one may be there by chance.
const MIN_SOUGHT: usize = 8;

/// Whether a text is a secret, or contains it, in any case.
#[must_use]
pub fn holds(text: &str, secret: &str) -> bool {
    let (text, secret) = (text.as_bytes(), secret.trim().as_bytes());
    let is_sought = secret.len() >= MIN_SOUGHT && secret.len() <= text.len();
    text.eq_ignore_ascii_case(secret) && !secret.is_empty()
        || is_sought && text.windows(secret.len()).any(|part| part.eq_ignore_ascii_case(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_any_case_and_not_by_chance() {
        assert!(holds("https://sup3rsecret.passw0rd.com", "Sup3rSecret.Passw0rd.com"));
        assert!(holds("acme", "ACME ") && holds("x-12345678-y", "12345678"));
        assert!(!holds("https://acme.mykronos.com", "acme"));
        assert!(!holds("short", "a longer secret") && !holds("", "") && !holds("a", " "));
    }
}
