use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::api_key::Digest;
use crate::tenant::VanityUrl;

/// Longest name of a key, in characters.
const LONGEST_NAME: usize = 64;
/// Before the digest of a key.
const SHA256: &str = "sha256:";
/// Before the tenant that a key is bound to.
const TENANT: &str = "tenant=";
/// In place of the tenant: the key is bound to none. A line without a tenant may be the beginning of
/// one with a tenant, in a file that was cut off.
const EVERY_TENANT: &str = "tenant=*";

/// What a key is called in the logs: 1 to 64 of `A-Z a-z 0-9 . _ -`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct KeyName(String);

/// The text is no name of a key.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a name has 1 to 64 characters of A-Z, a-z, 0-9, dot, hyphen and underscore")]
pub struct InvalidName;

impl KeyName {
    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if plain && (1..=LONGEST_NAME).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName)
        }
    }
}

/// A key as it stands in a key file: `NAME sha256:DIGEST tenant=URL`, or `tenant=*` where it is bound to
/// none.
#[derive(Clone, Debug)]
pub struct KeyEntry {
    /// What it is called in the logs.
    pub name: KeyName,
    /// What is kept of it.
    pub digest: Digest,
    /// The one tenant that may be called with it; `None` for all.
    pub tenant: Option<VanityUrl>,
}

/// The line of a key file.
impl fmt::Display for KeyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {SHA256}{} ", self.name.as_str(), self.digest.to_hexadecimal())?;
        match &self.tenant {
            Some(tenant) => write!(f, "{TENANT}{tenant}"),
            None => f.write_str(EVERY_TENANT),
        }
    }
}

/// Why a file is no key file: the line, from 1 on, and what is wrong with it. Shows nothing of what
/// stands there: it may be a key.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("line {line}: {fault}")]
pub struct InvalidKeyFile {
    /// The line, from 1 on.
    pub line: usize,
    /// What is wrong with it.
    pub fault: KeyFault,
}

/// What is wrong with a line of a key file.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum KeyFault {
    /// Not text.
    #[error("not text in UTF-8")]
    NotText,
    /// No name at its beginning.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// No digest after the name.
    #[error("after the name stands no sha256: with 64 hexadecimal digits; see `api-key new`")]
    Digest,
    /// Nothing or something else after the digest.
    #[error("after the digest must stand tenant= and a vanity URL, or tenant=* for all tenants")]
    Tenant,
    /// A name that another line has.
    #[error("another line has the same name")]
    SameName,
    /// A digest that another line has.
    #[error("another line has the same key")]
    SameKey,
    /// A tenant that may not be called.
    #[error("calls to its tenant are not allowed; add --allow-tenant")]
    TenantNotAllowed,
}

impl FromStr for KeyEntry {
    type Err = KeyFault;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default().parse()?;
        let digest = words.next().and_then(|word| word.strip_prefix(SHA256));
        let digest = digest.and_then(|word| word.parse().ok()).ok_or(KeyFault::Digest)?;
        let tenant = match words.next() {
            Some(EVERY_TENANT) => None,
            word => {
                let tenant = word.and_then(|word| word.strip_prefix(TENANT)).map(VanityUrl::parse);
                Some(tenant.and_then(Result::ok).ok_or(KeyFault::Tenant)?)
            }
        };
        if words.next().is_some() {
            return Err(KeyFault::Tenant);
        }
        Ok(Self { name, digest, tenant })
    }
}

/// The keys that are accepted.
#[derive(Clone, Debug, Default)]
pub struct KeyRing {
    entries: Vec<KeyEntry>,
}

impl KeyRing {
    /// Reads a key file. Empty lines and lines that begin with `#` are left out. A file without keys is
    /// valid: nobody may call then.
    ///
    /// # Errors
    ///
    /// The first line that is wrong, or whose tenant must not be called.
    pub fn parse(
        file: &[u8],
        may_be_called: impl Fn(&VanityUrl) -> bool,
    ) -> Result<Self, InvalidKeyFile> {
        let mut ring = Self::default();
        let (mut names, mut digests) = (HashSet::new(), HashSet::new());
        let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
        for (line, text) in (1..).zip(file.split(|byte| *byte == b'\n')) {
            let at = |fault| InvalidKeyFile { line, fault };
            let text = std::str::from_utf8(text).map_err(|_| at(KeyFault::NotText))?.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let entry: KeyEntry = text.parse().map_err(at)?;
            if !entry.tenant.as_ref().is_none_or(&may_be_called) {
                return Err(at(KeyFault::TenantNotAllowed));
            }
            if !names.insert(entry.name.clone()) {
                return Err(at(KeyFault::SameName));
            }
            if !digests.insert(entry.digest.to_hexadecimal()) {
                return Err(at(KeyFault::SameKey));
            }
            ring.entries.push(entry);
        }
        Ok(ring)
    }

