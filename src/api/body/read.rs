use std::io;
use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt, Stream, StreamExt};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use tokio::time::timeout;

use super::form;
use crate::api::invalid_request::InvalidRequest;
use crate::api::unfinished_bodies::{Full, Room};
use crate::wiped_buffer::WipedBuffer;

/// Maximum size of a body, in bytes.
const MAX_BODY: usize = 64 * 1024;
/// Time limit for the arrival of a body.
pub const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// Fields that must not be in the query.
const FIELDS: [&str; 16] = [
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
    "realm",
    "organization",
    "audience",
    "scope",
    "token_type_hint",
];

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MediaType {
    Json,
    Form,
}

impl MediaType {
    /// The one that the connector uses comes first.
    pub const ALL: [Self; 2] = [Self::Json, Self::Form];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }

    /// The media type of a request; `None` for any other, and for another character set than UTF-8.
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

/// Refuses credentials in the query, which proxies and logs keep.
pub fn refuse_fields_in_query(query: Option<&str>) -> Result<(), InvalidRequest> {
    let sent = form::decode(query.unwrap_or_default().as_bytes());
    match FIELDS.into_iter().find(|field| sent.has_similar(field)) {
        Some(field) => Err(InvalidRequest::InQuery(field)),
        None => Ok(()),
    }
}

/// Why a body was not read.
#[derive(Debug)]
pub enum NotRead {
    Invalid(InvalidRequest),
    /// Too many bodies are unfinished.
    Full,
}

impl From<InvalidRequest> for NotRead {
    fn from(invalid: InvalidRequest) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<Full> for NotRead {
    fn from(Full: Full) -> Self {
        Self::Full
    }
}

/// Reads a body within the maximum size and the deadline. Until its end it takes room.
pub async fn read(
    headers: &HeaderMap,
    body: poem::Body,
    room: &mut Room,
) -> Result<Bytes, NotRead> {
    if headers.get_all(CONTENT_ENCODING).iter().any(|encoding| encoding != "identity") {
        return Err(InvalidRequest::Compressed.into());
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > MAX_BODY)
    {
        return Err(InvalidRequest::TooLarge.into());
    }
    timeout(BODY_DEADLINE, collect(pin!(body.into_bytes_stream()), room))
        .await
        .unwrap_or(Err(InvalidRequest::Incomplete.into()))
}

/// The pieces of a body in one buffer. A body usually comes in one piece, which is taken as it is.
async fn collect(
    mut body: Pin<&mut impl Stream<Item = io::Result<Bytes>>>,
    room: &mut Room,
) -> Result<Bytes, NotRead> {
    let mut first = Bytes::new();
    let mut whole = WipedBuffer::default();
    loop {
        let arrived = first.len().max(whole.as_slice().len());
        let piece = if let Some(piece) = body.next().now_or_never() {
            piece
        } else {
            room.grow_to(arrived)?;
            body.next().await
        };
        let Some(piece) = piece else { break };
        let piece = piece.map_err(|_| InvalidRequest::Incomplete)?;
        if arrived + piece.len() > MAX_BODY {
            return Err(InvalidRequest::TooLarge.into());
        }
        if first.is_empty() {
            first = piece;
            continue;
        }
        if whole.as_slice().is_empty() {
            whole.push(&first);
        }
        whole.push(&piece);
    }
    Ok(if whole.as_slice().is_empty() { first } else { whole.into_bytes() })
}
