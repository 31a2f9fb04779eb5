//! The meaning of a tenant's response. Pure functions over status, headers and body.
//!
//! Three layers respond in three forms: the OAuth server, the gateway before it, and WFM itself
//! (`docs/ukg-wire.md`, error layers); a proxy or a login page responds in HTML.

mod wait;

use std::time::SystemTime;

use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use super::failure::{Unexpected, UpstreamFailure};
use super::redaction::Redaction;
use crate::token::{OAuthError, SuccessBody, plain_code, registered_code};
use crate::wiped_buffer::WipedBuffer;

/// Maximum size of a body that is read, in bytes. The largest real ones hold a few JSON Web Tokens.
pub const MAX_BODY: usize = 256 * 1024;
/// Maximum length of a tracking id that is passed on, in bytes. UKG's are UUIDs.
const MAX_TRACKING_ID: usize = 128;

/// The id of a request in the tenant's own logs, which UKG's support asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TrackingId {
    /// `kronos-tid`.
    Kronos(String),
    /// `x-auth0-requestid`, of UKG Authentication.
    Auth0(String),
}

impl TrackingId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Kronos(id) | Self::Auth0(id) => id,
        }
    }
}

/// A response as it was received. Not `Debug`: it may hold tokens.
pub struct RawResponse {
    pub status: StatusCode,
    /// If it is short and printable.
    tracking_id: Option<TrackingId>,
    /// `Retry-After` in seconds, if it is valid.
    pub retry_after: Option<u32>,
    pub body: Body,
}

/// The body of a response, as far as it was read.
pub enum Body {
    Complete(WipedBuffer),
    /// More than [`MAX_BODY`].
    TooLarge,
    /// The connection failed before the end.
    Broken(UpstreamFailure),
}

impl RawResponse {
    /// A response of which only status and headers are known.
    #[must_use]
    pub fn from_head(status: StatusCode, headers: &HeaderMap) -> Self {
        Self {
            status,
            tracking_id: tracking_id(headers),
            retry_after: wait::retry_after(headers, SystemTime::now),
            body: Body::Complete(WipedBuffer::default()),
        }
    }

    /// The tenant's tracking id, unless it holds one of the secrets: it is passed on and logged.
    #[must_use]
    pub fn tracking_id(&self, redaction: &Redaction<'_>) -> Option<TrackingId> {
        self.tracking_id.as_ref().filter(|id| !redaction.found_in(id.as_str())).cloned()
    }

    /// Whether the body matters. Of a throttled call, a server error and a redirect, the status says
    /// everything.
    #[must_use]
    pub fn has_relevant_body(&self) -> bool {
        self.status.is_success()
            || self.status.is_client_error() && self.status != StatusCode::TOO_MANY_REQUESTS
    }

    /// The success in the response.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn read<T: SuccessBody>(&self, redaction: &Redaction<'_>) -> Result<T, UpstreamFailure> {
        let body = self.success_body(redaction)?;
        T::parse(body).map_err(|reason| self.unexpected(Unexpected::Body(reason)))
    }

    /// The body of a response with a 2xx status; every other response is a failure.
    fn success_body(&self, redaction: &Redaction<'_>) -> Result<&[u8], UpstreamFailure> {
        let Self { status, retry_after, .. } = *self;
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(UpstreamFailure::Throttled { retry_after });
        }
        if status.is_server_error() {
            return Err(UpstreamFailure::Failed { status: status.as_u16(), retry_after });
        }
        if status.is_redirection() {
            return Err(self.unexpected(Unexpected::Redirect));
        }
        if status.is_client_error() {
            return Err(self.refusal(redaction));
        }
        if !status.is_success() {
            return Err(self.unexpected(Unexpected::Status));
        }
        match &self.body {
            Body::Complete(body) => Ok(body.as_slice()),
            Body::TooLarge => Err(self.unexpected(Unexpected::TooLarge)),
            Body::Broken(failure) => Err(failure.clone()),
        }
    }

    /// The meaning of a 4xx. It stays a 4xx whatever its body is: the platform repeats a 5xx, and the
    /// password with it.
    fn refusal(&self, redaction: &Redaction<'_>) -> UpstreamFailure {
        let object = match &self.body {
            Body::Complete(body) => object(body.as_slice()).unwrap_or_default(),
            Body::TooLarge | Body::Broken(_) => Object::new(),
        };
        let presentable = |code: &&str| {
            registered_code(code).is_some() || plain_code(code) && !redaction.found_in(code)
        };
        let timed_out = self.status == StatusCode::REQUEST_TIMEOUT;
        if let Some(error) = text_at(&object, &["error"]).filter(presentable) {
            let description = text_at(&object, &["error_description"]);
            let error = OAuthError {
                error: error.to_owned(),
                error_description: description.and_then(|text| redaction.apply(text)),
            };
            // The platform repeats a 408 too.
            let status = if timed_out { StatusCode::BAD_REQUEST } else { self.status };
            return UpstreamFailure::Refused { status: status.as_u16(), error };
        }
        if timed_out {
            return UpstreamFailure::TimedOut;
        }
        let code = text_at(&object, &["fault", "detail", "errorcode"])
            .or_else(|| text_at(&object, &["errorCode"]))
            .filter(presentable)
            .map(str::to_owned);
        UpstreamFailure::RefusedByGateway { status: self.status.as_u16(), code }
    }

    fn unexpected(&self, reason: Unexpected) -> UpstreamFailure {
        UpstreamFailure::UnexpectedResponse { status: Some(self.status.as_u16()), reason }
    }
}

type Object = Map<String, Value>;

fn object(body: &[u8]) -> Option<Object> {
    serde_json::from_slice(body).ok()
}

/// The string at a path of an object.
fn text_at<'a>(object: &'a Object, path: &[&str]) -> Option<&'a str> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(object.get(*first)?, |value, name| value.get(name))?.as_str()
}

fn tracking_id(headers: &HeaderMap) -> Option<TrackingId> {
    let id = |name| {
        let id = headers.get(name)?.to_str().ok()?;
        let is_short = (1..=MAX_TRACKING_ID).contains(&id.len());
        (is_short && id.bytes().all(|b| b.is_ascii_graphic())).then(|| id.to_owned())
    };
    let kronos = id("kronos-tid").map(TrackingId::Kronos);
    kronos.or_else(|| id("x-auth0-requestid").map(TrackingId::Auth0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn a_tracking_id_with_a_secret_in_it_is_withheld() {
        let secrets = [Secret::from("s3cret/")];
        let redaction = Redaction::of(&secrets);
        let passed_on = |id: &str| {
            let headers =
                HeaderMap::from_iter([("kronos-tid".parse().unwrap(), id.parse().unwrap())]);
            RawResponse::from_head(StatusCode::OK, &headers)
                .tracking_id(&redaction)
                .map(|id| id.as_str().to_owned())
        };
        assert_eq!(passed_on("7f9c-s3cret").as_deref(), Some("7f9c-s3cret"));
        for echo in ["s3cret/", "7f9c-s3cret/", "s3cret%2F", "a b", ""] {
            assert_eq!(passed_on(echo), None, "{echo}");
        }
    }
}
