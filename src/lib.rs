//! The UKG PRO WFM Authentication connector as a service that one runs oneself.
//!
//! # One call
//!
//! A connection arrives at the [`listener`]. The [`api`]'s envelope gives the call its id; its gate
//! lets in who may call ([`access`]), while there is room; one of the three operations reads headers and
//! body into a grant or a revocation ([`token`]), finds the [`tenant`] and asks the [`upstream`] client
//! to call it, once, unless that tenant is in trouble. What comes back is issued tokens or a failure,
//! and every failure has one row in the error table ([`api::Failure`]).
//!
//! # The connector
//!
//! [`connector`] makes the Power Platform definition out of the same operations, without running
//! them.
//!
//! # The throttle
//!
//! [`throttle`] decides how often a connection may call, alone or together with other replicas.
//!
//! # Who knows whom
//!
//! [`token`], [`tenant`] ← [`upstream`], [`access`] ← [`api`] ← [`facade`] ← [`cli`] ← `main`. The command
//! `serve` [reloads](reload) keys and certificates and hands them to the facade as they change. [`connector`] uses
//! [`api`] for its document only. The [`sandbox`] is the other side of the wire; of the rest it knows
//! the [`listener`] and the names on the wire.

pub mod access;
pub mod api;
pub mod cli;
pub mod connector;
pub mod facade;
pub mod listener;
pub mod metrics;
pub mod process_limits;
pub mod reload;
pub mod sandbox;
pub mod settings;
pub mod telemetry;
pub mod tenant;
pub mod throttle;
pub mod token;
pub mod traces;
pub mod upstream;
