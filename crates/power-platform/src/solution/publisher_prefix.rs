use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use uuid::Uuid;

/// The prefix of a publisher in Dataverse: 2 to 8 letters and digits, a letter first, not `mscrm`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublisherPrefix(String);

/// The text is no publisher prefix.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("2 to 8 small letters and digits, a letter first, and not mscrm")]
pub struct InvalidPrefix;

impl PublisherPrefix {
    /// The number from 10,000 to 99,999 that a publisher puts before its choices: the same for the
    /// same prefix.
    #[must_use]
    pub fn option_value(&self) -> u32 {
        let (number, ..) = Uuid::new_v5(&Uuid::NAMESPACE_OID, self.0.as_bytes()).as_fields();
        10_000 + number % 90_000
    }
}

impl FromStr for PublisherPrefix {
    type Err = InvalidPrefix;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let characters = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let first = text.starts_with(|c: char| c.is_ascii_lowercase());
        if (2..=8).contains(&text.len()) && characters && first && !text.starts_with("mscrm") {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPrefix)
        }
    }
}

impl fmt::Display for PublisherPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
