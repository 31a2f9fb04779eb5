//! The program as its users see it: real processes, real `curl`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api_keys;
mod caller;
mod certificate;
mod check_config;
#[cfg(target_os = "linux")]
mod descriptors;
mod diagnose;
mod documents;
mod example_file;
mod examples;
mod given_sockets;
mod health;
mod key_files;
mod log;
mod manual;
mod mistakes;
mod mute;
mod name_server;
mod pipes;
mod process;
mod profiles;
mod readme;
mod reloaded_settings;
mod replicas;
mod sandbox;
mod serve;
mod settings;
mod stop;
mod stuck_log;
mod usage;
mod watched_files;
