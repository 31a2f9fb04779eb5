//! What a tenant's answer means. Pure functions over status, headers and body.
//!
//! Three layers answer in three shapes: the OAuth server, the gateway before it, and WFM itself
//! (`ukg-wire.md`, section 2); a proxy or a login page answers in HTML.

use std::time::SystemTime;

use http::{HeaderMap, StatusCode, header::RETRY_AFTER};
use serde_json::Value;
use zeroize::Zeroizing;

use super::failure::{Unintelligible, UpstreamFailure};
use crate::token::{IssuedTokens, OAuthError, plain_code, registered_code};
use crate::upstream::Redaction;

/// Largest answer that is read, in bytes. The largest real ones hold a few JSON Web Tokens.
pub const LARGEST_BODY: usize = 256 * 1024;
/// Longest tracking id that is passed on, in bytes. UKG's are UUIDs.
const LONGEST_TRACKING_ID: usize = 128;
/// Longest wait that a tenant is believed to ask for, in seconds: a day.
const LONGEST_WAIT: u64 = 24 * 60 * 60;

/// An answer as it came. Not `Debug`: it may hold tokens.
pub struct RawAnswer {
    /// Its status.
    pub status: StatusCode,
    /// The tenant's tracking id, if it is short and printable.
    kronos_tid: Option<String>,
    /// `Retry-After` in seconds, if it can be understood.
    pub retry_after: Option<u32>,
    /// Its body.
    pub body: Body,
}

/// The body of an answer, as far as it was read.
pub enum Body {
    /// All of it. Wiped from memory when it is not needed any more.
    Complete(Zeroizing<Vec<u8>>),
    /// More than [`LARGEST_BODY`].
    TooLarge,
    /// It broke off.
    Broken(UpstreamFailure),
}

impl RawAnswer {
    /// An answer of which only the head is known.
    #[must_use]
    pub fn from_head(status: StatusCode, headers: &HeaderMap) -> Self {
        Self {
            status,
            kronos_tid: tracking_id(headers),
            retry_after: retry_after(headers, SystemTime::now),
            body: Body::Complete(Zeroizing::default()),
        }
    }

    /// The tenant's tracking id, unless one of the secrets stands in it: it is passed on and logged.
    #[must_use]
    pub fn tracking_id(&self, redaction: &Redaction<'_>) -> Option<String> {
        self.kronos_tid.as_ref().filter(|id| !redaction.found_in(id)).cloned()
    }

    /// Whether the body matters: for a throttled call, a server's fault and a redirect the status
    /// says everything.
    #[must_use]
    pub fn is_worth_reading(&self) -> bool {
        self.status.is_success()
            || self.status.is_client_error() && self.status != StatusCode::TOO_MANY_REQUESTS
    }
}

/// Reads the answer to a grant.
///
/// # Errors
///
/// Why there are no tokens in it.
pub fn tokens(
    answer: &RawAnswer,
    redaction: &Redaction<'_>,
) -> Result<IssuedTokens, UpstreamFailure> {
    let body = accepted_body(answer, redaction)?;
    match serde_json::from_slice::<IssuedTokens>(body) {
        Ok(tokens) if !tokens.access_token.expose().is_empty() => Ok(tokens),
        // Only now does it matter whether it was an object at all.
        Err(_) if object(body).is_none() => Err(unintelligible(answer, Unintelligible::NotJson)),
        Ok(_) | Err(_) => Err(unintelligible(answer, Unintelligible::NoAccessToken)),
    }
}

/// Reads the answer to a revocation: empty, or an object that holds no error.
///
/// # Errors
///
/// Why the token cannot be taken for revoked.
pub fn revoked(answer: &RawAnswer, redaction: &Redaction<'_>) -> Result<(), UpstreamFailure> {
    let body = accepted_body(answer, redaction)?;
    if body.trim_ascii().is_empty() {
        return Ok(());
    }
    match object(body) {
        Some(object) if !object.contains_key("error") => Ok(()),
        Some(_) => Err(unintelligible(answer, Unintelligible::NotARevocation)),
        None => Err(unintelligible(answer, Unintelligible::NotJson)),
    }
}

/// The body of an answer with a 2xx status; every other answer is a failure.
fn accepted_body<'a>(
    answer: &'a RawAnswer,
    redaction: &Redaction<'_>,
) -> Result<&'a [u8], UpstreamFailure> {
    let status = answer.status;
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(UpstreamFailure::Throttled { retry_after: answer.retry_after });
    }
    if status.is_server_error() {
        let (status, retry_after) = (status.as_u16(), answer.retry_after);
        return Err(UpstreamFailure::Failed { status, retry_after });
    }
    if status.is_redirection() {
        return Err(unintelligible(answer, Unintelligible::Redirect));
    }
    if status.is_client_error() {
        return Err(refusal(answer, redaction));
    }
    if !status.is_success() {
        return Err(unintelligible(answer, Unintelligible::Status));
    }
    match &answer.body {
        Body::Complete(body) => Ok(body),
        Body::TooLarge => Err(unintelligible(answer, Unintelligible::TooLarge)),
        Body::Broken(failure) => Err(failure.clone()),
    }
}

