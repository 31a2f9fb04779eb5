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

/// The error of UKG Authentication for a blocked user or address, which comes with status 429
/// (`docs/ukg-wire.md`, UKG Authentication's errors).
const BLOCKED: &str = "too_many_attempts";

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
    /// In seconds: `Retry-After`, or of a throttled call the time until its limit is counted anew.
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
        let mut retry_after = wait::retry_after(headers, SystemTime::now);
        if retry_after.is_none() && status == StatusCode::TOO_MANY_REQUESTS {
            retry_after = wait::until_reset(headers, SystemTime::now);
        }
        Self {
            status,
            tracking_id: tracking_id(headers),
            retry_after,
            body: Body::Complete(WipedBuffer::default()),
        }
    }

    /// The tenant's tracking id, unless it holds one of the secrets: it is passed on and logged.
    #[must_use]
    pub fn tracking_id(&self, redaction: &Redaction<'_>) -> Option<TrackingId> {
        self.tracking_id.as_ref().filter(|id| !redaction.found_in(id.as_str())).cloned()
    }

    /// Whether the body matters. Of a redirect and of most server errors, the status says everything.
    #[must_use]
    pub fn has_relevant_body(&self) -> bool {
        self.status.is_success()
            || self.status.is_client_error()
            || self.status == StatusCode::NOT_IMPLEMENTED
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
            let blocked = self.oauth_error(redaction).filter(|error| error.error == BLOCKED);
            return Err(self.refused_with(blocked, UpstreamFailure::Throttled { retry_after }));
        }
        if status.is_server_error() {
            let is_refusal = status == StatusCode::NOT_IMPLEMENTED;
            let error = if is_refusal { self.oauth_error(redaction) } else { None };
            let failed = UpstreamFailure::Failed { status: status.as_u16(), retry_after };
            return Err(self.refused_with(error, failed));
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

    /// A refusal with this error, or else another failure.
    fn refused_with(&self, error: Option<OAuthError>, other: UpstreamFailure) -> UpstreamFailure {
        let status = self.status.as_u16();
        error.map_or(other, |error| UpstreamFailure::Refused { status, error })
    }

    /// The meaning of a 4xx. It stays a 4xx whatever its body is: the platform repeats a 5xx, and the
    /// password with it.
    fn refusal(&self, redaction: &Redaction<'_>) -> UpstreamFailure {
        let object = self.object();
        let status = self.status.as_u16();
        if let Some(error) = oauth_error(&object, redaction) {
            return UpstreamFailure::Refused { status, error };
        }
        if self.status == StatusCode::REQUEST_TIMEOUT {
            return UpstreamFailure::TimedOut;
        }
        let code = text_at(&object, &["fault", "detail", "errorcode"])
            .or_else(|| text_at(&object, &["errorCode"]))
            .filter(|code| is_presentable(code, redaction))
            .map(str::to_owned);
        UpstreamFailure::RefusedByGateway { status, code }
    }

    fn oauth_error(&self, redaction: &Redaction<'_>) -> Option<OAuthError> {
        oauth_error(&self.object(), redaction)
    }

    /// The body, if it is a JSON object; else an empty one.
    fn object(&self) -> Object {
        match &self.body {
            Body::Complete(body) => serde_json::from_slice(body.as_slice()).unwrap_or_default(),
            Body::TooLarge | Body::Broken(_) => Object::new(),
        }
    }

    fn unexpected(&self, reason: Unexpected) -> UpstreamFailure {
        UpstreamFailure::UnexpectedResponse { status: Some(self.status.as_u16()), reason }
    }
}

type Object = Map<String, Value>;

/// The error of an OAuth server. Of its members only these two are read: Auth0 sends others, among them a
/// token for a second factor (`docs/ukg-wire.md`, UKG Authentication's errors).
fn oauth_error(object: &Object, redaction: &Redaction<'_>) -> Option<OAuthError> {
    let error = text_at(object, &["error"]).filter(|code| is_presentable(code, redaction))?;
    let description = text_at(object, &["error_description"]);
    Some(OAuthError {
        error: error.to_owned(),
        error_description: description.and_then(|text| redaction.apply(text)),
    })
}

fn is_presentable(code: &str, redaction: &Redaction<'_>) -> bool {
    registered_code(code).is_some() || plain_code(code) && !redaction.found_in(code)
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
