//! The request as a tenant receives it: path, headers, form body. Pure functions.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use thiserror::Error;
use url::Url;

use crate::secret::Secret;
use crate::tenant::{LoginService, VanityUrl};
use crate::token::{Parameter, RequestKind};
use crate::wiped_buffer::WipedBuffer;

/// The token endpoint (`docs/ukg-wire.md`, requests).
pub const TOKEN_PATH: &str = "/api/authentication/access_token";
/// The revocation endpoint (`docs/ukg-wire.md`, requests).
pub const REVOCATION_PATH: &str = "/api/authentication/token/revoke";
/// The token endpoint of UKG Authentication (`docs/ukg-wire.md`, UKG Authentication).
pub const UKG_TOKEN_PATH: &str = "/oauth/token";
/// The revocation endpoint of UKG Authentication (`docs/ukg-wire.md`, UKG Authentication).
pub const UKG_REVOCATION_PATH: &str = "/oauth/revoke";

pub const APP_KEY: HeaderName = HeaderName::from_static("appkey");

/// W3C Trace Context, section 3.2.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The key of a developer account, which tenants before release 2024.R1 require and later ones ignore.
/// A valid value of an HTTP header.
#[derive(Clone, Debug)]
pub struct AppKey(Secret);

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the app key is empty, too long, or has characters that a header cannot carry")]
pub struct InvalidAppKey;

/// Maximum length of an app key, in bytes. UKG's have 32.
const MAX_APP_KEY: usize = 1_024;

impl AppKey {
    /// Checks that the key is printable ASCII of 1 to 1,024 characters.
    ///
    /// # Errors
    ///
    /// [`InvalidAppKey`] otherwise.
    pub fn new(key: &str) -> Result<Self, InvalidAppKey> {
        let printable = key.bytes().all(|b| b.is_ascii_graphic());
        if printable && (1..=MAX_APP_KEY).contains(&key.len()) {
            Ok(Self(Secret::from(key)))
        } else {
            Err(InvalidAppKey)
        }
    }

    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

/// Headers that a call forwards to the tenant. Nothing else of the caller's request is forwarded.
#[derive(Clone, Debug, Default)]
pub struct ForwardedHeaders<'a> {
    pub app_key: Option<&'a AppKey>,
    /// The trace that the call is part of, if traces are exported.
    pub traceparent: Option<HeaderValue>,
}

/// The path that a request of this kind is sent to.
#[must_use]
pub fn path(login: &LoginService, kind: RequestKind) -> &'static str {
    match (login, kind) {
        (LoginService::Legacy, RequestKind::Revocation) => REVOCATION_PATH,
        (LoginService::Legacy, _) => TOKEN_PATH,
        (LoginService::UkgAuthentication(_), RequestKind::Revocation) => UKG_REVOCATION_PATH,
        (LoginService::UkgAuthentication(_), _) => UKG_TOKEN_PATH,
    }
}

/// The address of a path at the host that is called for a tenant.
#[must_use]
pub fn url(tenant: &VanityUrl, login: &LoginService, path: &'static str) -> Url {
    match login {
        LoginService::Legacy => tenant.endpoint(path),
        LoginService::UkgAuthentication(login) => login.token_url.endpoint(path),
    }
}

/// The headers of a request.
///
/// `Accept` is `application/json`, although UKG's documentation prefers none: the client library would
/// send `*/*` otherwise, and this value is known to work (`docs/ukg-wire.md`, accept).
///
/// # Panics
///
/// Never: an [`AppKey`] is a valid header value.
#[must_use]
pub fn headers(forwarded: &ForwardedHeaders<'_>) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(traceparent) = &forwarded.traceparent {
        headers.insert(TRACEPARENT, traceparent.clone());
    }
    if let Some(AppKey(key)) = forwarded.app_key {
        let mut value = HeaderValue::from_str(key.expose()).expect("an app key is a header value");
        value.set_sensitive(true);
        headers.insert(APP_KEY, value);
    }
    headers
}

/// The form body; wiped from memory when the last reference is dropped.
#[must_use]
pub fn form(parameters: &[Parameter<'_>]) -> Bytes {
    // Three bytes for each byte of a value are enough, so that the buffer never grows: growing would
    // leave an unwiped copy behind.
    let capacity = parameters.iter().map(|(name, value)| name.len() + 3 * value.len() + 2).sum();
    let mut form = form_urlencoded::Serializer::new(String::with_capacity(capacity));
    WipedBuffer::from(form.extend_pairs(parameters).finish()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awkward_values_are_encoded_so_that_they_arrive_as_they_were() {
        let parameters = [("username", " jörg "), ("password", "p@ss wörd&=+%"), ("empty", "")];
        let body = form(&parameters);
        assert_eq!(
            std::str::from_utf8(&body).unwrap(),
            "username=+j%C3%B6rg+&password=p%40ss+w%C3%B6rd%26%3D%2B%25&empty="
        );
        let decoded: Vec<_> = form_urlencoded::parse(&body).collect();
        assert!(decoded.iter().map(|(n, v)| (n.as_ref(), v.as_ref())).eq(parameters));
    }

    #[test]
    fn an_app_key_is_a_printable_header_value_and_marked_sensitive() {
        for wrong in ["", "a b", "a\nb", "ä", &"k".repeat(1_025)] {
            assert!(AppKey::new(wrong).is_err());
        }
        let key = AppKey::new("K3y").unwrap();
        let headers = headers(&ForwardedHeaders { app_key: Some(&key), traceparent: None });
        assert!(headers[APP_KEY].is_sensitive());
        assert_eq!(headers.len(), 3);
    }
}
