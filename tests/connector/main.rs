//! Connectors as artefacts: what is exported, packaged and printed, and what the checker says of
//! them and of others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod account;
mod check;
mod export;
mod exported;
mod package;
mod profile;
mod reference;
