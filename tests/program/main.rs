//! The program as a new user meets it: real processes, real `curl`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api_keys;
mod caller;
mod certificate;
#[cfg(target_os = "linux")]
mod descriptors;
mod example_file;
mod folder;
mod health;
mod manual;
mod process;
#[expect(dead_code, reason = "the tests of the throttle use all of it")]
#[path = "../throttle/redis_server.rs"]
mod redis_server;
mod replicas;
mod sandbox;
mod serve;
mod settings;
mod stop;
mod usage;
