use std::time::Duration;

use http::{Method, StatusCode};

use crate::api::{CallRecord, Failure};
use crate::traces::CallSpan;

/// Below this path supervisors ask, all the time: that is neither counted nor, at info, logged.
pub const PROBES: &str = "/health/";

/// The name of a method, if it is one of HTTP's own: anything else is a caller's text.
pub fn method_name(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    // Any other has the name that OpenTelemetry's semantic conventions give it.
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("_OTHER")
}

/// What a log line says beside what was noted on the way.
pub struct Logged<'a> {
    pub method: &'static str,
    pub route: Option<&'a str>,
    pub operation: Option<&'static str>,
    pub status: StatusCode,
    pub time: Duration,
}

/// Logs a call in one line: codes, ids and names of hosts, never a text of the caller's or the tenant's.
pub fn log(record: &CallRecord, call: &Logged<'_>, failure: Option<&Failure>) {
    /// Milliseconds with three decimals.
    fn milliseconds(time: Duration) -> f64 {
        (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0
    }
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                request_id = record.request_id,
                trace_id = record.span().map(CallSpan::trace_id),
                method = call.method,
                route = call.route,
                operation = call.operation,
                key = record.key.get(),
                user = record.user.get(),
                tenant = record.tenant.get(),
                refused_tenant = record.refused_tenant.get(),
                status = call.status.as_u16(),
                error = failure.map(Failure::known_code),
                reason = failure.and_then(Failure::reason),
                tenant_status = failure.and_then(Failure::tenant_status),
                ms = milliseconds(call.time),
                tenant_ms = record.tenant_time.get().copied().map(milliseconds),
                kronos_tid = record.kronos_tid.get(),
                "call"
            )
        };
    }
    match failure {
        Some(Failure::ServerError) => line!(error),
        None if call.route.is_some_and(|route| route.starts_with(PROBES)) => line!(debug),
        _ => line!(info),
    }
}
