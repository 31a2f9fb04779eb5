//! Which tenant is meant, and whether it may be called: tables and properties.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod allow_list;
mod pins;
mod vanity_url;
