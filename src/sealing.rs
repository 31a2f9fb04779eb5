//! Names and keys for what is kept about a caller's credentials.
//!
//! Both are derived from a sealing key *and* the credentials themselves. What is kept can be found and
//! opened only with both: the names say nothing, and neither a copy of the store nor the sealing key opens
//! anything alone.
//!
//! In this process a name is a keyed BLAKE3 digest, because every call needs some. What leaves the process
//! has a name and a key by HKDF (RFC 5869).

mod key_file;

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use zeroize::Zeroizing;

use crate::secret::{NoRandomness, random_bytes};

pub use key_file::InvalidSealingKey;

/// Length of names and keys, in bytes.
const LENGTH: usize = 32;

/// The sealing keys. The first one seals, all of them open.
#[derive(Clone)]
pub struct SealingKeys(Arc<[SealingKey]>);

struct SealingKey {
    salt: Salt,
    /// The key of names, derived from the sealing key.
    of_names: Zeroizing<[u8; LENGTH]>,
}

impl SealingKey {
    fn new(key: &[u8]) -> Self {
        let salt = Salt::new(HKDF_SHA256, key);
        let of_names = Derived(salt.extract(b"names")).expand(b"key");
        Self { salt, of_names }
    }

    fn derive(&self, credentials: &Credentials) -> Derived {
        Derived(self.salt.extract(&credentials.0))
    }

    fn name(&self, credentials: &Credentials) -> Name {
        Name(*blake3::keyed_hash(&self.of_names, &credentials.0).as_bytes())
    }
}

impl SealingKeys {
    /// One new key, for what stays in this process.
    ///
    /// # Errors
    ///
    /// When the operating system gives no random numbers.
    pub fn random() -> Result<Self, NoRandomness> {
        let key = random_bytes::<LENGTH>()?;
        Ok(Self::of(&[key.to_vec().into()]))
    }

    fn of(keys: &[Zeroizing<Vec<u8>>]) -> Self {
        Self(keys.iter().map(|key| SealingKey::new(key)).collect())
    }

    /// The key that seals.
    fn first(&self) -> &SealingKey {
        self.0.first().expect("there is a key")
    }

    /// A name for what this process keeps about credentials.
    #[must_use]
    pub fn name(&self, credentials: &Credentials) -> Name {
        self.first().name(credentials)
    }

    /// The name by the key that sealed before a rotation, if there is one.
    #[must_use]
    pub fn former_name(&self, credentials: &Credentials) -> Option<Name> {
        self.0.get(1).map(|key| key.name(credentials))
    }

    /// What the key that seals derives from credentials.
    #[must_use]
    pub fn derive(&self, credentials: &Credentials) -> Derived {
        self.first().derive(credentials)
    }

    /// What every key derives from credentials, the one that seals first.
    pub fn derive_all(&self, credentials: &Credentials) -> impl Iterator<Item = Derived> {
        self.0.iter().map(|key| key.derive(credentials))
    }
}

impl fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKeys({})", self.0.len())
    }
}

/// Credentials in one piece, from which names and keys are derived. Wiped from memory on drop.
pub struct Credentials(Zeroizing<Vec<u8>>);

impl Credentials {
    /// The length before each part keeps "ab", "c" apart from "a", "bc".
    #[must_use]
    pub fn of(purpose: &str, parts: &[&str]) -> Self {
        let parts = || std::iter::once(&purpose).chain(parts);
        let length = parts().map(|part| size_of::<u64>() + part.len()).sum();
        let mut bytes = Zeroizing::new(Vec::with_capacity(length));
        for part in parts() {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        Self(bytes)
    }
}

/// What a sealing key derives from credentials: a name, and a key that seals what has that name.
pub struct Derived(Prk);

/// The name of something that is kept. Says nothing about the credentials.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Name([u8; LENGTH]);

impl Name {
    /// The name in these bytes, if they have its length.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The length of a derived value, as HKDF asks for it.
struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        LENGTH
    }
}

impl Derived {
    #[must_use]
    pub fn name(&self) -> Name {
        Name(*self.expand(b"name"))
    }

    /// Seals a value (AES-256-GCM, with the name as associated data).
    ///
    /// # Panics
    ///
    /// Never: the value is far below the maximum of the cipher.
    #[must_use]
    pub fn seal(&self, plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(plain);
        let aad = Aad::from(self.name().0);
        let nonce = self.cipher().seal_in_place_append_tag(aad, &mut sealed);
        let nonce = nonce.expect("a value of this size can be sealed");
        sealed.extend_from_slice(nonce.as_ref());
        sealed
    }

