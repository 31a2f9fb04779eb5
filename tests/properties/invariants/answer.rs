//! Every response of a tenant becomes tokens or a failure that shows no submitted secret,
//! and a refusal never becomes a status that the platform repeats.

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use prowfm_auth::api::{Asked, Failure};
use prowfm_auth::secret::Secret;
use prowfm_auth::tenant::LoginKind;
use prowfm_auth::token::{IssuedTokens, RequestKind, Revoked, plain_code, registered_code};
use prowfm_auth::upstream::Redaction;
use prowfm_auth::upstream::UpstreamFailure;
use prowfm_auth::upstream::response::{Body, MAX_BODY, RawResponse};
use serde_json::{Map, Value};

use super::spelling::{Spelling, shows};

/// Read where a throttled call has no valid `Retry-After`.
const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const TRACKING_ID: HeaderName = HeaderName::from_static("kronos-tid");
/// The replacement of a secret that was cut out.
const CUT: &str = "[removed]";

/// An answer to a call with these secrets.
///
/// In the tracking id and in the body, the bytes 1 to 8 mean the first secret in one of its
/// spellings, 14 to 21 for the second: no fuzzer would guess them.
#[derive(Debug)]
pub struct Answer<'a> {
    pub secrets: [&'a str; 2],
    /// The status; one that no HTTP library lets through is left out.
    pub status: u16,
    pub retry_after: &'a [u8],
    pub tracking_id: &'a [u8],
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// Holds for every answer.
    ///
    /// # Panics
    ///
    /// When it does not.
    pub fn holds(&self) {
        let Ok(status) = StatusCode::from_u16(self.status) else { return };
        let body = self.filled_in(self.body);
        let answer = self.raw(status, &body);
        let secrets = self.secrets.map(Secret::from);
        let redaction = Redaction::of(&secrets);
        let object: Option<Map<String, Value>> = serde_json::from_slice(&body).ok();

        if let Some(id) = answer.tracking_id(&redaction) {
            let id = id.as_str();
            assert!(id.len() <= 128 && id.bytes().all(|b| b.is_ascii_graphic()));
            self.has_no_secret(id);
        }
        match answer.read::<IssuedTokens>(&redaction) {
            Ok(issued) => {
                assert!(status.is_success());
                // Other fields may hold what is no JSON.
                if let Some(object) = &object {
                    is_what_was_sent(&issued, object);
                }
            }
            Err(failure) => self.is_harmless(status, RequestKind::Password, &failure),
        }
        match answer.read::<Revoked>(&redaction) {
            Ok(Revoked) => {
                assert!(status.is_success());
                let error = object.is_some_and(|object| object.contains_key("error"));
                assert!(!error, "an error is no revocation");
            }
            Err(failure) => self.is_harmless(status, RequestKind::Revocation, &failure),
        }
    }

    fn raw(&self, status: StatusCode, body: &[u8]) -> RawResponse {
        let tracking_id = self.filled_in(self.tracking_id);
        let headers = [
            (RETRY_AFTER, self.retry_after),
            (RATE_LIMIT_RESET, self.retry_after),
            (TRACKING_ID, &tracking_id),
        ];
        let headers: HeaderMap = headers
            .into_iter()
            .filter_map(|(name, value)| Some((name, HeaderValue::from_bytes(value).ok()?)))
            .collect();
        let mut answer = RawResponse::from_head(status, &headers);
        if answer.has_relevant_body() {
            answer.body =
                if body.len() > MAX_BODY { Body::TooLarge } else { Body::Complete(body.into()) };
        }
        answer
    }

    fn filled_in(&self, template: &[u8]) -> Vec<u8> {
        let mut filled = Vec::with_capacity(template.len());
        for byte in template {
            let (secret, spelling) = match byte {
                1..=8 => (self.secrets[0], byte - 1),
                14..=21 => (self.secrets[1], byte - 14),
                _ => {
                    filled.push(*byte);
                    continue;
                }
            };
            let spelled = Spelling::ALL[usize::from(spelling)].of(secret);
            // Once more for the JSON around it, where there is one.
            let literal = Value::from(spelled).to_string();
            filled.extend(literal[1..literal.len() - 1].bytes());
        }
        filled
    }

    fn is_harmless(&self, sent: StatusCode, kind: RequestKind, failure: &UpstreamFailure) {
        match failure {
            UpstreamFailure::Refused { status, error } => {
                assert_eq!(*status, sent.as_u16(), "the log has the tenant's status");
                assert!(sent.is_client_error() || sent == StatusCode::NOT_IMPLEMENTED);
                // Any other 429 may be repeated later.
                let is_block = error.error == "too_many_attempts";
                assert!(is_block || sent != StatusCode::TOO_MANY_REQUESTS);
                self.is_harmless_code(&error.error);
                if let Some(text) = &error.error_description {
                    assert!((1..=500).contains(&text.chars().count()));
                    assert!(text.trim() == text && !text.contains(char::is_control));
                    self.has_no_secret(text);
                }
            }
            UpstreamFailure::RefusedByGateway { status, code } => {
                assert_eq!((*status, true), (sent.as_u16(), sent.is_client_error()));
                if let Some(code) = code {
                    self.is_harmless_code(code);
                }
            }
            UpstreamFailure::Throttled { retry_after } => {
                assert_eq!(sent, StatusCode::TOO_MANY_REQUESTS);
                assert!(retry_after.is_none_or(|seconds| seconds <= 24 * 60 * 60));
            }
            UpstreamFailure::Failed { status, retry_after } => {
                assert_eq!((*status, true), (sent.as_u16(), sent.is_server_error()));
                assert!(retry_after.is_none_or(|seconds| seconds <= 24 * 60 * 60));
            }
            UpstreamFailure::UnexpectedResponse { status, .. } => {
                assert_eq!(*status, Some(sent.as_u16()));
                assert!(!sent.is_client_error() && !sent.is_server_error());
            }
            UpstreamFailure::TimedOut => assert_eq!(sent, StatusCode::REQUEST_TIMEOUT),
            other => panic!("no answer means {other:?}"),
        }
        let may_be_repeated = matches!(
            failure,
            UpstreamFailure::TimedOut
                | UpstreamFailure::Throttled { .. }
                | UpstreamFailure::Failed { .. }
                | UpstreamFailure::UnexpectedResponse { .. }
        );
        for login in [LoginKind::Legacy, LoginKind::UkgAuthentication] {
            let asked = Asked { kind, login, by_basic: false, by_profile: false };
            let failure = Failure::Tenant { asked, failure: failure.clone() };
            let status = failure.status_and_code().0;
            if !may_be_repeated {
                let repeated = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
                assert!(status.is_client_error() && !repeated.contains(&status), "{status}");
                assert_eq!(failure.retry_after(), None);
            }
            assert!(failure.description().chars().count() <= 500);
        }
    }

    fn is_harmless_code(&self, code: &str) {
        // A password that is the name of an error is not given away by that error.
        if registered_code(code).is_none() {
            assert!(plain_code(code));
            self.has_no_secret(code);
        }
    }

    fn has_no_secret(&self, text: &str) {
        // The end may be the beginning of a mark.
        let end = (1..CUT.len()).rev().find(|length| text.ends_with(&CUT[..*length])).unwrap_or(0);
        for part in text[..text.len() - end].split(CUT) {
            for secret in self.secrets {
                assert!(!shows(part, secret), "{secret:?} is in {text:?}");
            }
        }
    }
}

/// The tokens are those of the answer, to the letter.
fn is_what_was_sent(issued: &IssuedTokens, object: &Map<String, Value>) {
    let sent = |name: &str| object.get(name).and_then(Value::as_str);
    assert_eq!(Some(issued.access_token.expose()), sent("access_token"));
    assert!(!issued.access_token.expose().is_empty());
    for (name, value) in [
        ("refresh_token", &issued.refresh_token),
        ("scope", &issued.scope),
        ("id_token", &issued.id_token),
        ("token_type", &issued.token_type),
    ] {
        assert_eq!(value.as_ref().map(Secret::expose), sent(name), "{name}");
    }
    assert!(issued.expires_in.is_none_or(|seconds| seconds >= 0));
}
