use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use uuid::Uuid;

/// What a solution needs beside the connector.
#[derive(Clone, Debug)]
pub struct Solution {
    /// Before the names of everything in it.
    pub prefix: PublisherPrefix,
    /// Its version.
    pub version: SolutionVersion,
    /// The program that makes it, for the manifest.
    pub generated_by: String,
}

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

/// The version of a solution: two to four numbers. A newer one is needed for an import to update.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SolutionVersion([u32; 4]);

/// The text is no version.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("two to four numbers with dots between them, such as 1.0.0.0")]
pub struct InvalidVersion;

impl Default for SolutionVersion {
    fn default() -> Self {
        Self([1, 0, 0, 0])
    }
}

impl FromStr for SolutionVersion {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        let numbers = numbers.map_err(|_| InvalidVersion)?;
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if !plain || !(2..=4).contains(&numbers.len()) {
            return Err(InvalidVersion);
        }
        let mut version = [0; 4];
        version[..numbers.len()].copy_from_slice(&numbers);
        Ok(Self(version))
    }
}

impl fmt::Display for SolutionVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, build, revision] = self.0;
        write!(f, "{major}.{minor}.{build}.{revision}")
    }
}
