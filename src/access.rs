//! Who may call: callers identify themselves by an API key.
//!
//! A key has 256 random bits and cannot be guessed, so that a key file needs only its SHA-256 and no slow
//! hash.

mod api_key;
mod day;
mod key_entry;
mod key_file;
mod key_throttle;
mod last_use;
mod name;

use std::sync::Arc;

use tokio::sync::watch;

pub use api_key::{ApiKey, Digest};
pub use day::{Day, InvalidDay};
pub use key_entry::{InvalidKeyLine, KeyEntry};
pub use key_file::{InvalidKeyFile, KeyRing};
pub use key_throttle::KeyThrottle;
pub use last_use::LastUse;
pub use name::{InvalidName, Name};

#[derive(Clone)]
pub enum Access {
    /// No key is required.
    Anyone,
    /// One of these keys is required. They change with their file.
    Keys(watch::Receiver<Arc<KeyRing>>),
}

impl Access {
    #[must_use]
    pub fn asks_for_key(&self) -> bool {
        matches!(self, Self::Keys(_))
    }
}
