//! Everything that can go wrong with a call, as the caller is told: the error table of
//! `interface.md`, in one place.
//!
//! Statuses follow what Power Automate does with them: it repeats 408, 429 and 5xx by itself, up to
//! eight times, so that a refused password must never become one of those.

mod documented;
mod hint;
mod tenant;

pub use documented::ErrorResponse;

use std::borrow::Cow;

use http::StatusCode;
use poem::error::ResponseError;
use thiserror::Error;

use super::body::InvalidRequest;
use crate::tenant::InvalidVanityUrl;
use crate::throttle::Refused;
use crate::token::{Grant, registered_code};
use crate::upstream::UpstreamFailure;

/// Which grant a tenant was called for.
impl From<&Grant> for CallKind {
    fn from(grant: &Grant) -> Self {
        match grant {
            Grant::Password(_) => Self::Password,
            Grant::Refresh(_) => Self::Refresh,
        }
    }
}

/// Why a call brought no answer. Its texts are for the maker of the flow.
#[derive(Clone, Debug, Error)]
#[error("{}", self.description())]
pub enum Failure {
    /// The request is not complete or not readable.
    InvalidRequest(InvalidRequest),
    /// The body is over 64 KiB.
    BodyTooLarge,
    /// Neither a form nor JSON.
    UnsupportedMediaType,
    /// Another `grant_type` than the path allows.
    UnsupportedGrantType,
    /// Nobody said which tenant is meant.
    NoVanityUrl,
    /// Two headers say which tenant is meant.
    RepeatedVanityUrl,
    /// What was said is no vanity URL.
    InvalidVanityUrl(InvalidVanityUrl),
    /// The tenant is not one of those that may be called.
    TenantNotAllowed,
    /// The API key is for another tenant than the one that was named.
    TenantOfAnotherKey,
    /// The API key is missing or wrong.
    InvalidApiKey,
    /// The connection has made as many calls as it may.
    Throttled {
        /// When to try again, in seconds.
        retry_after: u32,
    },
    /// So many connections are in use that a new one cannot be watched.
    TooManyConnections {
        /// When to try again, in seconds.
        retry_after: u32,
    },
    /// As many calls are in flight as there is room for.
    Overloaded,
    /// The tenant was to be called.
    Tenant {
        /// For what.
        kind: CallKind,
        /// What came of it.
        failure: UpstreamFailure,
    },
    /// There is nothing at this path.
    NotFound,
    /// There is something at this path, but not for this method.
    MethodNotAllowed,
    /// A fault of this program.
    ServerError,
}

/// What a tenant was called for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CallKind {
    /// The password grant.
    Password,
    /// The refresh grant.
    Refresh,
    /// The revocation of a token.
    Revocation,
}

/// An error code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Code<'a> {
    /// One of ours.
    Own(&'static str),
    /// One that the tenant sent.
    Tenants(&'a str),
}

impl<'a> Code<'a> {
    /// The code itself.
    #[must_use]
    #[expect(clippy::match_same_arms, reason = "the two texts live for different times")]
    pub fn as_str(self) -> &'a str {
        match self {
            Self::Own(code) => code,
            Self::Tenants(code) => code,
        }
    }
}

/// What a caller is told to wait when there is too much to do, in seconds.
const BUSY_WAIT: u32 = 5;

impl Failure {
    /// The status and the error code of the answer.
    #[must_use]
    pub fn status_and_code(&self) -> (StatusCode, Code<'_>) {
        let (status, code) = match self {
            Self::InvalidRequest(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "invalid_request"),
            Self::UnsupportedMediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
            }
            Self::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::NoVanityUrl | Self::RepeatedVanityUrl | Self::InvalidVanityUrl(_) => {
                (StatusCode::BAD_REQUEST, "invalid_vanity_url")
            }
            Self::TenantNotAllowed | Self::TenantOfAnotherKey => {
                (StatusCode::FORBIDDEN, "tenant_not_allowed")
            }
            Self::InvalidApiKey => (StatusCode::UNAUTHORIZED, "invalid_api_key"),
            Self::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, "throttled"),
            Self::Overloaded | Self::TooManyConnections { .. } => {
                (StatusCode::SERVICE_UNAVAILABLE, "overloaded")
            }
            Self::Tenant { failure, .. } => return tenant::status_and_code(failure),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
        };
        (status, Code::Own(code))
    }

    /// The error code as it may be logged and counted: one of a known few, whatever a tenant makes up.
    #[must_use]
    pub fn known_code(&self) -> &'static str {
        match self.status_and_code().1 {
            Code::Own(code) => code,
            Code::Tenants(code) => registered_code(code).unwrap_or("another_oauth_error"),
        }
    }

    /// What exactly is behind the code, for the log.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Tenant { failure, .. } => tenant::reason(failure),
            Self::TenantOfAnotherKey => Some("TenantOfAnotherKey".to_owned()),
            Self::TooManyConnections { .. } => Some("TooManyConnections".to_owned()),
            _ => None,
        }
    }

    /// The status that the tenant answered with, where it says more than the code.
    #[must_use]
    pub fn tenant_status(&self) -> Option<u16> {
        match self {
            Self::Tenant { failure, .. } => tenant::status(failure),
            _ => None,
        }
    }

    /// What is wrong, in a sentence.
    #[must_use]
    pub fn description(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::InvalidRequest(invalid) => return Cow::Owned(invalid.to_string()),
            Self::BodyTooLarge => "The body is larger than 64 KiB.",
            Self::UnsupportedMediaType => {
                "The content type is not supported. Send application/x-www-form-urlencoded or \
                 application/json, in UTF-8."
            }
            Self::UnsupportedGrantType => "The field grant_type has a value that is not supported.",
            Self::NoVanityUrl => "No vanity URL was given.",
            Self::RepeatedVanityUrl => "More than one vanity URL was given.",
            Self::InvalidVanityUrl(invalid) => return Cow::Owned(sentence(invalid)),
            Self::TenantNotAllowed => "This host may not be called.",
            Self::TenantOfAnotherKey => "The API key is not for this tenant.",
            Self::InvalidApiKey => "The API key is missing or wrong.",
            Self::Throttled { .. } => "This connection has made as many calls as it may for now.",
            Self::TooManyConnections { .. } => "Too many connections are in use.",
            Self::Overloaded => "Too many calls are under way.",
            Self::Tenant { failure, .. } => return tenant::description(failure),
            Self::NotFound => "There is nothing at this address.",
            Self::MethodNotAllowed => "This address does not support this HTTP method.",
            Self::ServerError => "Something went wrong here.",
        })
    }

    /// What the maker of the flow can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<Cow<'static, str>> {
        hint::of(self)
    }

    /// How many seconds to wait before the next try, for a `Retry-After` header.
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

impl From<InvalidRequest> for Failure {
    fn from(invalid: InvalidRequest) -> Self {
        Self::InvalidRequest(invalid)
    }
}

/// Carries a failure through poem. The answer is written by the envelope, which knows the request
/// id.
impl ResponseError for Failure {
    fn status(&self) -> StatusCode {
        self.status_and_code().0
    }
}
