use aws_lc_rs::rand;
use http::{HeaderMap, HeaderValue};
use uuid::{Builder, Uuid};

/// Of requests and responses.
pub const HEADER: &str = "x-request-id";
/// Maximum length of a caller's id, in characters.
const MAX_LENGTH: usize = 64;

/// The caller's request id if there is exactly one, short and printable; otherwise a new one. It goes into
/// logs and error bodies, so nothing that could break a line or hide a character is accepted.
pub fn of(headers: &HeaderMap) -> String {
    let mut ids = headers.get_all(HEADER).iter();
    match (ids.next().and_then(printable), ids.next()) {
        (Some(id), None) => id.to_owned(),
        _ => new(),
    }
}

/// A random id (RFC 9562, section 5.4). [`Uuid::new_v4`] would make a system call for each.
pub fn new() -> String {
    let mut random = [0; 16];
    match rand::fill(&mut random) {
        Ok(()) => Builder::from_random_bytes(random).into_uuid().to_string(),
        Err(_) => Uuid::new_v4().to_string(),
    }
}

fn printable(value: &HeaderValue) -> Option<&str> {
    let id = value.to_str().ok()?;
    let is_short = (1..=MAX_LENGTH).contains(&id.len());
    (is_short && id.bytes().all(|b| b.is_ascii_graphic())).then_some(id)
}
