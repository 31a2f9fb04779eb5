use std::mem;

use zeroize::Zeroizing;

use super::fields::{Fields, Value};

/// Decodes `application/x-www-form-urlencoded`. Any bytes are fields; a value is validated when it is
/// asked for.
///
/// Stricter than the URL standard, which reads `%zz` as itself and turns invalid UTF-8 into U+FFFD: a
/// password must arrive as it was meant, or not at all.
pub fn decode(body: &[u8]) -> Fields {
    body.split(|b| *b == b'&').filter(|pair| !pair.is_empty()).filter_map(field).collect()
}

/// A name and its value. `None` if the name is not text: then it is not one of ours.
fn field(pair: &[u8]) -> Option<(String, Value)> {
    let mut halves = pair.splitn(2, |b| *b == b'=');
    let name = halves.next().unwrap_or_default();
    let value = halves.next().unwrap_or_default();
    match text(name) {
        Value::Text(mut name) => Some((mem::take(&mut *name), text(value))),
        Value::Null | Value::NotText | Value::NotEncoded => None,
    }
}

/// Decodes a name or a value.
pub(super) fn text(encoded: &[u8]) -> Value {
    if !encoded.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return of_utf8(encoded.to_vec());
    }
    // As long as the encoded text, so that the buffer never grows: that would leave a copy behind.
    let mut text = Zeroizing::new(Vec::with_capacity(encoded.len()));
    let mut rest = encoded.iter();
    while let Some(byte) = rest.next() {
        text.push(match byte {
            b'+' => b' ',
            b'%' => match (digit(rest.next()), digit(rest.next())) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Value::NotEncoded,
            },
            byte => *byte,
        });
    }
    // A secret has an exact buffer: shrinking a longer one can move it and leave an unwiped copy behind.
    of_utf8(text.to_vec())
}

fn of_utf8(text: Vec<u8>) -> Value {
    match String::from_utf8(text) {
        Ok(text) => Value::text(text),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Value::NotText
        }
    }
}

/// The value of a hexadecimal digit.
fn digit(byte: Option<&u8>) -> Option<u8> {
    let value = char::from(*byte?).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_a_buffer_of_its_own_length() {
        for (encoded, length) in [("%70%40%73%73", 4), ("p%40ss+w%C3%B6rd", 10), ("plain", 5)] {
            let Value::Text(text) = text(encoded.as_bytes()) else { panic!("{encoded}") };
            assert_eq!((text.len(), text.capacity()), (length, length), "{encoded}");
        }
    }
}
