use std::borrow::Cow;

use http::StatusCode;

use crate::upstream::{CertificateFault, Unintelligible, Unreachable, UpstreamFailure};

/// Every way in which a call to a tenant can fail, as status and error code.
pub(super) fn status_and_code(failure: &UpstreamFailure) -> (StatusCode, Cow<'_, str>) {
    let of = |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let (status, code) = match failure {
        UpstreamFailure::Refused { status, error } => {
            return (of(*status), Cow::Borrowed(&error.error));
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
    };
    (status, Cow::Borrowed(code))
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
            return Cow::Owned(format!(
                "The tenant answered with status {status}, {}",
                match reason {
                    Unintelligible::Redirect => "but sent the call elsewhere. It was not followed.",
                    Unintelligible::NotJson => "but not with JSON.",
                    Unintelligible::TooLarge => "but with more than 256 KiB.",
                    Unintelligible::NoAccessToken => "but without an access token.",
                    Unintelligible::NotARevocation => "but did not say that the token is revoked.",
                    Unintelligible::Status => "which is no final answer.",
                }
            ));
        }
        UpstreamFailure::Unreachable(step) => match step {
            Unreachable::Lookup => "The host name of the tenant is not known.",
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
    })
}

pub(super) fn retry_after(failure: &UpstreamFailure) -> Option<u32> {
    match failure {
        UpstreamFailure::Throttled { retry_after }
        | UpstreamFailure::Failed { retry_after, .. } => *retry_after,
        _ => None,
    }
}
