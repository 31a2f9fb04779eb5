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
    /// Set if traces are exported.
    pub span: Option<CallSpan>,
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
pub struct Notes {
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
    pub tracking_id: Option<TrackingId>,
    /// Where the token came from that was handed out.
    pub token_from: Option<Source>,
    pub quota: Option<Quota>,
    pub tenant_time: Option<Duration>,
}

impl Call {
    #[must_use]
    pub fn new(request_id: String, span: Option<CallSpan>) -> Self {
        Self { request_id, started: Instant::now(), span, notes: Mutex::default() }
    }

    /// Must not be held across an `await`.
    pub fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock()
    }
}
