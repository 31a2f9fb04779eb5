//! The request as a tenant receives it: path, headers, form body. Pure functions.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::token::Parameter;

/// Where both grants go.
pub const TOKEN_PATH: &str = "/api/authentication/access_token";
/// Where revocations go.
pub const REVOCATION_PATH: &str = "/api/authentication/token/revoke";

/// The header that carries the app key.
pub const APP_KEY: HeaderName = HeaderName::from_static("appkey");

/// The header that carries a trace (W3C Trace Context, section 3.2).
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The key of a developer account, which tenants before release 2024.R1 ask for and later ones
/// ignore. A valid value of an HTTP header.
#[derive(Clone, Debug)]
pub struct AppKey(Secret);

/// The text cannot be an app key.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the app key is empty, too long, or has characters that a header cannot carry")]
pub struct InvalidAppKey;

/// Longest app key, in bytes. UKG's have 32.
const LONGEST_APP_KEY: usize = 1_024;

impl AppKey {
    /// Checks that the key is printable ASCII of 1 to 1,024 characters.
    ///
    /// # Errors
    ///
    /// [`InvalidAppKey`] otherwise.
    pub fn new(key: &str) -> Result<Self, InvalidAppKey> {
        let printable = key.bytes().all(|b| b.is_ascii_graphic());
        if printable && (1..=LONGEST_APP_KEY).contains(&key.len()) {
            Ok(Self(Secret::from(key)))
        } else {
            Err(InvalidAppKey)
        }
    }

    /// The key itself.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

/// What goes to a tenant beside the form.
#[derive(Clone, Debug, Default)]
pub struct Extras<'a> {
    /// The app key, if there is one.
    pub app_key: Option<&'a AppKey>,
    /// The trace that the call is part of, if it is exported (W3C Trace Context).
    pub traceparent: Option<HeaderValue>,
}

/// The headers of every request. Nothing of the caller's request is taken over.
///
/// `Accept` is `application/json`, although UKG's documentation prefers none: the client library
/// would send `*/*` otherwise, and this value is known to work (`ukg-wire.md`, section 1.1).
///
/// # Panics
///
/// Never: an [`AppKey`] is a valid header value.
#[must_use]
pub fn headers(extras: &Extras<'_>) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(traceparent) = &extras.traceparent {
        headers.insert(TRACEPARENT, traceparent.clone());
    }
    if let Some(AppKey(key)) = extras.app_key {
        let mut value = HeaderValue::from_str(key.expose()).expect("an app key is a header value");
        value.set_sensitive(true);
        headers.insert(APP_KEY, value);
    }
    headers
}

/// The body, form-encoded; wiped from memory when the last reference is gone.
#[must_use]
pub fn form(parameters: &[Parameter<'_>]) -> Bytes {
    let length = |(name, value): &Parameter<'_>| {
        "&=".len() + name.len() + encoded(value).map(str::len).sum::<usize>()
    };
    // A buffer that had to grow would leave copies behind; one that is too large takes time to wipe.
    let mut body = Zeroizing::new(Vec::with_capacity(parameters.iter().map(length).sum()));
    for (name, value) in parameters {
        if !body.is_empty() {
            body.push(b'&');
        }
        body.extend_from_slice(name.as_bytes());
        body.push(b'=');
        for piece in encoded(value) {
            body.extend_from_slice(piece.as_bytes());
        }
    }
    Bytes::from_owner(body)
}

fn encoded(value: &str) -> impl Iterator<Item = &str> {
    form_urlencoded::byte_serialize(value.as_bytes())
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
        let headers = headers(&Extras { app_key: Some(&key), traceparent: None });
        assert!(headers[APP_KEY].is_sensitive());
        assert_eq!(headers.len(), 3);
    }
}
