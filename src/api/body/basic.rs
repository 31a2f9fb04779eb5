//! Client authentication by HTTP Basic (RFC 6749, section 2.3.1): the other place for client id and
//! secret, and the one that OAuth libraries use by default.

use data_encoding::BASE64;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderValue};
use zeroize::Zeroizing;

use super::fields::{Fields, Value};
use super::form;
use crate::api::invalid_request::InvalidRequest;

const MALFORMED: InvalidRequest = InvalidRequest::Header("Authorization");

/// Client id and secret of a header `Authorization`.
pub struct Client {
    id: Zeroizing<String>,
    secret: Zeroizing<String>,
}

impl Client {
    /// Adds the client to the fields of the body.
    ///
    /// # Errors
    ///
    /// When the body names another client.
    pub fn join(self, fields: &mut Fields) -> Result<(), InvalidRequest> {
        fields.set("client_id", self.id)?;
        fields.set("client_secret", self.secret)
    }
}

/// The client of a request; `None` without the header, or with another scheme.
///
/// # Errors
///
/// When the header is malformed, or repeated.
pub fn client(headers: &HeaderMap) -> Result<Option<Client>, InvalidRequest> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(credentials) = values.find_map(of_scheme) else { return Ok(None) };
    if headers.get_all(AUTHORIZATION).iter().nth(1).is_some() {
        return Err(MALFORMED);
    }
    decode(credentials).map(Some).ok_or(MALFORMED)
}

/// What follows the name of the scheme, which may be in any case.
fn of_scheme(value: &HeaderValue) -> Option<&[u8]> {
    const SCHEME: &[u8] = b"basic";
    let (scheme, rest) = value.as_bytes().split_at_checked(SCHEME.len())?;
    let is_basic = scheme.eq_ignore_ascii_case(SCHEME);
    let is_whole = rest.first().is_none_or(u8::is_ascii_whitespace);
    (is_basic && is_whole).then(|| rest.trim_ascii())
}

fn decode(credentials: &[u8]) -> Option<Client> {
    let mut decoded = Zeroizing::new(vec![0; BASE64.decode_len(credentials.len()).ok()?]);
    let length = BASE64.decode_mut(credentials, &mut decoded).ok()?;
    let mut halves = decoded.get(..length)?.splitn(2, |byte| *byte == b':');
    // Form-encoded by the RFC. Many libraries send them as they are, which is the same unless there is a
    // percent sign or a plus sign in them.
    let mut half = || match form::text(halves.next()?) {
        Value::Text(text) => Some(text),
        Value::Null | Value::NotText | Value::NotEncoded => None,
    };
    Some(Client { id: half()?, secret: half()? })
}
