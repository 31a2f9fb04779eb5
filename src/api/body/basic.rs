//! Client authentication by HTTP Basic (RFC 6749, section 2.3.1): the other place for client id and
//! secret, and the one that OAuth libraries use by default.

use http::HeaderMap;
use zeroize::Zeroizing;

use super::fields::{Fields, Value};
use super::form;
use crate::api::basic::{MALFORMED, Pair};
use crate::api::invalid_request::InvalidRequest;

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
    let Some(pair) = Pair::of(headers)? else { return Ok(None) };
    let [id, secret] = pair.halves();
    Ok(Some(Client { id: text(id)?, secret: text(secret)? }))
}

/// Form-encoded by the RFC. Many libraries send it as it is, which is the same unless there is a percent
/// sign or a plus sign in it.
fn text(half: &[u8]) -> Result<Zeroizing<String>, InvalidRequest> {
    match form::text(half) {
        Value::Text(text) => Ok(text),
        Value::Null | Value::NotText | Value::NotEncoded => Err(MALFORMED),
    }
}