type Object = serde_json::Map<String, Value>;

/// Reads a JSON object, whatever is in it.
fn object(body: &[u8]) -> Option<Object> {
    serde_json::from_slice(body).ok()
}

/// A text at a path of an object.
fn text_at<'a>(object: &'a Object, path: &[&str]) -> Option<&'a str> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(object.get(*first)?, |value, name| value.get(name))?.as_str()
}

/// What a 4xx means. It stays one whatever its body is, because the platform repeats a 5xx, and the
/// password with it.
fn refusal(answer: &RawAnswer, redaction: &Redaction<'_>) -> UpstreamFailure {
    let object = match &answer.body {
        Body::Complete(body) => object(body).unwrap_or_default(),
        Body::TooLarge | Body::Broken(_) => Object::new(),
    };
    let presentable = |code: &&str| {
        registered_code(code).is_some() || plain_code(code) && !redaction.found_in(code)
    };
    let late = answer.status == StatusCode::REQUEST_TIMEOUT;
    if let Some(error) = text_at(&object, &["error"]).filter(presentable) {
        let description = text_at(&object, &["error_description"]);
        let error = OAuthError {
            error: error.to_owned(),
            error_description: description.and_then(|text| redaction.apply(text)),
        };
        // The platform repeats a 408 too.
        let status = if late { StatusCode::BAD_REQUEST } else { answer.status };
        return UpstreamFailure::Refused { status: status.as_u16(), error };
    }
    if late {
        return UpstreamFailure::Late;
    }
    let code = text_at(&object, &["fault", "detail", "errorcode"])
        .or_else(|| text_at(&object, &["errorCode"]))
        .filter(presentable);
    let status = answer.status.as_u16();
    UpstreamFailure::RefusedOtherwise { status, code: code.map(str::to_owned) }
}

fn unintelligible(answer: &RawAnswer, reason: Unintelligible) -> UpstreamFailure {
    UpstreamFailure::Unintelligible { status: Some(answer.status.as_u16()), reason }
}

fn tracking_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("kronos-tid")?.to_str().ok()?;
    let short = (1..=LONGEST_TRACKING_ID).contains(&id.len());
    (short && id.bytes().all(|b| b.is_ascii_graphic())).then(|| id.to_owned())
}

/// `Retry-After` in whole seconds, rounded up, of a number of seconds or of a date (RFC 9110,
/// section 10.2.3).
fn retry_after(headers: &HeaderMap, now: impl FnOnce() -> SystemTime) -> Option<u32> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = if value.bytes().all(|b| b.is_ascii_digit()) {
        value.parse::<u64>().ok()?
    } else {
        let until = httpdate::parse_http_date(value).ok()?;
        let wait = until.duration_since(now()).unwrap_or_default();
        wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
    };
    u32::try_from(seconds.min(LONGEST_WAIT)).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::secret::Secret;

    fn seconds(value: &str) -> Option<u32> {
        let now =
            SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_700) - Duration::from_millis(1);
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
        retry_after(&headers, || now)
    }

    #[test]
    fn a_tracking_id_with_a_secret_in_it_is_withheld() {
        let secrets = [Secret::from("s3cret/")];
        let redaction = Redaction::of(&secrets);
        let passed_on = |id: &str| {
            let headers =
                HeaderMap::from_iter([("kronos-tid".parse().unwrap(), id.parse().unwrap())]);
            RawAnswer::from_head(StatusCode::OK, &headers).tracking_id(&redaction)
        };
        assert_eq!(passed_on("7f9c-s3cret").as_deref(), Some("7f9c-s3cret"));
        for echo in ["s3cret/", "7f9c-s3cret/", "s3cret%2F", "a b", ""] {
            assert_eq!(passed_on(echo), None, "{echo}");
        }
    }

    #[test]
    fn retry_after_is_whole_seconds_however_the_tenant_writes_it() {
        assert_eq!(seconds("7"), Some(7));
        assert_eq!(seconds(" 7 "), Some(7));
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(78));
        assert_eq!(seconds("Tue, 06 Nov 1990 08:49:37 GMT"), Some(0));
        assert_eq!(seconds("99999999999"), Some(86_400));
        for none in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(seconds(none), None, "{none}");
        }
    }
}
