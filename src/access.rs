//! Who may call: callers prove themselves by an API key.
//!
//! A key is made of 256 random bits, so that its SHA-256 is all that has to be kept: there is nothing
//! to guess that a slow hash would have to protect.

mod api_key;
mod key_file;

use std::sync::Arc;

use tokio::sync::watch;

pub use api_key::{ApiKey, Digest};
pub use key_file::{InvalidKeyFile, InvalidName, KeyEntry, KeyFault, KeyName, KeyRing};

/// Who may call.
#[derive(Clone)]
pub enum Access {
    /// Everybody who reaches the listener.
    Anyone,
    /// Whoever has one of these keys. They change with their file.
    Keys(watch::Receiver<Arc<KeyRing>>),
}

impl Access {
    /// Whether a key is asked for.
    #[must_use]
    pub fn asks_for_key(&self) -> bool {
        matches!(self, Self::Keys(_))
    }
}
