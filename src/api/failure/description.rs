//! What went wrong in a call to a tenant, in one sentence.

use std::borrow::Cow;

use super::Asked;
use crate::tenant::LoginKind;
use crate::token::UnexpectedBody;
use crate::upstream::{CertificateFault, NotCalled, Unexpected, Unreachable, UpstreamFailure};

pub(super) fn of_tenant(asked: Asked, failure: &UpstreamFailure) -> Cow<'_, str> {
    // What was called.
    let host = match asked.login {
        LoginKind::Legacy => "tenant",
        LoginKind::UkgAuthentication => "token host",
    };
    Cow::Owned(match failure {
        // Auth0's words for a second factor are those for a program that can ask for it.
        UpstreamFailure::Refused { error, .. } if error.error == "mfa_required" => {
            return Cow::Borrowed("UKG asks for a second factor to log this user in.");
        }
        UpstreamFailure::Refused { error, .. } => match &error.error_description {
            Some(description) => return Cow::Borrowed(description),
            None => format!("The {host} refused the call."),
        },
        UpstreamFailure::RefusedByGateway { status, code: Some(code) } => {
            format!("The {host} refused the call with status {status} and the code {code}.")
        }
        UpstreamFailure::RefusedByGateway { status, code: None } => {
            format!("The {host} refused the call with status {status}.")
        }
        UpstreamFailure::Throttled { .. } => {
            format!("The {host} accepts no more calls for a while.")
        }
        UpstreamFailure::Failed { status, .. } => {
            format!("The {host} failed with status {status}.")
        }
        UpstreamFailure::UnexpectedResponse { status, reason } => {
            let what = unexpected(*reason);
            match status {
                Some(status) => format!("The {host} responded with status {status}, {what}"),
                None => format!("The {host} responded, {what}"),
            }
        }
        UpstreamFailure::Unreachable(step) => match step {
            Unreachable::Lookup => format!("The host name of the {host} cannot be found."),
            Unreachable::Connect => format!("The {host} does not accept connections."),
            Unreachable::Tls => format!("A secure connection to the {host} was not possible."),
            Unreachable::Broken => {
                format!("The connection to the {host} broke before it answered.")
            }
        },
        UpstreamFailure::Certificate(fault) => match fault {
            CertificateFault::Expired => {
                format!("The {host}'s certificate is not valid at this time.")
            }
            CertificateFault::WrongHost => {
                format!("The {host}'s certificate is for another host.")
            }
            CertificateFault::UnknownIssuer => {
                format!("The {host}'s certificate is from an authority that is not trusted here.")
            }
            CertificateFault::Invalid => format!("The {host}'s certificate is not valid."),
        },
        UpstreamFailure::TimedOut => format!("The {host} did not answer in time."),
        UpstreamFailure::AddressRefused => {
            format!("The host name of the {host} leads to an address that is not public.")
        }
        UpstreamFailure::NotCalled(NotCalled::Busy) => {
            return Cow::Borrowed("Too many calls to this tenant are in progress.");
        }
        UpstreamFailure::NotCalled(NotCalled::Unavailable { .. }) => {
            format!("The {host} failed again and again a moment ago, so it was not called.")
        }
    })
}

fn unexpected(reason: Unexpected) -> &'static str {
    match reason {
        Unexpected::Redirect => "a redirect to another address, which was not followed.",
        Unexpected::TooLarge => "but with more than 256 KiB.",
        Unexpected::Status => "which no token endpoint sends.",
        Unexpected::NotHttp => "but not with HTTP.",
        Unexpected::Body(UnexpectedBody::NotJson) => "but not with JSON.",
        Unexpected::Body(UnexpectedBody::NoAccessToken) => "but without an access token.",
        Unexpected::Body(UnexpectedBody::NotRevoked) => {
            "but did not confirm that the token is revoked."
        }
    }
}
