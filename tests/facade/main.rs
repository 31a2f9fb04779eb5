//! The facade over real sockets on both sides: callers in clear, tenants over TLS. What the tenant
//! received is asserted as well as what the caller got.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod bodies;
mod conversations;
mod documents;
mod downloads;
mod failures;
mod get_access_token;
mod headers;
mod hostile_requests;
mod hostile_tenants;
mod https;
mod listener;
mod metrics;
mod once;
mod overload;
mod pages;
mod refresh_access_token;
mod revoke_token;
mod secrets;
mod slow_callers;
mod support;
mod tenants;
mod throttle;
mod traces;
