//! The program as a new user meets it: real processes, real `curl`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod caller;
mod certificate;
#[cfg(target_os = "linux")]
mod descriptors;
mod process;
mod sandbox;
mod serve;
mod stop;
mod usage;
