use std::fmt;
use std::str::FromStr;

use thiserror::Error;

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
