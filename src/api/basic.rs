//! HTTP Basic (RFC 7617), for the two meanings that it has here: the client of an OAuth request, and the
//! account of a connection.

use data_encoding::BASE64;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderValue};
use zeroize::Zeroizing;

use super::invalid_request::InvalidRequest;

const HEADER: &str = "Authorization";
/// The header is repeated, or is not what HTTP Basic says.
pub const MALFORMED: InvalidRequest = InvalidRequest::Header(HEADER);
/// There is no such header, or one with another scheme.
pub const MISSING: InvalidRequest = InvalidRequest::MissingHeader(HEADER);

/// What is before and after the first colon, in the sender's own encoding. Wiped from memory on drop.
pub struct Pair {
    decoded: Zeroizing<Vec<u8>>,
    colon: usize,
}

impl Pair {
    /// The pair of a request; `None` without the header, or with another scheme.
    ///
    /// # Errors
    ///
    /// When the header is malformed, or repeated.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, InvalidRequest> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let Some(credentials) = values.find_map(of_scheme) else { return Ok(None) };
        if headers.get_all(AUTHORIZATION).iter().nth(1).is_some() {
            return Err(MALFORMED);
        }
        Self::decode(credentials).map(Some).ok_or(MALFORMED)
    }

    fn decode(credentials: &[u8]) -> Option<Self> {
        let mut decoded = Zeroizing::new(vec![0; BASE64.decode_len(credentials.len()).ok()?]);
        let length = BASE64.decode_mut(credentials, &mut decoded).ok()?;
        decoded.truncate(length);
        let colon = decoded.iter().position(|byte| *byte == b':')?;
        Some(Self { decoded, colon })
    }

    pub fn halves(&self) -> [&[u8]; 2] {
        [&self.decoded[..self.colon], &self.decoded[self.colon + 1..]]
    }
}

/// What follows the name of the scheme, which may be in any case.
fn of_scheme(value: &HeaderValue) -> Option<&[u8]> {
    const SCHEME: &[u8] = b"basic";
    let (scheme, rest) = value.as_bytes().split_at_checked(SCHEME.len())?;
    let is_basic = scheme.eq_ignore_ascii_case(SCHEME);
    let is_whole = rest.first().is_none_or(u8::is_ascii_whitespace);
    (is_basic && is_whole).then(|| rest.trim_ascii())
}
