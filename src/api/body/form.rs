use percent_encoding::percent_decode;
use zeroize::Zeroizing;

use super::fields::{Fields, Value};

/// Decodes `application/x-www-form-urlencoded`. Whatever the bytes are, they are fields; whether a
/// value makes sense is judged when somebody asks for it.
///
/// Stricter than the URL standard, which reads `%zz` as itself and turns invalid UTF-8 into U+FFFD:
/// a password must arrive as it was meant, or not at all.
pub fn decode(body: &[u8]) -> Fields {
    body.split(|b| *b == b'&').filter(|pair| !pair.is_empty()).filter_map(field).collect()
}

/// One pair. `None` for a name that is no text: it is none of ours.
fn field(pair: &[u8]) -> Option<(String, Value)> {
    let mut halves = pair.splitn(2, |b| *b == b'=');
    let name = halves.next().unwrap_or_default();
    let value = halves.next().unwrap_or_default();
    match text(name) {
        Value::Text(name) => Some(((*name).clone(), text(value))),
        Value::Null | Value::NotText | Value::NotEncoded => None,
    }
}

fn text(encoded: &[u8]) -> Value {
    if !escapes_are_complete(encoded) {
        return Value::NotEncoded;
    }
    let spaced: Zeroizing<Vec<u8>> =
        Zeroizing::new(encoded.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect());
    let mut decoded = Vec::with_capacity(spaced.len());
    decoded.extend(percent_decode(&spaced));
    String::from_utf8(decoded).map_or(Value::NotText, Value::text)
}

fn escapes_are_complete(encoded: &[u8]) -> bool {
    encoded.iter().enumerate().filter(|(_, b)| **b == b'%').all(|(at, _)| {
        encoded.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    })
}
