mod legacy;
mod request;
mod tenant;
mod ukg_authentication;

use std::borrow::Cow;

use super::{CrossSite, Failure, InvalidVanityUrl, not_possible, paused};

/// What the maker of a flow can do about a failure.
pub(super) fn of(failure: &Failure) -> Cow<'static, str> {
    Cow::Borrowed(match failure {
        Failure::InvalidRequest(invalid) => request::hint(invalid),
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
        Failure::LoginPaused(paused) => return Cow::Owned(paused::hint(*paused)),
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
        Failure::ExpiredApiKey => {
            "Ask the operator of this service for a new key, and enter it in the connection."
        }
        Failure::CrossSite(CrossSite::Page) => {
            "Call this service from a flow or a program, not from a page in a browser."
        }
        Failure::CrossSite(CrossSite::Host) => {
            "Write localhost or 127.0.0.1 as its host, or ask the operator of this service to set \
             --public-url."
        }
        Failure::Throttled { .. } => {
            "Get one token and use it until it expires, instead of one for every call. Calls that \
             come too early are not counted."
        }
        Failure::Tenant { asked, failure } => tenant::hint(*asked, failure),
        Failure::NotFound => {
            "Compare the address with the reference of this service, at /docs below its own address."
        }
        Failure::MethodNotAllowed => "Use a method that the header Allow of this response names.",
        Failure::Overloaded | Failure::TooManyConnections { .. } => WAIT,
        Failure::ServerError => {
            "Give the request id to the operator of this service, whose log says more."
        }
    })
}

const WAIT: &str = "Nothing was sent. Wait as long as the header Retry-After says, then try again. If this \
    happens often, start fewer flows at the same minute.";
