use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use http::HeaderMap;

use super::basic::Pair;
use super::failure::Failure;
use super::headers::API_KEY_HEADER;
use super::unfinished_bodies::UnfinishedBodies;
use crate::access::{Access, KeyEntry};

/// Admits a call to the operations: its API key is valid, and there is room for its body and for one call
/// more.
pub struct Gate {
    access: Access,
    max_calls: usize,
    in_flight: Arc<AtomicUsize>,
    pub(super) bodies: Arc<UnfinishedBodies>,
}

/// The place of a call, free again on drop.
pub(super) struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Gate {
    /// With this maximum of concurrent calls.
    #[must_use]
    pub fn new(access: Access, max_calls: usize) -> Self {
        Self { access, max_calls, in_flight: Arc::default(), bodies: Arc::default() }
    }

    /// With another maximum, for which the calls in flight count too.
    #[must_use]
    pub fn with_max_calls(&self, max_calls: usize) -> Self {
        let (access, in_flight) = (self.access.clone(), Arc::clone(&self.in_flight));
        Self { access, max_calls, in_flight, bodies: Arc::clone(&self.bodies) }
    }

    #[must_use]
    pub fn max_calls(&self) -> usize {
        self.max_calls
    }

    #[must_use]
    pub fn calls_in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Acquire)
    }

    /// When the keys of each name were last accepted, in seconds of Unix time.
    #[must_use]
    pub fn last_uses(&self) -> BTreeMap<String, i64> {
        let Access::Keys(keys) = &self.access else { return BTreeMap::new() };
        let ring = Arc::clone(&keys.borrow());
        let uses = ring.entries().map(|key| (key.name.as_str().to_owned(), key.last_use.seconds()));
        uses.filter_map(|(name, used)| Some((name, used?))).collect()
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
            _ => {
                found.last_use.note();
                Ok(Some(found.clone()))
            }
        }
    }

    /// Reserves a place for a call.
    pub(super) fn enter(&self) -> Result<Place, Failure> {
        let one_more = |calls| (calls < self.max_calls).then_some(calls + 1);
        let entered = self.in_flight.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more);
        entered.map_err(|_| Failure::Overloaded)?;
        Ok(Place(Arc::clone(&self.in_flight)))
    }
}
