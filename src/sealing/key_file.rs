use std::str::FromStr;

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD, Encoding, HEXLOWER_PERMISSIVE};
use thiserror::Error;
use zeroize::Zeroizing;

use super::SealingKeys;

/// Minimum length of a key, in bytes.
const MIN_KEY: usize = 32;
/// Maximum number of keys: the one that seals and, during a rotation, the one before it.
const MAX_KEYS: usize = 2;

/// The text of a sealing key file cannot be used. Never shows any of it.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidSealingKey {
    #[error(
        "the file holds no key: it needs a line with 32 random bytes, in base64 or hexadecimal"
    )]
    Empty,
    #[error("line {0} is not at least 32 random bytes in base64 or hexadecimal")]
    Key(usize),
    #[error(
        "the file holds more than two keys; the first seals, the second opens what it sealed before"
    )]
    TooMany,
}

/// The keys of a file, one in a line. Empty lines and lines that begin with `#` do not count.
impl FromStr for SealingKeys {
    type Err = InvalidSealingKey;

    fn from_str(text: &str) -> Result<Self, InvalidSealingKey> {
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let keys = lines
            .map(|(number, line)| key(line).ok_or(InvalidSealingKey::Key(number)))
            .collect::<Result<Vec<_>, _>>()?;
        match keys.len() {
            0 => Err(InvalidSealingKey::Empty),
            1..=MAX_KEYS => Ok(Self::of(&keys)),
            _ => Err(InvalidSealingKey::TooMany),
        }
    }
}

/// The bytes of a key. 64 hexadecimal digits are also valid base64, so hexadecimal is tried first.
fn key(line: &str) -> Option<Zeroizing<Vec<u8>>> {
    const ENCODINGS: [&Encoding; 4] =
        [&HEXLOWER_PERMISSIVE, &BASE64, &BASE64_NOPAD, &BASE64URL_NOPAD];
    let decoded = ENCODINGS.iter().find_map(|encoding| encoding.decode(line.as_bytes()).ok());
    decoded.map(Zeroizing::new).filter(|key| key.len() >= MIN_KEY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> InvalidSealingKey {
        text.parse::<SealingKeys>().unwrap_err()
    }

    #[test]
    fn keys_are_base64_or_hexadecimal() {
        let hexadecimal = "00112233445566778899aabbccddeeff".repeat(2);
        for text in [
            hexadecimal.as_str(),
            &hexadecimal.to_uppercase(),
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
            " # made by openssl rand -base64 32\n\n AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= \n",
        ] {
            assert!(text.parse::<SealingKeys>().is_ok(), "{text}");
        }
        let two = format!("{hexadecimal}\n{hexadecimal}\n");
        assert!(two.parse::<SealingKeys>().is_ok());
        assert_eq!(fault(&format!("{two}{hexadecimal}")), InvalidSealingKey::TooMany);
    }

    #[test]
    fn short_keys_and_passwords_are_refused_by_line() {
        assert_eq!(fault(""), InvalidSealingKey::Empty);
        assert_eq!(fault("# nothing\n"), InvalidSealingKey::Empty);
        for short in ["correct horse battery staple", "abcd", "AAECAwQFBgcICQoLDA0ODw=="] {
            assert_eq!(fault(&format!("\n{short}")), InvalidSealingKey::Key(2), "{short}");
        }
    }
}
