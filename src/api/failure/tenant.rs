use std::borrow::Cow;

use http::StatusCode;

use super::{BUSY_WAIT, Code};
use crate::upstream::{CertificateFault, Unintelligible, Unreachable, UpstreamFailure};

/// Every way in which a call to a tenant can fail, as status and error code.
pub(super) fn status_and_code(failure: &UpstreamFailure) -> (StatusCode, Code<'_>) {
    let of = |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let (status, code) = match failure {
        UpstreamFailure::Refused { status, error } => {
            return (of(*status), Code::Tenants(&error.error));
        }
        UpstreamFailure::RefusedOtherwise { status, .. } => (of(*status), "tenant_refused"),
        UpstreamFailure::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, "tenant_throttled"),
        UpstreamFailure::Failed { retry_after: Some(_), .. } => {
            (StatusCode::SERVICE_UNAVAILABLE, "tenant_error")
        }
        // UKG: a 503 without Retry-After is not to be repeated automatically.
        UpstreamFailure::Failed { retry_after: None, .. } => {
            (StatusCode::BAD_GATEWAY, "tenant_error")
        }
        UpstreamFailure::Unintelligible { .. } => {
            (StatusCode::BAD_GATEWAY, "tenant_unexpected_answer")
        }
        UpstreamFailure::Unreachable(_) => (StatusCode::BAD_GATEWAY, "tenant_unreachable"),
        UpstreamFailure::Certificate(_) => (StatusCode::BAD_GATEWAY, "tenant_certificate"),
        UpstreamFailure::Late => (StatusCode::GATEWAY_TIMEOUT, "tenant_timeout"),
        UpstreamFailure::AddressRefused => (StatusCode::FORBIDDEN, "tenant_not_allowed"),
        UpstreamFailure::Busy => (StatusCode::SERVICE_UNAVAILABLE, "overloaded"),
        UpstreamFailure::Unavailable { .. } => {
            (StatusCode::SERVICE_UNAVAILABLE, "tenant_unavailable")
        }
    };
    (status, Code::Own(code))
}

pub(super) fn description(failure: &UpstreamFailure) -> Cow<'_, str> {
    Cow::Borrowed(match failure {
        UpstreamFailure::Refused { error, .. } => match &error.error_description {
            Some(description) => description,
            None => "The tenant refused the call.",
        },
        UpstreamFailure::RefusedOtherwise { status, code: Some(code) } => {
            return Cow::Owned(format!(
                "The tenant refused the call with status {status} and the code {code}."
            ));
        }
        UpstreamFailure::RefusedOtherwise { status, code: None } => {
            return Cow::Owned(format!("The tenant refused the call with status {status}."));
        }
        UpstreamFailure::Throttled { .. } => "The tenant accepts no more calls for a while.",
        UpstreamFailure::Failed { status, .. } => {
            return Cow::Owned(format!("The tenant failed with status {status}."));
        }
        UpstreamFailure::Unintelligible { status, reason } => {
            let what = match reason {
                Unintelligible::Redirect => "but sent the call elsewhere. It was not followed.",
                Unintelligible::NotJson => "but not with JSON.",
                Unintelligible::TooLarge => "but with more than 256 KiB.",
                Unintelligible::NoAccessToken => "but without an access token.",
                Unintelligible::NotARevocation => "but did not say that the token is revoked.",
                Unintelligible::Status => "which is no final answer.",
                Unintelligible::NotHttp => "but with something that is not HTTP.",
            };
            return Cow::Owned(match status {
                Some(status) => format!("The tenant answered with status {status}, {what}"),
                None => format!("The tenant answered, {what}"),
            });
        }
        UpstreamFailure::Unreachable(step) => match step {
            Unreachable::Lookup => "The host name of the tenant cannot be resolved.",
            Unreachable::Connect => "The tenant does not accept connections.",
            Unreachable::Tls => "A secure connection to the tenant was not possible.",
            Unreachable::Broken => "The connection to the tenant broke before it answered.",
        },
        UpstreamFailure::Certificate(fault) => match fault {
            CertificateFault::Expired => "The tenant's certificate is not valid at this time.",
            CertificateFault::WrongHost => "The tenant's certificate is for another host.",
            CertificateFault::UnknownIssuer => {
                "The tenant's certificate is from an authority that is not trusted here."
            }
            CertificateFault::Invalid => "The tenant's certificate is not valid.",
        },
        UpstreamFailure::Late => "The tenant did not answer in time.",
        UpstreamFailure::AddressRefused => {
            "The host name of the tenant leads to an address that is not public."
        }
        UpstreamFailure::Busy => "Too many calls to this tenant are under way.",
        UpstreamFailure::Unavailable { .. } => {
            "The tenant failed again and again a moment ago, so it was not called."
        }
    })
}

/// What a throttled caller is told to wait when the tenant says nothing, in seconds.
const DEFAULT_WAIT: u32 = 60;

pub(super) fn retry_after(failure: &UpstreamFailure) -> Option<u32> {
    match failure {
        UpstreamFailure::Throttled { retry_after } => Some(retry_after.unwrap_or(DEFAULT_WAIT)),
        UpstreamFailure::Failed { retry_after, .. } => *retry_after,
        UpstreamFailure::Busy => Some(BUSY_WAIT),
        UpstreamFailure::Unavailable { retry_after } => Some(*retry_after),
        _ => None,
    }
}

/// What exactly is behind the error code: the name of the variant.
pub(super) fn reason(failure: &UpstreamFailure) -> Option<String> {
    match failure {
        UpstreamFailure::Unintelligible { reason, .. } => Some(format!("{reason:?}")),
        UpstreamFailure::Unreachable(step) => Some(format!("{step:?}")),
        UpstreamFailure::Certificate(fault) => Some(format!("{fault:?}")),
        UpstreamFailure::AddressRefused => Some("AddressRefused".to_owned()),
        UpstreamFailure::Busy => Some("Busy".to_owned()),
        UpstreamFailure::Refused { .. }
        | UpstreamFailure::RefusedOtherwise { .. }
        | UpstreamFailure::Throttled { .. }
        | UpstreamFailure::Failed { .. }
        | UpstreamFailure::Unavailable { .. }
        | UpstreamFailure::Late => None,
    }
}

/// The status that the tenant answered with.
pub(super) fn status(failure: &UpstreamFailure) -> Option<u16> {
    match failure {
        UpstreamFailure::Refused { status, .. }
        | UpstreamFailure::RefusedOtherwise { status, .. }
        | UpstreamFailure::Failed { status, .. }
        | UpstreamFailure::Unintelligible { status: Some(status), .. } => Some(*status),
        UpstreamFailure::Throttled { .. } => Some(429),
        UpstreamFailure::Unintelligible { status: None, .. }
        | UpstreamFailure::Unreachable(_)
        | UpstreamFailure::Certificate(_)
        | UpstreamFailure::Late
        | UpstreamFailure::AddressRefused
        | UpstreamFailure::Busy
        | UpstreamFailure::Unavailable { .. } => None,
    }
}
