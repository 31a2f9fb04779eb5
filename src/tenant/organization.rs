use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Maximum length of an organization id, in bytes. Those of UKG have about 20.
const MAX_ORGANIZATION: usize = 128;
/// Maximum length of a realm, in bytes.
const MAX_REALM: usize = 256;

/// An organization of UKG Authentication, such as `org_AbC123`: the id of a tenant there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Organization(String);

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("not an organization id, such as org_AbC123 (letters, digits, - and _)")]
pub struct InvalidOrganization;

impl FromStr for Organization {
    type Err = InvalidOrganization;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let characters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if (1..=MAX_ORGANIZATION).contains(&text.len()) && text.bytes().all(characters) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidOrganization)
        }
    }
}

impl Organization {
    /// The realm that belongs to it.
    pub(super) fn realm(&self) -> Option<Realm> {
        let name = self.0.strip_prefix("org_")?;
        Some(Realm(format!("{name}-custom")))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Organization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The user directory in which a password is checked, such as `AbC123-custom`. Sent exactly as given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Realm(String);

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("not a realm, such as AbC123-custom (1 to 256 characters on one line)")]
pub struct InvalidRealm;

impl FromStr for Realm {
    type Err = InvalidRealm;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if (1..=MAX_REALM).contains(&text.len()) && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidRealm)
        }
    }
}

impl Realm {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organizations_and_realms_are_short_and_printable() {
        for wrong in ["", " ", "org AbC", "org_ä", "org_\nAbC", &"x".repeat(129)] {
            assert_eq!(wrong.parse::<Organization>(), Err(InvalidOrganization), "{wrong:?}");
        }
        for wrong in ["", " ", "a\nb", &"x".repeat(257)] {
            assert_eq!(wrong.parse::<Realm>(), Err(InvalidRealm), "{wrong:?}");
        }
        assert_eq!(" org_AbC-1 ".parse::<Organization>().unwrap().as_str(), "org_AbC-1");
        assert_eq!("Größe 1".parse::<Realm>().unwrap().as_str(), "Größe 1");
    }
}
