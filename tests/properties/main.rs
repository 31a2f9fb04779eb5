//! What holds for whatever callers, tenants, name servers and operators send, tried with inputs made
//! up by chance. `PROPTEST_CASES` sets how many are tried per test.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answer;
mod body;
mod invariants;
mod key_file;
mod resolver;
mod vanity_url;