    /// Opens a sealed value; `None` if it was sealed by another key, under another name, or changed.
    #[must_use]
    pub fn open(&self, mut sealed: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
        let nonce = sealed.split_off(sealed.len().checked_sub(NONCE_LEN)?);
        let nonce = Nonce::try_assume_unique_for_key(&nonce).ok()?;
        let mut value = Zeroizing::new(sealed);
        let plain = self.cipher().open_in_place(nonce, Aad::from(self.name().0), &mut value);
        let length = plain.ok()?.len();
        value.truncate(length);
        Some(value)
    }

    fn cipher(&self) -> RandomizedNonceKey {
        let key = self.expand(b"key");
        RandomizedNonceKey::new(&AES_256_GCM, key.as_slice())
            .expect("the key has the length of one")
    }

    fn expand(&self, info: &[u8]) -> Zeroizing<[u8; LENGTH]> {
        let mut value = Zeroizing::new([0; LENGTH]);
        let filled = self.0.expand(&[info], Length).and_then(|okm| okm.fill(value.as_mut()));
        filled.expect("HKDF gives values of this length");
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(texts: &[&str]) -> SealingKeys {
        texts.join("\n").parse().unwrap()
    }

    const ONE: &str = "1111111111111111111111111111111111111111111111111111111111111111";
    const OTHER: &str = "2222222222222222222222222222222222222222222222222222222222222222";

    fn credentials() -> Credentials {
        Credentials::of("test", &["user", "p@ss"])
    }

    #[test]
    fn every_part_makes_another_name() {
        let keys = keys(&[ONE]);
        let name = |purpose, parts: &[&str]| keys.derive(&Credentials::of(purpose, parts)).name();
        let names = [
            name("test", &["user", "p@ss"]),
            name("other", &["user", "p@ss"]),
            name("test", &["userp", "@ss"]),
            name("test", &["user", "p@ss", ""]),
            name("test", &["user", "p@ssx"]),
            name("testuser", &["p@ss"]),
        ];
        for (index, one) in names.iter().enumerate() {
            assert_eq!(names.iter().position(|other| other == one), Some(index));
        }
        assert_ne!(names[0], self::keys(&[OTHER]).derive(&credentials()).name());
    }

    #[test]
    fn a_name_in_this_process_depends_on_key_and_credentials() {
        let (one, both) = (keys(&[ONE]), keys(&[OTHER, ONE]));
        let other = Credentials::of("test", &["user", "other"]);
        assert_eq!(one.name(&credentials()), keys(&[ONE]).name(&credentials()));
        assert_ne!(one.name(&credentials()), one.name(&other));
        assert_ne!(one.name(&credentials()), both.name(&credentials()));
        assert_ne!(one.name(&credentials()), one.derive(&credentials()).name());
        assert_eq!(one.former_name(&credentials()), None);
        assert_eq!(both.former_name(&credentials()), Some(one.name(&credentials())));
    }

    #[test]
    fn only_the_same_key_and_credentials_open_what_they_sealed() {
        let derived = keys(&[ONE]).derive(&credentials());
        let sealed = derived.seal(b"token");
        assert_eq!(derived.open(sealed.clone()).unwrap().as_slice(), b"token");
        assert!(!sealed.windows(5).any(|part| part == b"token"));
        assert_ne!(sealed, derived.seal(b"token"), "nonces differ");
        let other = Credentials::of("test", &["user", "other"]);
        assert!(keys(&[ONE]).derive(&other).open(sealed.clone()).is_none());
        assert!(keys(&[OTHER]).derive(&credentials()).open(sealed.clone()).is_none());
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(derived.open(changed).is_none(), "{index}");
        }
        for length in 0..sealed.len() {
            assert!(derived.open(sealed[..length].to_vec()).is_none(), "{length}");
        }
    }

    #[test]
    fn a_second_key_opens_what_it_sealed_when_it_was_the_first() {
        let sealed = keys(&[OTHER]).derive(&credentials()).seal(b"token");
        let both = keys(&[ONE, OTHER]);
        let opened = both.derive_all(&credentials()).find_map(|d| d.open(sealed.clone()));
        assert_eq!(opened.unwrap().as_slice(), b"token");
        assert_eq!(both.derive(&credentials()).name(), keys(&[ONE]).derive(&credentials()).name());
    }

    #[test]
    fn keys_are_not_shown() {
        assert_eq!(format!("{:?}", keys(&[ONE, OTHER])), "SealingKeys(2)");
    }
}
