use std::str::FromStr;

use thiserror::Error;

const MAX_LENGTH: usize = 64;

/// The name of a key or a profile, in files and logs: 1 to 64 of `A-Z a-z 0-9 . _ -`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Name(String);

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a name has 1 to 64 characters of A-Z, a-z, 0-9, dot, hyphen and underscore")]
pub struct InvalidName;

impl Name {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let valid = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if valid && (1..=MAX_LENGTH).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName)
        }
    }
}
