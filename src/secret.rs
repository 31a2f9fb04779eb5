use std::{fmt, mem};

use aws_lc_rs::rand;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use validator::ValidateLength;
use zeroize::Zeroizing;

use crate::wiped_buffer::wipe;

const REDACTED: &str = "[redacted]";

/// A value that a caller submitted or a tenant issued, and that must not be printed.
///
/// `Debug` and `Serialize` write `[redacted]`; the memory is wiped on drop. The value can be read only by
/// [`expose`](Self::expose), so that all such places can be found.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(value)
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        wipe(mem::take(&mut self.0).into_bytes());
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

/// `validator` serializes the value of an invalid field into its error.
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

#[derive(Clone, Copy, Debug, Error)]
#[error("the operating system gives no random numbers")]
pub struct NoRandomness;

/// Random bytes for a key, from the operating system.
pub fn random_bytes<const LENGTH: usize>() -> Result<Zeroizing<[u8; LENGTH]>, NoRandomness> {
    let mut bytes = Zeroizing::new([0; LENGTH]);
    rand::fill(bytes.as_mut()).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
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
