use std::sync::Arc;

use http::HeaderMap;
use poem::{FromRequest, Request, RequestBody, Result};

use super::basic::Pair;
use super::call::Call;
use super::failure::Failure;
use super::gate::{Gate, Place};
use super::headers::API_KEY_HEADER;
use super::unfinished_bodies::Room;
use crate::access::KeyEntry;

/// What every request to an operation carries. Operations are only reachable through the table of
/// routes, which attaches it.
#[derive(Clone)]
pub struct CallContext {
    pub call: Arc<Call>,
    pub gate: Arc<Gate>,
}

impl CallContext {
    fn of(request: &Request) -> Result<&Self, Failure> {
        request.data().ok_or(Failure::ServerError)
    }

    /// Room for the body of the call while a part of it is missing.
    pub(super) fn room_for_body(&self) -> Room {
        match self.call.peer {
            Some(peer) => Room::of_peer(Arc::clone(&self.gate.bodies), peer),
            None => Room::unlimited(),
        }
    }

    /// The error when there is no such room.
    pub(super) fn overloaded() -> poem::Error {
        Failure::Overloaded.into()
    }
}

/// An admitted caller. As the first parameter of an operation, it is checked before anything else of the
/// request is read.
pub struct Caller {
    pub call: Arc<Call>,
    /// The API key, if keys are required.
    pub key: Option<KeyEntry>,
    gate: Arc<Gate>,
}

impl Caller {
    fn admit(context: &CallContext, headers: &HeaderMap, key: Option<KeyEntry>) -> Self {
        let CallContext { call, gate } = context;
        if let Some(presented) = headers.get(API_KEY_HEADER) {
            call.keep_out_of_id(&String::from_utf8_lossy(presented.as_bytes()));
        }
        call.notes().key = key.as_ref().map(|key| key.name.as_str().to_owned());
        Self { call: Arc::clone(call), key, gate: Arc::clone(gate) }
    }

    /// A place for the call until it is dropped. It is taken once the body is there, so that bodies that
    /// never come keep no others out.
    pub(super) fn enter(&self) -> Result<Place, Failure> {
        self.gate.enter()
    }
}

impl<'a> FromRequest<'a> for Caller {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        let context = CallContext::of(request)?;
        Ok(Self::admit(context, request.headers(), context.gate.key(request.headers())?))
    }
}

/// The same for an operation that takes no other credentials: the key may also come by HTTP Basic.
pub struct CallerByAnyHeader(pub Caller);

impl<'a> FromRequest<'a> for CallerByAnyHeader {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        let context = CallContext::of(request)?;
        let key = context.gate.key_or_basic(request.headers())?;
        if let Ok(Some(pair)) = Pair::of(request.headers()) {
            let [_, key] = pair.halves();
            context.call.keep_out_of_id(&String::from_utf8_lossy(key));
        }
        Ok(Self(Caller::admit(context, request.headers(), key)))
    }
}

/// The caller of an operation that calls no tenant. It needs no API key, but a wrong one is refused, so
/// that the test of a connection finds a mistyped key.
pub struct KeyIfAny;

impl<'a> FromRequest<'a> for KeyIfAny {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        if request.headers().contains_key(API_KEY_HEADER) {
            CallContext::of(request)?.gate.key(request.headers())?;
        }
        Ok(Self)
    }
}
