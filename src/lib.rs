//! The UKG PRO WFM Authentication connector as a service that you run yourself.
//!
//! # One call
//!
//! The [`listener`] accepts a connection. The boundary in [`facade`] gives the request its id and finds its
//! route. The operation in [`api`] checks the caller's key ([`access`]), reads headers and body into a
//! grant or a revocation ([`token`]), chooses the [`tenant`], hands out a token that is kept
//! ([`kept_tokens`]), or asks [`lockout_guard`] and [`throttle`] and lets the
//! [`upstream`] client call the tenant at most once. The outcome is a set of tokens or an
//! [`api::Failure`], the table of all errors. The boundary writes the response and reports the
//! [finished call](finished_call) to [`logging`], [`traces`] and [`metrics`].
//!
//! # The connector
//!
//! [`connector`] generates the Power Platform definition from the operations, without running them.
//! [`page`] renders the definition for people; the [`facade`] serves both.
//!
//! # Layers
//!
//! A module may import from the lines below its own, and from its own line where that is not a circle.
//! `docs/architecture.md` has the reasons; a test checks the exact list.
//!
//! | layer | modules |
//! | --- | --- |
//! | commands | [`cli`] |
//! | composition | [`settings`], which only `cli` imports; [`facade`] |
//! | documents | [`page`], [`connector`] |
//! | operations | [`api`] |
//! | beside the operations | [`diagnosis`], which looks at a tenant without a call; [`sandbox`], the simulated tenant |
//! | client for tenants | [`upstream`] |
//! | parts | [`access`], [`kept_tokens`], [`lockout_guard`], [`logging`], [`metrics`], [`profiles`], [`sealing`], [`shared_store`], [`throttle`], [`token`], [`traces`] |
//! | ground | [`clock`], [`error_chain`], [`mod@file`], [`finished_call`], [`listener`], [`process_limits`], [`reload`], [`secret`], [`tenant`], [`trusted_proxies`], [`whole_seconds`], [`wiped_buffer`] |

#![expect(clippy::missing_errors_doc, reason = "the error types say what can fail")]

pub mod access;
pub mod api;
pub mod cli;
pub mod clock;
pub mod connector;
pub mod diagnosis;
pub mod error_chain;
pub mod facade;
pub mod file;
pub mod finished_call;
pub mod kept_tokens;
pub mod listener;
pub mod lockout_guard;
pub mod logging;
pub mod metrics;
pub mod page;
pub mod process_limits;
pub mod profiles;
pub mod reload;
pub mod sandbox;
pub mod sealing;
pub mod secret;
pub mod settings;
pub mod shared_store;
pub mod tenant;
pub mod throttle;
pub mod token;
pub mod traces;
pub mod trusted_proxies;
pub mod upstream;
pub mod whole_seconds;
pub mod wiped_buffer;
