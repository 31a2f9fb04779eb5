//! A key file is read as a whole or not at all; what it holds can be written and read again, and an
//! error shows nothing of it.

use prowfm_auth::access::{Digest, InvalidKeyLine, KeyEntry, KeyRing};

/// Holds for every file.
///
/// # Panics
///
/// When it does not.
pub fn hold(file: &[u8]) {
    match KeyRing::parse(file, |tenant| tenant.host().ends_with(".mykronos.com")) {
        Ok(ring) => reads_back(file, &ring),
        Err(error) => {
            assert!((1..=file.split(|byte| *byte == b'\n').count()).contains(&error.line));
            let expected = match error.error {
                InvalidKeyLine::NotText => "not valid UTF-8",
                InvalidKeyLine::Name(_) => {
                    "a name has 1 to 64 characters of A-Z, a-z, 0-9, dot, hyphen and underscore"
                }
                InvalidKeyLine::Digest => {
                    "expected `sha256:` and 64 hex digits after the name; see `api-key new`"
                }
                InvalidKeyLine::Tenant => {
                    "expected `tenant=` and a vanity URL, or `tenant=*` for all tenants, after the digest"
                }
                InvalidKeyLine::Profile => {
                    "expected `profile=` and the name of a profile, at most once"
                }
                InvalidKeyLine::Expires => {
                    "expected `expires=` and a day such as 2027-01-31, at most once"
                }
                InvalidKeyLine::Throttle => {
                    "expected `throttle=` and a rate such as 100/60s, at most once"
                }
                InvalidKeyLine::SameKey => "another line has the same key",
                InvalidKeyLine::TenantNotAllowed => {
                    "calls to the tenant of this key are not allowed; add --allow-tenant"
                }
            };
            assert_eq!(error.to_string(), format!("line {}: {expected}", error.line));
        }
    }
}

fn reads_back(file: &[u8], ring: &KeyRing) {
    let text = std::str::from_utf8(file).expect("a key file is text");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.split('\n').map(str::trim);
    let entries: Vec<KeyEntry> = lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.parse().expect("every line of a key file is an entry"))
        .collect();
    assert_eq!((ring.len(), ring.is_empty()), (entries.len(), entries.is_empty()));
    for (index, entry) in entries.iter().enumerate() {
        assert!(ring.has_name(&entry.name));
        for other in &entries[..index] {
            assert!(!other.digest.is(&entry.digest));
        }
        let line = entry.to_string();
        let again: KeyEntry = line.parse().expect("what is written can be read");
        assert!(again.name == entry.name && again.digest.is(&entry.digest), "{line}");
        assert!(again.tenant == entry.tenant && again.expires == entry.expires, "{line}");
        assert_eq!(again.to_string(), line);
    }
    let written: Vec<String> = entries.iter().map(ToString::to_string).collect();
    let again = KeyRing::parse(written.join("\n").as_bytes(), |_| true);
    let again = again.expect("so can the whole file");
    assert_eq!(again.len(), ring.len());
    lets_in_whom_it_names(text, &entries, ring);
}

/// Every word of the file is tried as a key: the file that holds its own keys is a likely mistake.
fn lets_in_whom_it_names(text: &str, entries: &[KeyEntry], ring: &KeyRing) {
    for presented in text.split_whitespace().chain([""]) {
        let digest = Digest::of(presented.as_bytes());
        let expected = entries.iter().find(|entry| entry.digest.is(&digest));
        let expected = expected.filter(|_| !presented.is_empty()).map(|entry| &entry.name);
        let found = ring.find(presented.as_bytes()).map(|entry| &entry.name);
        assert_eq!(found, expected);
    }
}
