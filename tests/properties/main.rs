//! What holds for everything that callers, tenants, name servers and operators send, tried with random
//! inputs. `PROPTEST_CASES` sets how many are tried per test.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answer;
mod body;
mod invariants;
mod key_file;
mod resolver;
mod token_url;
mod vanity_url;
