use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use uuid::Uuid;

/// What a solution needs beside the connector.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The prefix of the publisher, which starts the names of all components.
    pub prefix: PublisherPrefix,
    /// The version of the solution.
    pub version: SolutionVersion,
    /// The name of the program that makes the solution, for the manifest.
    pub generated_by: String,
    /// The environment variable that holds the host, if the solution has one.
    pub host_variable: Option<HostVariable>,
}

/// The prefix of a publisher in Dataverse: 2 to 8 lowercase letters and digits. It starts with a
/// letter, but not with `mscrm`, which is Microsoft's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublisherPrefix(String);

/// A text that is not a publisher prefix.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("expected 2 to 8 lowercase letters and digits, starting with a letter but not with mscrm")]
pub struct InvalidPrefix;

impl PublisherPrefix {
    /// The number from 10,000 to 99,999 before the values of the publisher's choices. It follows from
    /// the prefix.
    #[must_use]
    pub fn option_value(&self) -> u32 {
        let (number, ..) = Uuid::new_v5(&Uuid::NAMESPACE_OID, self.0.as_bytes()).as_fields();
        10_000 + number % 90_000
    }
}

impl FromStr for PublisherPrefix {
    type Err = InvalidPrefix;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let letter_first = text.starts_with(|c: char| c.is_ascii_lowercase());
        let length = (2..=8).contains(&text.len());
        if allowed && letter_first && length && !text.starts_with("mscrm") {
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

/// The version of a solution: two to four numbers. An import updates a solution of a lower version.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SolutionVersion([u32; 4]);

/// A text that is not a version.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("expected two to four numbers separated by dots, such as 1.0.0.0")]
pub struct InvalidVersion;

impl Default for SolutionVersion {
    fn default() -> Self {
        Self([1, 0, 0, 0])
    }
}

impl FromStr for SolutionVersion {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Rust also reads a number with a sign.
        if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Err(InvalidVersion);
        }
        let numbers: Vec<u32> = text
            .split('.')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| InvalidVersion)?;
        if !(2..=4).contains(&numbers.len()) {
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

/// The schema name of an environment variable that holds the host, such as `contoso_Host`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HostVariable(String);

/// A text that is not the schema name of an environment variable.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("expected the publisher's prefix, an underscore, and letters and digits: contoso_Host")]
pub struct InvalidVariable;

impl FromStr for HostVariable {
    type Err = InvalidVariable;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (prefix, name) = text.split_once('_').ok_or(InvalidVariable)?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_name = !name.is_empty() && name.chars().all(allowed);
        prefix.parse::<PublisherPrefix>().map_err(|_| InvalidVariable)?;
        if is_name { Ok(Self(text.to_owned())) } else { Err(InvalidVariable) }
    }
}

impl fmt::Display for HostVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HostVariable {
    /// Whether the variable belongs to this publisher.
    pub(super) fn is_of(&self, prefix: &PublisherPrefix) -> bool {
        self.0.split_once('_').is_some_and(|(start, _)| start == prefix.to_string())
    }

    /// The name for people: what follows the prefix.
    pub(super) fn display_name(&self) -> &str {
        self.0.split_once('_').map_or(&self.0, |(_, name)| name)
    }
}
