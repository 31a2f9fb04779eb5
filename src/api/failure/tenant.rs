use http::StatusCode;

use super::{Asked, BUSY_WAIT, Code};
use crate::token::UnexpectedBody;
use crate::upstream::{CertificateFault, NotCalled, Unexpected, Unreachable, UpstreamFailure};

/// Status and error code of every failure of a call to a tenant.
pub(super) fn status_and_code(asked: Asked, failure: &UpstreamFailure) -> (StatusCode, Code<'_>) {
    let of = |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let (status, code) = match failure {
        UpstreamFailure::Refused { status, error } => {
            let status = of_refusal(asked, *status, &error.error);
            return (of(status), Code::Tenant(&error.error));
        }
        UpstreamFailure::RefusedByGateway { status, .. } => (of(*status), "tenant_refused"),
        UpstreamFailure::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, "tenant_throttled"),
        UpstreamFailure::Failed { retry_after: Some(_), .. } => {
            (StatusCode::SERVICE_UNAVAILABLE, "tenant_error")
        }
        // UKG: a 503 without Retry-After is not to be repeated automatically.
        UpstreamFailure::Failed { retry_after: None, .. } => {
            (StatusCode::BAD_GATEWAY, "tenant_error")
        }
        UpstreamFailure::UnexpectedResponse { .. } => {
            (StatusCode::BAD_GATEWAY, "tenant_unexpected_answer")
        }
        UpstreamFailure::Unreachable(_) => (StatusCode::BAD_GATEWAY, "tenant_unreachable"),
        UpstreamFailure::Certificate(_) => (StatusCode::BAD_GATEWAY, "tenant_certificate"),
        UpstreamFailure::TimedOut => (StatusCode::GATEWAY_TIMEOUT, "tenant_timeout"),
        UpstreamFailure::AddressRefused => (StatusCode::FORBIDDEN, "tenant_not_allowed"),
        UpstreamFailure::NotCalled(NotCalled::Busy) => {
            (StatusCode::SERVICE_UNAVAILABLE, "overloaded")
        }
        UpstreamFailure::NotCalled(NotCalled::Unavailable { .. }) => {
            (StatusCode::SERVICE_UNAVAILABLE, "tenant_unavailable")
        }
    };
    (status, Code::Own(code))
}

/// The status of a refusal: the tenant's, unless the platform would repeat it, or RFC 6749 wants another.
fn of_refusal(asked: Asked, status: u16, code: &str) -> u16 {
    match status {
        // A blocked account: each repetition prolongs the block.
        429 => 403,
        408 | 501 => 400,
        // RFC 6749, section 5.2: a client that failed by an Authorization header.
        400 if asked.by_basic && code == "invalid_client" => 401,
        status => status,
    }
}

/// Whether the tenant refused the client that the caller authenticated by HTTP Basic. UKG Authentication
/// says so with `access_denied`.
pub(super) fn refuses_basic(asked: Asked, failure: &UpstreamFailure) -> bool {
    let UpstreamFailure::Refused { status, error } = failure else { return false };
    asked.by_basic
        && of_refusal(asked, *status, &error.error) == 401
        && matches!(error.error.as_str(), "invalid_client" | "access_denied")
}

/// `Retry-After` if a tenant throttles without saying for how long, in seconds.
const DEFAULT_WAIT: u32 = 60;

pub(super) fn retry_after(failure: &UpstreamFailure) -> Option<u32> {
    match failure {
        UpstreamFailure::Throttled { retry_after } => Some(retry_after.unwrap_or(DEFAULT_WAIT)),
        UpstreamFailure::Failed { retry_after, .. } => *retry_after,
        UpstreamFailure::NotCalled(NotCalled::Busy) => Some(BUSY_WAIT),
        UpstreamFailure::NotCalled(NotCalled::Unavailable { retry_after }) => Some(*retry_after),
        _ => None,
    }
}

/// The cause behind the error code.
pub(super) fn reason(failure: &UpstreamFailure) -> Option<&'static str> {
    match failure {
        UpstreamFailure::UnexpectedResponse { reason, .. } => Some(match reason {
            Unexpected::Redirect => "redirect",
            Unexpected::TooLarge => "too_large",
            Unexpected::Status => "status",
            Unexpected::NotHttp => "not_http",
            Unexpected::Body(UnexpectedBody::NotJson) => "not_json",
            Unexpected::Body(UnexpectedBody::NoAccessToken) => "no_access_token",
            Unexpected::Body(UnexpectedBody::NotRevoked) => "not_revoked",
        }),
        UpstreamFailure::Unreachable(step) => Some(match step {
            Unreachable::Lookup => "lookup",
            Unreachable::Connect => "connect",
            Unreachable::Tls => "tls",
            Unreachable::Broken => "connection_broken",
        }),
        UpstreamFailure::Certificate(fault) => Some(match fault {
            CertificateFault::Expired => "expired",
            CertificateFault::WrongHost => "wrong_host",
            CertificateFault::UnknownIssuer => "unknown_issuer",
            CertificateFault::Invalid => "invalid",
        }),
        UpstreamFailure::AddressRefused => Some("address_refused"),
        UpstreamFailure::NotCalled(NotCalled::Busy) => Some("tenant_busy"),
        UpstreamFailure::Refused { .. }
        | UpstreamFailure::RefusedByGateway { .. }
        | UpstreamFailure::Throttled { .. }
        | UpstreamFailure::Failed { .. }
        | UpstreamFailure::TimedOut
        | UpstreamFailure::NotCalled(NotCalled::Unavailable { .. }) => None,
    }
}

/// The status of the tenant's response.
pub(super) fn status(failure: &UpstreamFailure) -> Option<u16> {
    match failure {
        UpstreamFailure::Refused { status, .. }
        | UpstreamFailure::RefusedByGateway { status, .. }
        | UpstreamFailure::Failed { status, .. } => Some(*status),
        UpstreamFailure::UnexpectedResponse { status, .. } => *status,
        UpstreamFailure::Throttled { .. } => Some(429),
        UpstreamFailure::Unreachable(_)
        | UpstreamFailure::Certificate(_)
        | UpstreamFailure::TimedOut
        | UpstreamFailure::AddressRefused
        | UpstreamFailure::NotCalled(_) => None,
    }
}
