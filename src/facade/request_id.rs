use aws_lc_rs::rand;
use http::{HeaderMap, HeaderValue};
use uuid::{Builder, Uuid};

/// The header that carries it, in both directions.
pub const HEADER: &str = "x-request-id";
/// Longest id that is taken over, in characters.
const LONGEST: usize = 64;

/// The caller's request id if there is exactly one, short and printable; else a new one.
///
/// It reaches logs and error bodies, so nothing that could break a line or hide a character passes.
pub fn of(headers: &HeaderMap) -> String {
    let mut given = headers.get_all(HEADER).iter();
    match (given.next().and_then(printable), given.next()) {
        (Some(id), None) => id.to_owned(),
        _ => new(),
    }
}

/// A random one (RFC 9562, section 5.4). Not by [`Uuid::new_v4`], which asks the operating system for
/// each.
fn new() -> String {
    let mut random = [0; 16];
    match rand::fill(&mut random) {
        Ok(()) => Builder::from_random_bytes(random).into_uuid().to_string(),
        Err(_) => Uuid::new_v4().to_string(),
    }
}

fn printable(value: &HeaderValue) -> Option<&str> {
    let id = value.to_str().ok()?;
    let short = (1..=LONGEST).contains(&id.len());
    (short && id.bytes().all(|b| b.is_ascii_graphic())).then_some(id)
}
