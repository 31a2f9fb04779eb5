//! What a maker can do about a call to a tenant that brought no success.

use super::super::Asked;
use super::{WAIT, legacy, ukg_authentication};
use crate::tenant::LoginKind;
use crate::token::RequestKind;
use crate::upstream::{CertificateFault, NotCalled, Unreachable, UpstreamFailure};

pub fn hint(asked: Asked, failure: &UpstreamFailure) -> &'static str {
    let Asked { kind, login, by_profile, .. } = asked;
    match failure {
        UpstreamFailure::Refused { error, .. } if error.error == "too_many_attempts" => {
            "UKG has blocked this user, or calls from this service, after too many wrong passwords. \
             Stop the flow: every further try prolongs the block. Unblock the user with the link in \
             UKG's e-mail or ask your UKG administrator, then correct the password."
        }
        UpstreamFailure::Refused { .. } if by_profile => {
            "The account is kept by this service. Ask its operator to check the profile of your API key."
        }
        UpstreamFailure::Unreachable(Unreachable::Broken) | UpstreamFailure::TimedOut => {
            outcome_unknown(kind)
        }
        UpstreamFailure::Unreachable(Unreachable::Connect | Unreachable::Tls) => {
            "Nothing was sent. Try again in a few minutes. If it goes on, ask the operator of this service \
             to run prowfm-auth diagnose for this tenant."
        }
        UpstreamFailure::Certificate(CertificateFault::UnknownIssuer) => {
            "Nothing was sent. The operator of this service can trust another authority with \
             --tenant-ca."
        }
        UpstreamFailure::Certificate(_) => {
            "Nothing was sent. Check the vanity URL, and ask the operator of this service to run \
             prowfm-auth diagnose for this tenant."
        }
        UpstreamFailure::NotCalled(NotCalled::Unavailable { .. }) => {
            "Nothing was sent. One call is let through every few seconds to see whether the tenant \
             is back."
        }
        UpstreamFailure::NotCalled(NotCalled::Busy) => WAIT,
        UpstreamFailure::Failed { .. } => {
            "UKG has a fault or is in maintenance; nothing is wrong with the flow. Try again later, and look \
             at UKG's status page if it goes on."
        }
        UpstreamFailure::Refused { .. }
        | UpstreamFailure::RefusedByGateway { .. }
        | UpstreamFailure::Throttled { .. }
        | UpstreamFailure::UnexpectedResponse { .. }
        | UpstreamFailure::Unreachable(Unreachable::Lookup)
        | UpstreamFailure::AddressRefused => {
            let hint = match login {
                LoginKind::Legacy => legacy::hint(kind, failure),
                LoginKind::UkgAuthentication => ukg_authentication::hint(kind, failure),
            };
            hint.unwrap_or_else(|| of_another_answer(failure))
        }
    }
}

/// Whether the tenant has got the call is not known.
fn outcome_unknown(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Refresh => {
            "The tenant may have exchanged the refresh token all the same. If the next refresh is \
             refused, get a new token with the user name and password."
        }
        RequestKind::Revocation => "Try again: a token can be revoked more than once.",
        RequestKind::Password | RequestKind::Client => {
            "Try again in a few minutes. If it goes on, ask the operator of this service to run \
             prowfm-auth diagnose for this tenant."
        }
    }
}

fn of_another_answer(failure: &UpstreamFailure) -> &'static str {
    match failure {
        UpstreamFailure::Refused { error, .. } if error.error == "server_error" => {
            "This is UKG's word, not one of this service. Try again later."
        }
        UpstreamFailure::UnexpectedResponse { .. } => {
            "Check the address of the tenant, and ask the operator of this service to run prowfm-auth \
             diagnose for it."
        }
        _ => {
            "This is UKG's answer. Ask your UKG administrator what it means; the operator of this service \
             finds the call by its request id."
        }
    }
}