    /// The key that is presented, if it is one. Takes the same time for every key that it is not, and
    /// for none at all: an empty text stands for that.
    #[must_use]
    pub fn find(&self, presented: &[u8]) -> Option<&KeyEntry> {
        let digest = Digest::of(presented);
        // All are compared, also after the one that it is.
        let found = self.entries.iter().fold(None, |found, entry| {
            let it_is = entry.digest.is(&digest);
            if it_is { Some(entry) } else { found }
        });
        // Even if somebody wrote the digest of nothing into the file.
        found.filter(|_| !presented.is_empty())
    }

    /// Whether a key has this name.
    #[must_use]
    pub fn has_name(&self, name: &KeyName) -> bool {
        self.entries.iter().any(|entry| entry.name == *name)
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digests of `a` and of `b`.
    const A: &str = "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    const B: &str = "sha256:3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";
    /// The digest of nothing.
    const NOTHING: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn parse(file: &str) -> Result<KeyRing, InvalidKeyFile> {
        KeyRing::parse(file.as_bytes(), |tenant| tenant.host().ends_with(".mykronos.com"))
    }

    #[test]
    fn a_key_is_found_by_what_a_caller_presents() {
        let file = format!(
            "\u{feff}# for the flows\r\n\n flow.1 {A} tenant=* \r\npayroll\t{} tenant=ACME.mykronos.com/wfd\n",
            B.to_uppercase().replace("SHA", "sha")
        );
        let ring = parse(&file).unwrap();
        assert_eq!(ring.len(), 2);
        let found = ring.find(b"a").unwrap();
        assert_eq!((found.name.as_str(), &found.tenant), ("flow.1", &None));
        let found = ring.find(b"b").unwrap();
        assert_eq!(found.tenant.as_ref().unwrap().host(), "acme.mykronos.com");
        assert_eq!(found.to_string(), format!("payroll {B} tenant=https://acme.mykronos.com"));
        for wrong in ["", "c", "A", "a ", A] {
            assert!(ring.find(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }

    #[test]
    fn an_entry_reads_back_as_it_was_written() {
        for line in [format!("a {A} tenant=*"), format!("b {B} tenant=https://acme.mykronos.com")] {
            assert_eq!(line.parse::<KeyEntry>().unwrap().to_string(), line);
        }
    }

    #[test]
    fn a_line_that_is_cut_off_never_widens_its_key() {
        let line = format!("b {B} tenant=https://acme.mykronos.com");
        for end in 0..line.len() {
            let entry = line[..end].parse::<KeyEntry>();
            assert!(entry.is_err() || entry.is_ok_and(|entry| entry.tenant.is_some()), "{end}");
        }
    }

    #[test]
    fn a_file_without_keys_lets_nobody_in() {
        assert!(parse("").unwrap().is_empty());
        assert!(parse("# nobody\n\n").unwrap().find(b"").is_none());
        assert!(parse(&format!("nobody {NOTHING} tenant=*")).unwrap().find(b"").is_none());
    }

    #[test]
    fn a_wrong_line_is_named_and_not_shown() {
        let upper = A.to_uppercase().replace("SHA", "sha");
        for (file, line, fault) in [
            (format!("a {A} tenant=*\nä {B}"), 2, KeyFault::Name(InvalidName)),
            (format!("{} {A}", "a".repeat(65)), 1, KeyFault::Name(InvalidName)),
            ("\n\nprowfm_hunter2".to_owned(), 3, KeyFault::Digest),
            ("a hunter2".to_owned(), 1, KeyFault::Digest),
            (format!("a {}", &A[..70]), 1, KeyFault::Digest),
            (format!("a {} ", A.replace("256", "512")), 1, KeyFault::Digest),
            (format!("a {A}"), 1, KeyFault::Tenant),
            (format!("a {A} tenant="), 1, KeyFault::Tenant),
            (format!("a {A} tenant=** "), 1, KeyFault::Tenant),
            (format!("a {A} tenant=* hunter2"), 1, KeyFault::Tenant),
            (format!("a {A} hunter2"), 1, KeyFault::Tenant),
            (format!("a {A} tenant=hunter2"), 1, KeyFault::Tenant),
            (format!("a {A} tenant=http://acme.mykronos.com"), 1, KeyFault::Tenant),
            (format!("a {A} tenant=acme.mykronos.com hunter2"), 1, KeyFault::Tenant),
            (format!("a {A} tenant=hunter2.example.com"), 1, KeyFault::TenantNotAllowed),
            (format!("a {A} tenant=*\na {B} tenant=*"), 2, KeyFault::SameName),
            (format!("a {A} tenant=*\nb {upper} tenant=*"), 2, KeyFault::SameKey),
        ] {
            let error = parse(&file).unwrap_err();
            assert_eq!(error, InvalidKeyFile { line, fault }, "{file}");
            assert!(!error.to_string().contains("hunter2"));
        }
        let not_text = KeyRing::parse(b"a \xff", |_| true).unwrap_err();
        assert_eq!(not_text, InvalidKeyFile { line: 1, fault: KeyFault::NotText });
    }
}
