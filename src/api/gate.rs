use std::sync::Arc;

use http::HeaderMap;
use poem::{FromRequest, Request, RequestBody, Result};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::call::CallRecord;
use super::failure::Failure;
use super::headers::API_KEY_HEADER;
use crate::access::{Access, KeyEntry};

/// Stands before every operation that calls tenants: lets in who may call, while there is room.
pub struct Gate {
    access: Access,
    most_calls: usize,
    room: Arc<Semaphore>,
}

impl Gate {
    /// With room for so many calls at a time.
    #[must_use]
    pub fn new(access: Access, most_calls: usize) -> Self {
        Self { access, most_calls, room: Arc::new(Semaphore::new(most_calls)) }
    }

    /// How many calls are in.
    #[must_use]
    pub fn calls_in_flight(&self) -> usize {
        self.most_calls.saturating_sub(self.room.available_permits())
    }

    /// The key that a call presents; `None` where none is asked for. A missing key, a wrong one and two
    /// of them are refused alike, and after the same work.
    fn key_of(&self, headers: &HeaderMap) -> Result<Option<KeyEntry>, Failure> {
        let Access::Keys(keys) = &self.access else { return Ok(None) };
        let mut presented = headers.get_all(API_KEY_HEADER).iter();
        let key = match (presented.next(), presented.next()) {
            (Some(key), None) => key.as_bytes().trim_ascii(),
            _ => b"",
        };
        let ring = Arc::clone(&keys.borrow());
        ring.find(key).cloned().map(Some).ok_or(Failure::InvalidApiKey)
    }

    fn admit(&self, headers: &HeaderMap) -> Result<Admission, Failure> {
        let key = self.key_of(headers)?;
        let room = Arc::clone(&self.room).try_acquire_owned().map_err(|_| Failure::Overloaded)?;
        Ok(Admission { key, _room: room })
    }
}

/// A call that was let in. Its place is free again when this is dropped.
pub struct Admission {
    /// The key that was presented, where one is asked for.
    pub key: Option<KeyEntry>,
    _room: OwnedSemaphorePermit,
}

impl<'a> FromRequest<'a> for Admission {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        let admission = gate(request)?.admit(request.headers())?;
        if let (Some(key), Some(record)) = (&admission.key, request.data::<Arc<CallRecord>>()) {
            record.set_key(&key.name);
        }
        Ok(admission)
    }
}

/// The key of a call that calls no tenant: none is asked for, but a wrong one is refused, so that a
/// connection with a mistyped key is found out when it is tested.
pub struct KeyIfAny;

impl<'a> FromRequest<'a> for KeyIfAny {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        if request.headers().contains_key(API_KEY_HEADER) {
            gate(request)?.key_of(request.headers())?;
        }
        Ok(Self)
    }
}

/// Without a gate nobody is let in.
fn gate(request: &Request) -> Result<&Arc<Gate>, Failure> {
    request.data::<Arc<Gate>>().ok_or(Failure::ServerError)
}
