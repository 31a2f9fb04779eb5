//! What a tenant's answer means. Pure functions over status, headers and body.
//!
//! Three layers answer in three shapes: the OAuth server, the gateway before it, and WFM itself
//! (`ukg-wire.md`, section 2); a proxy or a login page answers in HTML.

use std::time::SystemTime;

use http::{HeaderMap, StatusCode, header::RETRY_AFTER};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::failure::{Unintelligible, UpstreamFailure};
use crate::token::{IssuedTokens, OAuthError, Redaction, plain_code};

/// Largest answer that is read, in bytes. The largest real ones hold a few JSON Web Tokens.
pub const LARGEST_BODY: usize = 256 * 1024;
/// Longest tracking id that is passed on, in bytes. UKG's are UUIDs.
const LONGEST_TRACKING_ID: usize = 128;
/// Longest wait that a tenant is believed to ask for, in seconds: a day.
const LONGEST_WAIT: u64 = 24 * 60 * 60;

/// An answer as it came.
#[derive(Debug)]
pub struct RawAnswer {
    /// Its status.
    pub status: StatusCode,
    /// The tenant's tracking id, if it is short and printable.
    pub kronos_tid: Option<String>,
    /// `Retry-After` in seconds, if it can be understood.
    pub retry_after: Option<u32>,
    /// Its body.
    pub body: Body,
}

/// The body of an answer, as far as it was read.
#[derive(Debug)]
pub enum Body {
    /// All of it.
    Complete(Vec<u8>),
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
            retry_after: retry_after(headers, SystemTime::now()),
            body: Body::Complete(Vec::new()),
        }
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
pub fn tokens(answer: &RawAnswer, redaction: &Redaction) -> Result<IssuedTokens, UpstreamFailure> {
    let body = accepted_body(answer, redaction)?;
    match object::<IssuedTokens>(body) {
        Some(tokens) if !tokens.access_token.expose().is_empty() => Ok(tokens),
        _ if is_object(body) => Err(unintelligible(answer, Unintelligible::NoAccessToken)),
        _ => Err(unintelligible(answer, Unintelligible::NotJson)),
    }
}

/// Reads the answer to a revocation: empty, or an object that holds no error.
///
/// # Errors
///
/// Why the token cannot be taken for revoked.
pub fn revoked(answer: &RawAnswer, redaction: &Redaction) -> Result<(), UpstreamFailure> {
    let body = accepted_body(answer, redaction)?;
    if body.trim_ascii().is_empty() {
        return Ok(());
    }
    match object::<Refusal>(body) {
        Some(answer) if answer.error.is_none() => Ok(()),
        _ if is_object(body) => Err(unintelligible(answer, Unintelligible::NotARevocation)),
        _ => Err(unintelligible(answer, Unintelligible::NotJson)),
    }
}

/// The body of an answer with a 2xx status; every other answer is a failure.
fn accepted_body<'a>(
    answer: &'a RawAnswer,
    redaction: &Redaction,
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
    if status == StatusCode::REQUEST_TIMEOUT {
        // Passing 408 on would let the platform repeat a refused password: it is a late answer.
        return Err(UpstreamFailure::Late);
    }
    let body = match &answer.body {
        Body::Complete(body) => body,
        Body::TooLarge => return Err(unintelligible(answer, Unintelligible::TooLarge)),
        Body::Broken(failure) => return Err(failure.clone()),
    };
    if status.is_success() {
        Ok(body)
    } else if status.is_client_error() {
        Err(refusal(answer, body, redaction))
    } else {
        Err(unintelligible(answer, Unintelligible::Status))
    }
}

/// Reads a JSON object. Unlike serde's derived code, never takes an array for one.
fn object<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    body.trim_ascii_start().starts_with(b"{").then(|| serde_json::from_slice(body).ok())?
}

fn is_object(body: &[u8]) -> bool {
    object::<serde_json::Map<String, serde_json::Value>>(body).is_some()
}

/// The parts of a refusal that tell the layers apart.
#[derive(Default, Deserialize)]
struct Refusal {
    error: Option<serde_json::Value>,
    error_description: Option<serde_json::Value>,
    fault: Option<Fault>,
    #[serde(rename = "errorCode")]
    wfm_code: Option<serde_json::Value>,
}

/// The gateway's shape.
#[derive(Deserialize)]
struct Fault {
    detail: Option<FaultDetail>,
}

#[derive(Deserialize)]
struct FaultDetail {
    errorcode: Option<String>,
}

fn refusal(answer: &RawAnswer, body: &[u8], redaction: &Redaction) -> UpstreamFailure {
    let status = answer.status.as_u16();
    if body.trim_ascii().is_empty() {
        return UpstreamFailure::RefusedOtherwise { status, code: None };
    }
    if !is_object(body) {
        return unintelligible(answer, Unintelligible::NotJson);
    }
    let object: Refusal = object(body).unwrap_or_default();
    let presentable = |code: &String| plain_code(code) && !redaction.found_in(code);
    if let Some(error) = object.error.and_then(text).filter(presentable) {
        let error_description =
            object.error_description.and_then(text).and_then(|text| redaction.apply(&text));
        return UpstreamFailure::Refused { status, error: OAuthError { error, error_description } };
    }
    let gateway = object.fault.and_then(|fault| fault.detail).and_then(|detail| detail.errorcode);
    let code = gateway.or_else(|| object.wfm_code.and_then(text)).filter(presentable);
    UpstreamFailure::RefusedOtherwise { status, code }
}

fn text(value: serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text),
        _ => None,
    }
}

fn unintelligible(answer: &RawAnswer, reason: Unintelligible) -> UpstreamFailure {
    UpstreamFailure::Unintelligible { status: answer.status.as_u16(), reason }
}

fn tracking_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("kronos-tid")?.to_str().ok()?;
    let short = (1..=LONGEST_TRACKING_ID).contains(&id.len());
    (short && id.bytes().all(|b| b.is_ascii_graphic())).then(|| id.to_owned())
}

/// `Retry-After` in whole seconds, rounded up, of a number of seconds or of a date (RFC 9110,
/// section 10.2.3).
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<u32> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = if value.bytes().all(|b| b.is_ascii_digit()) {
        value.parse::<u64>().ok()?
    } else {
        let until = httpdate::parse_http_date(value).ok()?;
        let wait = until.duration_since(now).unwrap_or_default();
        wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
    };
    u32::try_from(seconds.min(LONGEST_WAIT)).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn seconds(value: &str) -> Option<u32> {
        let now =
            SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_700) - Duration::from_millis(1);
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
        retry_after(&headers, now)
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
