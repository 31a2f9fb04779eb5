//! Every way in which a call can fail, as the caller sees it: the error table, in one place.
//!
//! Statuses follow what Power Automate does with them: it repeats 408, 429 and 5xx by itself, up to eight
//! times, so a refused password must never become one of those.

mod codes;
mod description;
mod documented;
mod hint;
mod not_possible;
mod paused;
mod tenant;

pub use codes::{ErrorCode, OF_UKG, OWN};
pub use documented::{ErrorResponse, describe_account};

use std::borrow::Cow;

use http::StatusCode;
use poem::error::ResponseError;
use thiserror::Error;

use super::invalid_request::InvalidRequest;
use crate::lockout_guard::{Paused, Why};
use crate::tenant::{InvalidTokenUrl, InvalidVanityUrl, LoginKind};
use crate::throttle::Refused;
use crate::token::{NotPossible, RequestKind, registered_code};
use crate::upstream::UpstreamFailure;

/// Why a call failed. Its texts are for the maker of the flow.
#[derive(Clone, Debug, Error)]
#[error("{}", self.description())]
pub enum Failure {
    InvalidRequest(InvalidRequest),
    NoVanityUrl,
    RepeatedVanityUrl,
    InvalidVanityUrl(InvalidVanityUrl),
    InvalidTokenUrl(InvalidTokenUrl),
    /// The tenant is not on the list of allowed tenants.
    TenantNotAllowed,
    /// The token host is not on the list of allowed token hosts.
    TokenHostNotAllowed,
    /// The header names another tenant than the one that the API key is bound to.
    TenantOfAnotherKey,
    /// The caller has no API key, or one without a profile that there is.
    NoProfile,
    /// Missing, wrong, or repeated.
    InvalidApiKey,
    /// The last day of the key is over.
    ExpiredApiKey,
    /// The connection has used up its quota; seconds until the next call is accepted.
    Throttled {
        retry_after: u32,
    },
    /// Too many connections to keep account of a new one; seconds until the next try.
    TooManyConnections {
        retry_after: u32,
    },
    /// The maximum of concurrent calls is reached.
    Overloaded,
    /// The call of a tenant brought no success.
    Tenant {
        asked: Asked,
        failure: UpstreamFailure,
    },
    /// The login service of the tenant cannot be asked for this.
    NotPossible(NotPossible),
    /// The guard holds a password back.
    LoginPaused(Paused),
    /// A browser sent the request for a page of another site, or may have.
    CrossSite(CrossSite),
    /// No such path.
    NotFound,
    MethodNotAllowed,
    /// A fault of this program.
    ServerError,
}

/// What is of another site.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CrossSite {
    /// The page that has sent the request.
    Page,
    /// The host that the request names.
    Host,
}

/// What a tenant was asked for, as far as it matters for what a failure means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Asked {
    pub kind: RequestKind,
    pub login: LoginKind,
    /// The caller authenticated its client by HTTP Basic.
    pub by_basic: bool,
    /// The account is one of this server, which the caller does not see.
    pub by_profile: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Code<'a> {
    Own(&'static str),
    Tenant(&'a str),
}

impl<'a> Code<'a> {
    #[must_use]
    #[expect(clippy::match_same_arms, reason = "the two strings have different lifetimes")]
    pub fn as_str(self) -> &'a str {
        match self {
            Self::Own(code) => code,
            Self::Tenant(code) => code,
        }
    }
}

/// `Retry-After` of an overload, in seconds.
const BUSY_WAIT: u32 = 5;

impl Failure {
    /// Status and error code of the response.
    #[must_use]
    pub fn status_and_code(&self) -> (StatusCode, Code<'_>) {
        let (status, code) = match self {
            Self::InvalidRequest(invalid) => (invalid.status(), invalid.code()),
            Self::NoVanityUrl | Self::RepeatedVanityUrl | Self::InvalidVanityUrl(_) => {
                (StatusCode::BAD_REQUEST, "invalid_vanity_url")
            }
            Self::InvalidTokenUrl(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::TenantNotAllowed | Self::TokenHostNotAllowed | Self::TenantOfAnotherKey => {
                (StatusCode::FORBIDDEN, "tenant_not_allowed")
            }
            Self::LoginPaused(_) => (StatusCode::FORBIDDEN, "login_paused"),
            Self::NoProfile => (StatusCode::FORBIDDEN, "no_profile"),
            Self::CrossSite(_) => (StatusCode::FORBIDDEN, "cross_site_refused"),
            Self::NotPossible(reason) => (StatusCode::BAD_REQUEST, not_possible::code(*reason)),
            Self::InvalidApiKey | Self::ExpiredApiKey => {
                (StatusCode::UNAUTHORIZED, "invalid_api_key")
            }
            Self::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, "throttled"),
            Self::Overloaded | Self::TooManyConnections { .. } => {
                (StatusCode::SERVICE_UNAVAILABLE, "overloaded")
            }
            Self::Tenant { asked, failure } => return tenant::status_and_code(*asked, failure),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
        };
        (status, Code::Own(code))
    }

