use std::collections::{HashMap, HashSet};

use thiserror::Error;

use super::api_key::Digest;
use super::key_entry::{InvalidKeyLine, KeyEntry};
use super::name::Name;
use crate::tenant::VanityUrl;

/// Shows nothing of the line, which may contain a key.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("line {line}: {error}")]
pub struct InvalidKeyFile {
    /// Counted from 1.
    pub line: usize,
    pub error: InvalidKeyLine,
}

#[derive(Clone, Debug, Default)]
pub struct KeyRing {
    entries: Vec<KeyEntry>,
}

impl KeyRing {
    /// Parses a key file. Empty lines and lines that begin with `#` are skipped. A file without keys is
    /// valid and refuses every call.
    ///
    /// # Errors
    ///
    /// The first line that is invalid, or whose tenant is not allowed.
    pub fn parse(
        file: &[u8],
        is_allowed: impl Fn(&VanityUrl) -> bool,
    ) -> Result<Self, InvalidKeyFile> {
        let mut ring = Self::default();
        let mut digests = HashSet::new();
        let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
        for (line, text) in (1..).zip(file.split(|byte| *byte == b'\n')) {
            let at = |error| InvalidKeyFile { line, error };
            let text = std::str::from_utf8(text).map_err(|_| at(InvalidKeyLine::NotText))?.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let entry: KeyEntry = text.parse().map_err(at)?;
            if !entry.tenant.as_ref().is_none_or(&is_allowed) {
                return Err(at(InvalidKeyLine::TenantNotAllowed));
            }
            if !digests.insert(entry.digest.to_hexadecimal()) {
                return Err(at(InvalidKeyLine::SameKey));
            }
            ring.entries.push(entry);
        }
        Ok(ring)
    }

    /// With the last uses and the counted calls that an earlier file knows. All keys of a name share them.
    #[must_use]
    pub fn going_on_from(mut self, earlier: &Self) -> Self {
        let (mut uses, mut throttles) = (HashMap::new(), HashMap::new());
        for entry in &earlier.entries {
            uses.insert(entry.name.clone(), entry.last_use.clone());
            if let Some(throttle) = &entry.throttle {
                throttles.insert(entry.name.clone(), throttle.clone());
            }
        }
        for entry in &mut self.entries {
            entry.last_use = uses.entry(entry.name.clone()).or_default().clone();
            if let Some(throttle) = &mut entry.throttle {
                let known = throttles.entry(entry.name.clone()).or_insert_with(|| throttle.clone());
                *throttle = throttle.going_on_from(known);
            }
        }
        self
    }

    /// Finds the key that a caller presents; empty if the caller presents none. Takes the same time for
    /// every wrong key and for none.
    #[must_use]
    pub fn find(&self, presented: &[u8]) -> Option<&KeyEntry> {
        let digest = Digest::of(presented);
        // Compares with all entries, also after a match.
        let found = self
            .entries
            .iter()
            .fold(None, |found, entry| if entry.digest.is(&digest) { Some(entry) } else { found });
        // The file might contain the digest of the empty string.
        found.filter(|_| !presented.is_empty())
    }

