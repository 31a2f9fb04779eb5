//! Which tenant is meant, and whether it may be called: tables. The properties are in
//! `tests/properties`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod allow_list;
mod hostile_urls;
mod pins;
mod vanity_url;
