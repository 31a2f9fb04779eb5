use std::str::FromStr;

use aws_lc_rs::{constant_time, digest};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use thiserror::Error;

use crate::secret::{NoRandomness, Secret, random_bytes};

/// Lets people, and scanners for leaked secrets, recognise a key.
const PREFIX: &str = "prowfm_";
const RANDOM_BYTES: usize = 32;

/// A new API key: `prowfm_` and 64 hexadecimal digits.
#[derive(Debug)]
pub struct ApiKey(Secret);

impl ApiKey {
    pub fn generate() -> Result<Self, NoRandomness> {
        let random = random_bytes::<RANDOM_BYTES>()?;
        let mut key = PREFIX.to_owned();
        HEXLOWER.encode_append(random.as_slice(), &mut key);
        Ok(Self(Secret::new(key)))
    }

    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.0
    }

    /// The digest for a key file.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.expose().as_bytes())
    }
}

/// The SHA-256 of a key.
#[derive(Clone, Debug)]
pub struct Digest([u8; digest::SHA256_OUTPUT_LEN]);

impl Digest {
    #[must_use]
    pub fn of(presented: &[u8]) -> Self {
        let digest = digest::digest(&digest::SHA256, presented);
        let mut bytes = [0; digest::SHA256_OUTPUT_LEN];
        bytes.copy_from_slice(digest.as_ref());
        Self(bytes)
    }

    /// Compares in constant time.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }

    #[must_use]
    pub fn to_hexadecimal(&self) -> String {
        HEXLOWER.encode(&self.0)
    }
}

#[derive(Clone, Copy, Debug, Error)]
#[error("not 64 hexadecimal digits")]
pub struct InvalidDigest;

impl FromStr for Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_| InvalidDigest)?;
        bytes.try_into().map(Self).map_err(|_| InvalidDigest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_sha256() {
        // The test vector of FIPS 180-2, appendix B.1.
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").to_hexadecimal(), digest);
        assert!(Digest::of(b"abc").is(&digest.to_uppercase().parse().unwrap()));
        assert!(!Digest::of(b"abd").is(&digest.parse().unwrap()));
    }

    #[test]
    fn keys_are_long_and_different_and_never_printed() {
        let (one, other) = (ApiKey::generate().unwrap(), ApiKey::generate().unwrap());
        assert_ne!(one.secret().expose(), other.secret().expose());
        let key = one.secret().expose();
        assert!(key.len() == 71 && key.starts_with("prowfm_"));
        assert!(key[7..].bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(format!("{one:?}"), "ApiKey([redacted])");
    }

    #[test]
    fn an_invalid_digest_is_refused() {
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for text in ["", &digest[1..], &format!("{digest}0"), &digest.replace('b', "g")] {
            assert!(text.parse::<Digest>().is_err(), "{text}");
        }
        assert!("ä".repeat(32).parse::<Digest>().is_err());
        assert!("+1".repeat(32).parse::<Digest>().is_err());
    }
}
