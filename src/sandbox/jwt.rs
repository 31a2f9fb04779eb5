//! JSON Web Tokens (RFC 7519), signed with RS256 (RFC 7518) by a key that this process makes for itself.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey,
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

/// What surrounds the modulus in the public key of a 2,048-bit pair (RFC 8017, section A.1.1): a sequence
/// of two integers, the second of which is 65,537.
const BEFORE_MODULUS: [u8; 9] = [0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00];
const AFTER_MODULUS: [u8; 5] = [0x02, 0x03, 0x01, 0x00, 0x01];
/// 65,537.
const EXPONENT: &str = "AQAB";

static KEY: OnceCell<SigningKey> = OnceCell::const_new();

pub struct SigningKey {
    pair: KeyPair,
    modulus: String,
    /// Its thumbprint (RFC 7638).
    id: String,
}

impl SigningKey {
    /// The key of this process. The first call makes it, on another thread, because that takes a while.
    pub async fn of_this_process() -> Result<&'static Self, Unspecified> {
        KEY.get_or_try_init(|| async { spawn_blocking(Self::generate).await.or(Err(Unspecified))? })
            .await
    }

    fn generate() -> Result<Self, Unspecified> {
        let pair = KeyPair::generate(KeySize::Rsa2048)?;
        let modulus = pair
            .public_key()
            .as_ref()
            .strip_prefix(&BEFORE_MODULUS)
            .and_then(|rest| rest.strip_suffix(&AFTER_MODULUS))
            .map(|modulus| BASE64URL_NOPAD.encode(modulus))
            .ok_or(Unspecified)?;
        let members = format!(r#"{{"e":"{EXPONENT}","kty":"RSA","n":"{modulus}"}}"#);
        let id = BASE64URL_NOPAD.encode(digest(&SHA256, members.as_bytes()).as_ref());
        Ok(Self { pair, modulus, id })
    }

    /// The public key, as a key set (RFC 7517).
    pub fn key_set(&self) -> Value {
        json!({"keys": [{
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": self.modulus,
            "e": EXPONENT,
        }]})
    }

    pub fn sign(&self, claims: &Value) -> Result<String, Unspecified> {
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": self.id});
        let [header, claims] =
            [&header, claims].map(|part| BASE64URL_NOPAD.encode(part.to_string().as_bytes()));
        let signed = format!("{header}.{claims}");
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature)?;
        Ok(format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature)))
    }

    /// The claims of a token that this key signed.
    pub fn claims(&self, token: &str) -> Option<Value> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        let public = self.pair.public_key().as_ref();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
            .verify(signed.as_bytes(), &signature)
            .ok()?;
        let (_, claims) = signed.split_once('.')?;
        serde_json::from_slice(&BASE64URL_NOPAD.decode(claims.as_bytes()).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_token_that_was_changed_has_no_claims() {
        let key = SigningKey::of_this_process().await.unwrap();
        let claims = json!({"sub": "api.user"});
        let token = key.sign(&claims).unwrap();
        assert_eq!(key.claims(&token), Some(claims));
        let parts: Vec<_> = token.split('.').collect();
        let other = BASE64URL_NOPAD.encode(br#"{"sub":"root"}"#);
        for wrong in [
            format!("{}.{other}.{}", parts[0], parts[2]),
            format!("{}.{}.", parts[0], parts[1]),
            "..".to_owned(),
            String::new(),
        ] {
            assert_eq!(key.claims(&wrong), None, "{wrong}");
        }
    }
}