    /// The keys, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = &KeyEntry> {
        self.entries.iter()
    }

    #[must_use]
    pub fn has_name(&self, name: &Name) -> bool {
        self.entries.iter().any(|entry| entry.name == *name)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::InvalidName;

    /// The digests of `a` and of `b`.
    const A: &str = "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    const B: &str = "sha256:3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";
    /// The digest of the empty string.
    const EMPTY: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn parse(file: &str) -> Result<KeyRing, InvalidKeyFile> {
        KeyRing::parse(file.as_bytes(), |tenant| tenant.host().ends_with(".mykronos.com"))
    }

    #[test]
    fn a_presented_key_is_found() {
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
        for line in [
            format!("a {A} tenant=*"),
            format!("b {B} tenant=https://acme.mykronos.com"),
            format!("c {B} profile=pay.roll tenant=*"),
            format!("d {B} expires=2027-01-31 profile=pay.roll tenant=*"),
            format!("e {B} throttle=20/60s tenant=*"),
        ] {
            assert_eq!(line.parse::<KeyEntry>().unwrap().to_string(), line);
        }
        let other_order = format!("c {B} tenant=* profile=payroll").parse::<KeyEntry>().unwrap();
        assert_eq!(other_order.profile.unwrap().as_str(), "payroll");
    }

    #[test]
    fn a_line_that_is_cut_off_never_widens_its_key() {
        let line =
            format!("b {B} expires=2027-01-31 profile=payroll tenant=https://acme.mykronos.com");
        for end in 0..line.len() {
            if let Ok(entry) = line[..end].parse::<KeyEntry>() {
                assert!(
                    entry.tenant.is_some() && entry.profile.is_some() && entry.expires.is_some(),
                    "{end}"
                );
            }
        }
    }

    /// A new key is handed out before the old one is taken away.
    #[test]
    fn a_name_may_have_two_keys() {
        let ring = parse(&format!("flow {A} tenant=*\nflow {B} tenant=*")).unwrap();
        for key in [b"a", b"b"] {
            assert_eq!(ring.find(key).unwrap().name.as_str(), "flow");
        }
    }

    #[test]
    fn the_last_use_of_a_name_outlives_its_keys() {
        let old = parse(&format!("flow {A} tenant=*")).unwrap().going_on_from(&KeyRing::default());
        old.find(b"a").unwrap().last_use.note();
        let two = format!("flow {A} tenant=*\nother {B} tenant=*");
        let two = parse(&two).unwrap().going_on_from(&old);
        assert!(two.find(b"a").unwrap().last_use.seconds() > Some(1_700_000_000));
        assert_eq!(two.find(b"b").unwrap().last_use.seconds(), None);
        let renewed = parse(&format!("flow {B} tenant=*")).unwrap().going_on_from(&two);
        assert!(renewed.find(b"b").unwrap().last_use.seconds().is_some());
    }

    #[test]
    fn a_rate_counts_for_all_keys_of_a_name_and_goes_on_when_the_file_changes() {
        let lines = |rate| {
            format!("flow {A} throttle={rate} tenant=*\nflow {B} throttle={rate} tenant=*\n")
        };
        let admit = |ring: &KeyRing, key: &[u8]| {
            ring.find(key).unwrap().throttle.as_ref().unwrap().admit().is_ok()
        };
        let ring = parse(&lines("2/60s")).unwrap().going_on_from(&KeyRing::default());
        assert!(admit(&ring, b"a") && admit(&ring, b"b"));
        assert!(!admit(&ring, b"a"), "the rate is used up");
        let changed = parse(&lines("3/60s")).unwrap().going_on_from(&ring);
        assert!(admit(&changed, b"b") && !admit(&changed, b"a"));
    }

    #[test]
    fn a_file_without_keys_accepts_no_caller() {
        assert!(parse("").unwrap().is_empty());
        assert!(parse("# none\n\n").unwrap().find(b"").is_none());
        assert!(parse(&format!("empty {EMPTY} tenant=*")).unwrap().find(b"").is_none());
    }

    #[test]
    fn an_invalid_line_is_named_and_not_shown() {
        let upper = A.to_uppercase().replace("SHA", "sha");
        for (file, line, expected) in [
            (format!("a {A} tenant=*\nä {B}"), 2, InvalidKeyLine::Name(InvalidName)),
            (format!("{} {A}", "a".repeat(65)), 1, InvalidKeyLine::Name(InvalidName)),
            ("\n\nprowfm_hunter2".to_owned(), 3, InvalidKeyLine::Digest),
            ("a hunter2".to_owned(), 1, InvalidKeyLine::Digest),
            (format!("a {}", &A[..70]), 1, InvalidKeyLine::Digest),
            (format!("a {} ", A.replace("256", "512")), 1, InvalidKeyLine::Digest),
            (format!("a {A}"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} tenant="), 1, InvalidKeyLine::Tenant),
            (format!("a {A} tenant=** "), 1, InvalidKeyLine::Tenant),
            (format!("a {A} tenant=* hunter2"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} hunter2"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} tenant=hunter2"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} tenant=http://acme.mykronos.com"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} tenant=acme.mykronos.com hunter2"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} tenant=* tenant=*"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} profile=x"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} profile=hunter2/ tenant=*"), 1, InvalidKeyLine::Profile),
            (format!("a {A} profile=x profile=y tenant=*"), 1, InvalidKeyLine::Profile),
            (format!("a {A} tenant=hunter2.example.com"), 1, InvalidKeyLine::TenantNotAllowed),
            (format!("a {A} expires=hunter2 tenant=*"), 1, InvalidKeyLine::Expires),
            (
                format!("a {A} expires=2027-01-31 expires=2027-01-31 tenant=*"),
                1,
                InvalidKeyLine::Expires,
            ),
            (format!("a {A} expires=2027-01-31"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} throttle=hunter2 tenant=*"), 1, InvalidKeyLine::Throttle),
            (format!("a {A} throttle=off tenant=*"), 1, InvalidKeyLine::Throttle),
            (format!("a {A} throttle=1/1s"), 1, InvalidKeyLine::Tenant),
            (format!("a {A} tenant=*\nb {upper} tenant=*"), 2, InvalidKeyLine::SameKey),
        ] {
            let error = parse(&file).unwrap_err();
            assert_eq!(error, InvalidKeyFile { line, error: expected }, "{file}");
            assert!(!error.to_string().contains("hunter2"));
        }
        let not_text = KeyRing::parse(b"a \xff", |_| true).unwrap_err();
        assert_eq!(not_text, InvalidKeyFile { line: 1, error: InvalidKeyLine::NotText });
    }
}
