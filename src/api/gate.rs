use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::basic::Pair;
use super::failure::Failure;
use super::headers::API_KEY_HEADER;
use crate::access::{Access, KeyEntry};

/// Admits a call to the operations: its API key is valid, and there is room for one more.
pub struct Gate {
    access: Access,
    max_calls: usize,
    room: Arc<Semaphore>,
}

impl Gate {
    /// With this maximum of concurrent calls.
    #[must_use]
    pub fn new(access: Access, max_calls: usize) -> Self {
        Self { access, max_calls, room: Arc::new(Semaphore::new(max_calls)) }
    }

    #[must_use]
    pub fn max_calls(&self) -> usize {
        self.max_calls
    }

    #[must_use]
    pub fn calls_in_flight(&self) -> usize {
        self.max_calls.saturating_sub(self.room.available_permits())
    }

    /// The API key of a call; `None` if no keys are required. A missing key, a wrong one and two keys
    /// are refused alike, and after the same work.
    pub(super) fn key(&self, headers: &HeaderMap) -> Result<Option<KeyEntry>, Failure> {
        let mut presented = headers.get_all(API_KEY_HEADER).iter();
        self.find(match (presented.next(), presented.next()) {
            (Some(key), None) => key.as_bytes().trim_ascii(),
            _ => b"",
        })
    }

    /// The API key of a call that may also present it by HTTP Basic: its name, and the key.
    pub(super) fn key_or_basic(&self, headers: &HeaderMap) -> Result<Option<KeyEntry>, Failure> {
        let pair = Pair::of(headers).map_err(|_| Failure::InvalidApiKey)?;
        let Some(pair) = pair else { return self.key(headers) };
        let [name, key] = pair.halves();
        let presented = if headers.contains_key(API_KEY_HEADER) { b"" } else { key };
        let found = self.find(presented)?;
        match found {
            Some(found) if found.name.as_str().as_bytes() != name => Err(Failure::InvalidApiKey),
            found => Ok(found),
        }
    }

    fn find(&self, presented: &[u8]) -> Result<Option<KeyEntry>, Failure> {
        let Access::Keys(keys) = &self.access else { return Ok(None) };
        let ring = Arc::clone(&keys.borrow());
        let found = ring.find(presented).ok_or(Failure::InvalidApiKey)?;
        match found.expires {
            Some(day) if day.is_over(SystemTime::now()) => Err(Failure::ExpiredApiKey),
            _ => Ok(Some(found.clone())),
        }
    }

    /// Reserves a place for a call until the permit is dropped.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, Failure> {
        Arc::clone(&self.room).try_acquire_owned().map_err(|_| Failure::Overloaded)
    }
}
