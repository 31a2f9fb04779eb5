use std::iter;

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
    let length = decoded(encoded).try_fold(0, |length, byte| byte.map(|_| length + 1));
    let Some(length) = length else { return Value::NotEncoded };
    // A buffer that had to grow or to shrink would leave a copy behind.
    let mut text = Vec::with_capacity(length);
    text.extend(decoded(encoded).flatten());
    match String::from_utf8(text) {
        Ok(text) => Value::text(text),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Value::NotText
        }
    }
}

/// The bytes that are encoded; `None` for a percent sign that encodes nothing.
fn decoded(encoded: &[u8]) -> impl Iterator<Item = Option<u8>> {
    let mut rest = encoded.iter();
    iter::from_fn(move || {
        Some(match rest.next()? {
            b'+' => Some(b' '),
            b'%' => match (digit(rest.next()), digit(rest.next())) {
                (Some(high), Some(low)) => Some(high << 4 | low),
                _ => None,
            },
            byte => Some(*byte),
        })
    })
}

/// A hexadecimal digit.
fn digit(byte: Option<&u8>) -> Option<u8> {
    let value = char::from(*byte?).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_in_a_buffer_of_its_own_length() {
        for (encoded, length) in [("%70%40%73%73", 4), ("p%40ss+w%C3%B6rd", 10), ("plain", 5)] {
            let Value::Text(text) = text(encoded.as_bytes()) else { panic!("{encoded}") };
            assert_eq!((text.len(), text.capacity()), (length, length), "{encoded}");
        }
    }
}
