use std::fmt;

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::secret::{NoRandomness, Secret, random_bytes};

/// Replaces user names in the log by a keyed hash: an operator can follow one user, but only with the key
/// can names be tried.
#[derive(Clone)]
pub struct UserHash(Zeroizing<[u8; KEY_LENGTH]>);

/// Length of a key of BLAKE3, in bytes.
const KEY_LENGTH: usize = 32;
/// Keeps the key apart from any other use of the same bytes.
const CONTEXT: &str = "prowfm-auth 2026-11-25 hash of a user in the log";
/// Bytes of the hash that are logged, enough to tell users apart.
const LOGGED_LENGTH: usize = 8;

impl UserHash {
    /// With a new key, so that the hash of a user differs after a restart and on another replica.
    pub fn with_random_key() -> Result<Self, NoRandomness> {
        Ok(Self::with_key(random_bytes::<KEY_LENGTH>()?.as_slice()))
    }

    #[must_use]
    pub fn with_key(key: &[u8]) -> Self {
        Self(Zeroizing::new(blake3::derive_key(CONTEXT, key)))
    }

    /// The hash of a user name, as 16 hexadecimal digits. Ignores case and surrounding blanks, as UKG does.
    #[must_use]
    pub fn of(&self, username: &Secret) -> String {
        let name = Secret::new(username.expose().trim().to_lowercase());
        let hash = blake3::keyed_hash(&self.0, name.expose().as_bytes());
        HEXLOWER.encode(&hash.as_bytes()[..LOGGED_LENGTH])
    }
}

impl fmt::Debug for UserHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserHash")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_user_has_one_hash_per_key() {
        let (one, other) = (UserHash::with_key(b"one"), UserHash::with_key(b"other"));
        let hash = one.of(&"Jörg@acme".into());
        assert_eq!((hash.len(), &hash), (16, &one.of(&" jörg@ACME ".into())));
        assert_ne!(hash, one.of(&"jorg@acme".into()));
        assert_ne!(hash, other.of(&"jörg@acme".into()));
        assert_ne!(hash, UserHash::with_random_key().unwrap().of(&"jörg@acme".into()));
    }
}
