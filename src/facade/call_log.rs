use std::time::Duration;

use crate::finished_call::FinishedCall;
use crate::traces::CallSpan;

/// Logs a finished call in one line.
pub fn log(call: &FinishedCall<'_>, span: Option<&CallSpan>) {
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                request_id = call.request_id,
                trace_id = span.map(CallSpan::trace_id),
                peer = call.peer.map(tracing::field::display),
                method = call.method,
                route = call.route,
                operation = call.operation,
                key = call.key,
                user = call.user,
                tenant = call.tenant,
                refused_tenant = call.refused_tenant,
                status = call.status,
                error = call.error,
                reason = call.reason,
                tenant_status = call.tenant_status,
                ms = milliseconds(call.time),
                tenant_ms = call.tenant_time.map(milliseconds),
                token_from = call.token_from,
                login_service = call.login_service,
                kronos_tid = call.kronos_tid,
                auth0_request_id = call.auth0_request_id,
                "call"
            )
        };
    }
    if call.is_fault {
        line!(error);
    } else if (call.is_probe || call.is_page) && call.error.is_none() {
        line!(debug);
    } else {
        line!(info);
    }
}

/// Milliseconds with three decimals.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}
