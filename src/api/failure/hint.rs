use std::borrow::Cow;

use super::{Failure, InvalidRequest, InvalidVanityUrl, not_possible};
use crate::token::{RequestKind, UnexpectedBody};
use crate::upstream::{CertificateFault, NotCalled, Unexpected, Unreachable, UpstreamFailure};

/// What the maker of a flow can do about a failure, if there is anything.
pub(super) fn of(failure: &Failure) -> Option<Cow<'static, str>> {
    let hint = match failure {
        Failure::InvalidRequest(invalid) => return of_request(invalid),
        Failure::NoVanityUrl => {
            "Set PRO WFM Vanity URL in the connection, or send the header X-WFM-Vanity-Url."
        }
        Failure::RepeatedVanityUrl => "Send the header X-WFM-Vanity-Url once.",
        Failure::InvalidVanityUrl(InvalidVanityUrl::NotQualified) => {
            "Write the whole host name, as the browser shows it after you log in to UKG Pro WFM, \
             such as https://acme.prd.mykronos.com."
        }
        Failure::InvalidVanityUrl(_) => {
            "Write it as https://<hostname>.mykronos.com, without anything after it."
        }
        Failure::InvalidTokenUrl(_) => {
            "Copy the token URL from UKG's Client Management, such as \
             https://welcome-us.ukg.net/oauth/token."
        }
        Failure::TokenHostNotAllowed => {
            "Check the host name. If it is right, ask the operator of this service to allow it with \
             --allow-token-host."
        }
        Failure::NotPossible(reason) => not_possible::hint(*reason),
        Failure::TenantNotAllowed => {
            "Check the host name. If it is right, ask the operator of this service to allow it with \
             --allow-tenant."
        }
        Failure::TenantOfAnotherKey => {
            "Use the vanity URL that the key was made for, or another key."
        }
        Failure::InvalidApiKey => {
            "Enter the API key in the connection, or send it in the header X-API-Key."
        }
        Failure::Throttled { .. } => {
            "Get one token and use it until it expires, instead of one for every call. Calls that \
             come too early are not counted."
        }
        Failure::Tenant { asked, failure } => return of_tenant(asked.kind, failure),
        Failure::NotFound
        | Failure::MethodNotAllowed
        | Failure::Overloaded
        | Failure::TooManyConnections { .. }
        | Failure::ServerError => return None,
    };
    Some(Cow::Borrowed(hint))
}

fn of_request(invalid: &InvalidRequest) -> Option<Cow<'static, str>> {
    match invalid {
        InvalidRequest::InQuery(_) => Some(Cow::Borrowed(
            "Addresses are kept in logs, so others may know this value now: change it.",
        )),
        InvalidRequest::UnsupportedGrantType => Some(Cow::Borrowed(
            "Leave grant_type out, or use password or, for a refresh, refresh_token.",
        )),
        InvalidRequest::UnknownGrantType => Some(Cow::Borrowed(
            "Use password, refresh_token or client_credentials. This service cannot open a browser, \
             so there is no authorization_code.",
        )),
        InvalidRequest::TwoClients(_) => Some(Cow::Borrowed(
            "Send the client id and secret once: in the body or in the header Authorization.",
        )),
        InvalidRequest::Contradicts(_) => Some(Cow::Borrowed(
            "Leave it out, or ask the operator of this service to correct the settings of the tenant.",
        )),
        InvalidRequest::WithoutTokenUrl(_) => Some(Cow::Borrowed(
            "Send the header X-WFM-Token-Url too, or ask the operator of this service to set the \
             token URL of the tenant.",
        )),
        _ => None,
    }
}

fn of_tenant(kind: RequestKind, failure: &UpstreamFailure) -> Option<Cow<'static, str>> {
    let hint = match failure {
        UpstreamFailure::Refused { error, .. } => return of_oauth(kind, &error.error),
        UpstreamFailure::RefusedByGateway { status, .. } => match status {
            401 => "Tenants before release 2024.R1 need an app key: send it in the header appkey.",
            403 => {
                "Ask your UKG administrator whether this user has a licence and a function access \
                 profile for the API."
            }
            404 | 405 => "Check the vanity URL: this host has no token endpoint.",
            _ => return None,
        },
        UpstreamFailure::Throttled { .. } => {
            "Get one token and use it until it expires, instead of one for every call."
        }
        UpstreamFailure::UnexpectedResponse { reason, .. } => match reason {
            Unexpected::Redirect | Unexpected::Body(UnexpectedBody::NotJson) => {
                "Check the vanity URL: a host for single sign-on (often with -sso in its name) \
                 answers with a login page. Use the host for API calls, often with -nosso."
            }
            _ => return None,
        },
        UpstreamFailure::Unreachable(Unreachable::Lookup) => {
            "Check the vanity URL for typing mistakes. If it is right, try again later."
        }
        UpstreamFailure::Unreachable(Unreachable::Broken) | UpstreamFailure::TimedOut => match kind
        {
            RequestKind::Refresh => {
                "The tenant may have exchanged the refresh token all the same. If the next refresh is \
                 refused, get a new token with the user name and password."
            }
            RequestKind::Password | RequestKind::Client | RequestKind::Revocation => return None,
        },
        UpstreamFailure::Certificate(CertificateFault::UnknownIssuer) => {
            "Nothing was sent. The operator of this service can trust another authority with \
             --tenant-ca."
        }
        UpstreamFailure::AddressRefused => {
            "Check the vanity URL. If the tenant really is in a private network, ask the operator of \
             this service to set its address with --resolve."
        }
        UpstreamFailure::NotCalled(NotCalled::Unavailable { .. }) => {
            "Nothing was sent. One call is let through every few seconds to see whether the tenant \
             is back."
        }
        UpstreamFailure::Failed { .. }
        | UpstreamFailure::NotCalled(NotCalled::Busy)
        | UpstreamFailure::Unreachable(_)
        | UpstreamFailure::Certificate(_) => return None,
    };
    Some(Cow::Borrowed(hint))
}

fn of_oauth(kind: RequestKind, code: &str) -> Option<Cow<'static, str>> {
    let hint = match (code, kind) {
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
            "The tenant could not finish the login. The user may have to change the password or \
             confirm a second factor; an API user must not."
        }
        _ => return None,
    };
    Some(Cow::Borrowed(hint))
}
