use std::io;
use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::form;
use super::invalid::InvalidRequest;
use crate::api::failure::Failure;

/// Largest body, in bytes: `interface.md` fixes it.
const LARGEST: usize = 64 * 1024;
/// How long a body may take to arrive.
pub const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// The fields that no caller may put into the query.
const FIELDS: [&str; 11] = [
    "username",
    "password",
    "client_id",
    "client_secret",
    "refresh_token",
    "access_token",
    "token",
    "grant_type",
    "auth_chain",
    "id_token",
    "appkey",
];

/// How a body is encoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MediaType {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
}

impl MediaType {
    /// All that are accepted, the one that the connector uses first.
    pub const ALL: [Self; 2] = [Self::Json, Self::Form];

    /// The name of the media type.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }

    /// The media type of a request, unless it is another one or in another character set than UTF-8.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut all = headers.get_all(CONTENT_TYPE).iter();
        let value = all.next()?.to_str().ok()?;
        if all.next().is_some() {
            return None;
        }
        let mut parts = value.split(';').map(str::trim);
        let name = parts.next()?;
        let media_type = Self::ALL.into_iter().find(|m| name.eq_ignore_ascii_case(m.name()))?;
        let utf_8 = |charset: &str| {
            let charset = charset.trim_matches('"');
            ["utf-8", "utf8", "us-ascii"].iter().any(|name| charset.eq_ignore_ascii_case(name))
        };
        parts
            .filter_map(|part| part.split_once('='))
            .all(|(name, value)| !name.eq_ignore_ascii_case("charset") || utf_8(value))
            .then_some(media_type)
    }
}

/// Refuses credentials in the query string: proxies and logs keep it.
pub fn refuse_fields_in_query(query: Option<&str>) -> Result<(), InvalidRequest> {
    let sent = form::decode(query.unwrap_or_default().as_bytes());
    match FIELDS.into_iter().find(|field| sent.has_similar(field)) {
        Some(field) => Err(InvalidRequest::InQuery(field)),
        None => Ok(()),
    }
}

/// Reads a body within the limit and the deadline.
pub async fn read(headers: &HeaderMap, body: poem::Body) -> Result<Bytes, Failure> {
    if headers.get_all(CONTENT_ENCODING).iter().any(|encoding| encoding != "identity") {
        return Err(InvalidRequest::Compressed.into());
    }
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length = announced.and_then(|length| length.parse().ok()).unwrap_or(LARGEST);
    if length > LARGEST {
        return Err(Failure::BodyTooLarge);
    }
    let read = timeout(BODY_DEADLINE, collect(pin!(body.into_bytes_stream()), length)).await;
    read.unwrap_or_else(|_| Err(InvalidRequest::Incomplete.into()))
}

/// All pieces of a body, which should have this length. Mostly there is one, which is taken as it is.
async fn collect(
    mut body: Pin<&mut impl Stream<Item = io::Result<Bytes>>>,
    length: usize,
) -> Result<Bytes, Failure> {
    let mut first = Bytes::new();
    let mut whole = Zeroizing::new(Vec::new());
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_| InvalidRequest::Incomplete)?;
        if first.len().max(whole.len()) + piece.len() > LARGEST {
            return Err(Failure::BodyTooLarge);
        }
        if first.is_empty() {
            first = piece;
            continue;
        }
        if whole.is_empty() {
            // A buffer that had to grow would leave copies behind.
            whole.reserve_exact(length);
            whole.extend_from_slice(&first);
        }
        whole.extend_from_slice(&piece);
    }
    Ok(if whole.is_empty() { first } else { Bytes::from_owner(whole) })
}
