use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::listing;

/// Longest name of a publisher, in characters.
const LONGEST: usize = 100;

/// Who publishes a connector: one line of text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Publisher(String);

/// The text is no name of a publisher.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("one line of 1 to 100 characters")]
pub struct InvalidPublisher;

/// Who publishes the connector of the contract.
impl Default for Publisher {
    fn default() -> Self {
        Self(listing::PUBLISHER.to_owned())
    }
}

impl FromStr for Publisher {
    type Err = InvalidPublisher;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let length = text.chars().count();
        if (1..=LONGEST).contains(&length) && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPublisher)
        }
    }
}

impl fmt::Display for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
