use std::sync::Arc;

use http::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

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
        let Access::Keys(keys) = &self.access else { return Ok(None) };
        let mut presented = headers.get_all(API_KEY_HEADER).iter();
        let key = match (presented.next(), presented.next()) {
            (Some(key), None) => key.as_bytes().trim_ascii(),
            _ => b"",
        };
        let ring = Arc::clone(&keys.borrow());
        ring.find(key).cloned().map(Some).ok_or(Failure::InvalidApiKey)
    }

    /// Reserves a place for a call until the permit is dropped.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, Failure> {
        Arc::clone(&self.room).try_acquire_owned().map_err(|_| Failure::Overloaded)
    }
}
