use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use crate::sealing::{Credentials, Name, SealingKeys};
use crate::secret::Secret;
use crate::shared_store::SharedStore;
use crate::token::IssuedTokens;
use crate::wiped_buffer::WipedBuffer;

/// The kind of a sealed token in the store.
const KEPT: &str = "kept";
/// The kind of a sealed name, which a revocation finds by the token.
const NAME_OF: &str = "kept-name";

/// Kept tokens that replicas share.
pub struct SharedTokens {
    store: Arc<SharedStore>,
    keys: SealingKeys,
}

/// A kept token in the store. How long it lives there says how long it is valid.
#[derive(Serialize)]
struct Sealed<'a> {
    access_token: &'a str,
    refresh_token: Option<&'a str>,
    scope: Option<&'a str>,
    id_token: Option<&'a str>,
    token_type: Option<&'a str>,
    life_in_seconds: u64,
    by_login: bool,
}

#[derive(Deserialize)]
struct Opened {
    access_token: Secret,
    refresh_token: Option<Secret>,
    scope: Option<Secret>,
    id_token: Option<Secret>,
    token_type: Option<Secret>,
    life_in_seconds: u64,
    by_login: bool,
}

impl SharedTokens {
    pub fn new(store: Arc<SharedStore>, keys: SealingKeys) -> Self {
        Self { store, keys }
    }

    /// The token for these credentials, sealed by any of the keys.
    pub async fn get(&self, credentials: &Credentials, now: Duration) -> Option<Entry> {
        for derived in self.keys.derive_all(credentials) {
            let Some(found) = self.store.get(KEPT, &derived.name()).await else { continue };
            if let Some(plain) = derived.open(found.value)
                && let Ok(opened) = serde_json::from_slice::<Opened>(&plain)
            {
                return Some(opened.entry(found.rest, now));
            }
        }
        None
    }

    pub async fn set(&self, credentials: &Credentials, entry: &Entry) {
        let Some(plain) = Sealed::of(entry).plain() else { return };
        let derived = self.keys.derive(credentials);
        let name = derived.name();
        let mut values = vec![(KEPT, name, derived.seal(plain.as_slice()))];
        for token in [Some(&entry.tokens.access_token), entry.tokens.refresh_token.as_ref()] {
            let Some(token) = token else { continue };
            let of_token = self.keys.derive(&credentials_of(token));
            values.push((NAME_OF, of_token.name(), of_token.seal(name.as_bytes())));
        }
        self.store.set(values, entry.life).await;
    }

    /// Forgets what this token was got with, whichever replica got it.
    pub async fn forget(&self, token: &Secret) {
        for of_token in self.keys.derive_all(&credentials_of(token)) {
            let Some(found) = self.store.get(NAME_OF, &of_token.name()).await else { continue };
            if let Some(name) = of_token.open(found.value).and_then(|name| Name::read(&name)) {
                self.store.delete(KEPT, &name).await;
            }
            self.store.delete(NAME_OF, &of_token.name()).await;
        }
    }
}

fn credentials_of(token: &Secret) -> Credentials {
    Credentials::of(NAME_OF, &[token.expose()])
}

impl<'a> Sealed<'a> {
    fn of(entry: &'a Entry) -> Self {
        let text = |secret: &'a Option<Secret>| secret.as_ref().map(Secret::expose);
        let IssuedTokens { access_token, refresh_token, scope, id_token, token_type, .. } =
            &entry.tokens;
        Self {
            access_token: access_token.expose(),
            refresh_token: text(refresh_token),
            scope: text(scope),
            id_token: text(id_token),
            token_type: text(token_type),
            life_in_seconds: entry.life.as_secs(),
            by_login: entry.by_login,
        }
    }

    fn plain(&self) -> Option<WipedBuffer> {
        let mut plain = WipedBuffer::default();
        serde_json::to_writer(&mut plain, self).ok()?;
        Some(plain)
    }
}

impl Opened {
    /// The token with what is left of its life.
    fn entry(self, rest: Duration, now: Duration) -> Entry {
        let Self { access_token, refresh_token, scope, id_token, token_type, .. } = self;
        let tokens = IssuedTokens {
            access_token,
            refresh_token,
            scope,
            id_token,
            token_type,
            expires_in: None,
        };
        let life = Duration::from_secs(self.life_in_seconds);
        Entry { tokens, life, ends: now + rest.min(life), by_login: self.by_login }
    }
}
