use std::fmt;

use aws_lc_rs::rand;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use validator::ValidateLength;
use zeroize::Zeroizing;

/// What stands wherever a secret would have been printed.
const REDACTED: &str = "[redacted]";

/// A value that a caller submitted or a tenant issued, and that nothing may print.
///
/// `Debug` and `Serialize` write `[redacted]`; the memory is wiped on drop. Reading it takes the
/// word [`expose`](Self::expose), so that every such place can be found.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a value over.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(SecretString::from(value))
    }

    /// The value itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// `validator` copies the value of a field that it refuses into its error, by `Serialize`. This
/// implementation is what makes that harmless.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// Length in characters, as `minLength` and `maxLength` of a JSON schema count.
impl ValidateLength<u64> for Secret {
    fn length(&self) -> Option<u64> {
        self.expose().length()
    }
}

/// The operating system gives no random numbers.
#[derive(Clone, Copy, Debug, Error)]
#[error("the operating system gives no random numbers")]
pub struct NoRandomness;

/// Bytes for keys, from the operating system's generator.
///
/// # Errors
///
/// When the operating system gives no random numbers.
pub fn random_bytes<const LENGTH: usize>() -> Result<Zeroizing<[u8; LENGTH]>, NoRandomness> {
    let mut bytes = Zeroizing::new([0; LENGTH]);
    rand::fill(bytes.as_mut()).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_printed_by_nothing() {
        let secret = Secret::from("p@ss wörd&=+%");
        assert_eq!(format!("{secret:?}"), "[redacted]");
        assert_eq!(format!("{:#?}", Some(&secret)), "Some(\n    [redacted],\n)");
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#""[redacted]""#);
        assert_eq!(secret.expose(), "p@ss wörd&=+%");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(Secret::from("wörd").length(), Some(4));
    }
}
