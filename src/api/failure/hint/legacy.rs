//! What a maker can do about the legacy login service of a tenant.

use crate::token::{RequestKind, UnexpectedBody};
use crate::upstream::{Unexpected, Unreachable, UpstreamFailure};

pub fn hint(kind: RequestKind, failure: &UpstreamFailure) -> Option<&'static str> {
    Some(match failure {
        UpstreamFailure::Refused { error, .. } => return refusal(kind, &error.error),
        UpstreamFailure::RefusedByGateway { status, .. } => match status {
            401 => {
                "Tenants before release 2024.R1 need an app key in the header appkey: it is missing \
                 or wrong."
            }
            403 => {
                "Ask your UKG administrator whether this user has a licence and a function access \
                 profile for the API."
            }
            404 => {
                "Check the vanity URL: this host has no token endpoint. Or the tenant uses UKG \
                 Authentication now: then ask the operator of this service to set its token URL \
                 (--token-url), or send the header X-WFM-Token-Url."
            }
            405 => "Check the vanity URL: this host has no token endpoint.",
            _ => return None,
        },
        UpstreamFailure::Throttled { .. } => {
            "Get one token and use it until it expires, instead of one for every call."
        }
        UpstreamFailure::UnexpectedResponse {
            reason: Unexpected::Redirect | Unexpected::Body(UnexpectedBody::NotJson),
            ..
        } => {
            "Check the vanity URL: a host for single sign-on (often with -sso in its name) \
             answers with a login page. Use the host for API calls, often with -nosso. Or the tenant \
             uses UKG Authentication now: then ask the operator of this service to set its token URL \
             (--token-url), or send the header X-WFM-Token-Url."
        }
        UpstreamFailure::Unreachable(Unreachable::Lookup) => {
            "Check the vanity URL for typing mistakes. If it is right, try again later."
        }
        UpstreamFailure::AddressRefused => {
            "Check the vanity URL. If the tenant really is in a private network, ask the operator of \
             this service to set its address with --resolve."
        }
        _ => return None,
    })
}

fn refusal(kind: RequestKind, code: &str) -> Option<&'static str> {
    Some(match (code, kind) {
        ("invalid_grant", RequestKind::Password) => {
            "Check the user name and the password. The user must have the authentication type \
             Basic, not Federated. A locked or inactive user is refused with the same words."
        }
        ("invalid_grant" | "invalid_request", RequestKind::Refresh) => {
            "The refresh token is expired, revoked or already used. Get a new one with the user \
             name and password."
        }
        ("invalid_client", _) => {
            "Check client_id and client_secret. They belong to one tenant: those of a test tenant \
             do not work in production."
        }
        ("unauthorized_client", _) => {
            "This client may not be used this way. Ask your UKG administrator."
        }
        ("server_error", RequestKind::Password) => {
            "The tenant, not this service, could not finish the login. The user may have to change \
             the password or confirm a second factor, which an API user must not, or auth_chain is \
             wrong."
        }
        _ => return None,
    })
}