    /// The error code for log and metrics: one of a known few, whatever the tenant sends.
    #[must_use]
    pub fn known_code(&self) -> &'static str {
        match self.status_and_code().1 {
            Code::Own(code) => code,
            // The name of a fault of our own.
            Code::Tenant("server_error") => "tenant_server_error",
            Code::Tenant(code) => registered_code(code).unwrap_or("another_oauth_error"),
        }
    }

    /// Whether a client by HTTP Basic was refused, so that the response must challenge it again.
    #[must_use]
    pub fn refuses_basic(&self) -> bool {
        matches!(self, Self::Tenant { asked, failure } if tenant::refuses_basic(*asked, failure))
    }

    /// The cause behind the error code, for the log. Operators search for these words.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Tenant { failure, .. } => tenant::reason(failure),
            Self::TenantOfAnotherKey => Some("tenant_of_another_key"),
            Self::ExpiredApiKey => Some("expired_api_key"),
            Self::TokenHostNotAllowed => Some("token_host_not_allowed"),
            Self::LoginPaused(paused) => Some(match paused.why {
                Why::Password => "password_refused",
                Why::Passwords => "passwords_refused",
                Why::Blocked => "user_blocked",
            }),
            Self::TooManyConnections { .. } => Some("too_many_connections"),
            Self::CrossSite(CrossSite::Page) => Some("foreign_page"),
            Self::CrossSite(CrossSite::Host) => Some("foreign_host"),
            _ => None,
        }
    }

    #[must_use]
    pub fn tenant_status(&self) -> Option<u16> {
        match self {
            Self::Tenant { failure, .. } => tenant::status(failure),
            _ => None,
        }
    }

    #[must_use]
    pub fn description(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::InvalidRequest(invalid) => return Cow::Owned(invalid.to_string()),
            Self::NoVanityUrl => "No vanity URL was given.",
            Self::RepeatedVanityUrl => "More than one vanity URL was given.",
            Self::InvalidVanityUrl(invalid) => return Cow::Owned(sentence(invalid)),
            Self::InvalidTokenUrl(invalid) => return Cow::Owned(sentence(invalid)),
            Self::TenantNotAllowed => "This host may not be called.",
            Self::TokenHostNotAllowed => "This token host may not be called.",
            Self::LoginPaused(paused) => return Cow::Owned(paused::description(*paused)),
            Self::NotPossible(reason) => not_possible::description(*reason),
            Self::TenantOfAnotherKey => "The API key is not for this tenant.",
            Self::NoProfile => "The service keeps no account for this API key.",
            Self::InvalidApiKey => "The API key is missing or wrong.",
            Self::ExpiredApiKey => "The API key has expired.",
            Self::Throttled { .. } => "This connection has used up its calls for now.",
            Self::TooManyConnections { .. } => "Too many connections are in use.",
            Self::CrossSite(CrossSite::Page) => "A page of another site sent this call.",
            Self::CrossSite(CrossSite::Host) => "The call names another host than this machine.",
            Self::Overloaded => "Too many calls are in progress.",
            Self::Tenant { asked, failure } => {
                return description::of_tenant(*asked, failure);
            }
            Self::NotFound => "Nothing is served at this address.",
            Self::MethodNotAllowed => "This address does not support this HTTP method.",
            Self::ServerError => "Something went wrong in this service.",
        })
    }

    /// What the maker of the flow can do.
    #[must_use]
    pub fn hint(&self) -> Cow<'static, str> {
        hint::of(self)
    }

    /// Seconds to wait before the next try.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Tenant { failure, .. } => tenant::retry_after(failure),
            Self::Throttled { retry_after } | Self::TooManyConnections { retry_after } => {
                Some(*retry_after)
            }
            Self::Overloaded => Some(BUSY_WAIT),
            _ => None,
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Exceeded { retry_after, .. } => Self::Throttled { retry_after },
            Refused::Full { retry_after } => Self::TooManyConnections { retry_after },
        }
    }
}

fn sentence(error: &impl ToString) -> String {
    let text = error.to_string();
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

impl From<NotPossible> for Failure {
    fn from(reason: NotPossible) -> Self {
        Self::NotPossible(reason)
    }
}

impl From<InvalidRequest> for Failure {
    fn from(invalid: InvalidRequest) -> Self {
        Self::InvalidRequest(invalid)
    }
}

/// Carries the failure through poem; the boundary writes the response, because it knows the request id.
impl ResponseError for Failure {
    fn status(&self) -> StatusCode {
        self.status_and_code().0
    }
}
