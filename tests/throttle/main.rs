//! The throttle, alone and with a real Redis server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fallback;
mod local;
mod model;
mod outages;
mod shared;
