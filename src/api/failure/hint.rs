mod legacy;
mod ukg_authentication;

use std::borrow::Cow;

use super::{Asked, Failure, InvalidRequest, InvalidVanityUrl, not_possible, paused};
use crate::tenant::LoginKind;
use crate::token::RequestKind;
use crate::upstream::{CertificateFault, NotCalled, Unreachable, UpstreamFailure};

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
        Failure::LoginPaused(paused) => return Some(Cow::Owned(paused::hint(*paused))),
        Failure::TenantNotAllowed => {
            "Check the host name. If it is right, ask the operator of this service to allow it with \
             --allow-tenant."
        }
        Failure::TenantOfAnotherKey => {
            "Use the vanity URL that the key was made for, or another key."
        }
        Failure::NoProfile => {
            "Ask the operator of this service for a key with a profile: api-key new --profile NAME, and \
             the profile itself in the file of --profiles."
        }
        Failure::InvalidApiKey => {
            "Enter the API key in the connection, or send it in the header X-API-Key."
        }
        Failure::Throttled { .. } => {
            "Get one token and use it until it expires, instead of one for every call. Calls that \
             come too early are not counted."
        }
        Failure::Tenant { asked, failure } => {
            return of_tenant(*asked, failure).map(Cow::Borrowed);
        }
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
        InvalidRequest::Missing("grant_type") => {
            Some(Cow::Borrowed("Send password, refresh_token or client_credentials in it."))
        }
        InvalidRequest::Header("Authorization") => Some(Cow::Borrowed(
            "Send it once, as HTTP Basic. The client id and secret of an OAuth client are form-encoded in it: \
             % is %25, + is %2B and : is %3A.",
        )),
        InvalidRequest::TwoClients(_) => Some(Cow::Borrowed(
            "Send the client id and secret once: in the body or in the header Authorization.",
        )),
        InvalidRequest::Contradicts(_) => Some(Cow::Borrowed(
            "Leave it out, or send the same value everywhere in the call. If the value is right, ask the \
             operator of this service to correct the settings of the tenant.",
        )),
        InvalidRequest::WithoutTokenUrl(_) => Some(Cow::Borrowed(
            "Send the header X-WFM-Token-Url too, or ask the operator of this service to set the \
             token URL of the tenant.",
        )),
        _ => None,
    }
}

fn of_tenant(asked: Asked, failure: &UpstreamFailure) -> Option<&'static str> {
    let Asked { kind, login, .. } = asked;
    Some(match failure {
        UpstreamFailure::Refused { error, .. } if error.error == "too_many_attempts" => {
            "UKG has blocked this user, or calls from this service, after too many wrong passwords. \
             Stop the flow: every further try prolongs the block. Unblock the user with the link in \
             UKG's e-mail or ask your UKG administrator, then correct the password."
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
        UpstreamFailure::NotCalled(NotCalled::Unavailable { .. }) => {
            "Nothing was sent. One call is let through every few seconds to see whether the tenant \
             is back."
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
            return hint.or(match failure {
                UpstreamFailure::Refused { error, .. } if error.error == "server_error" => {
                    Some("This is UKG's word, not one of this service. Try again later.")
                }
                _ => None,
            });
        }
        UpstreamFailure::Failed { .. }
        | UpstreamFailure::NotCalled(NotCalled::Busy)
        | UpstreamFailure::Unreachable(_)
        | UpstreamFailure::Certificate(_) => return None,
    })
}
