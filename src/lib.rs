//! The UKG PRO WFM Authentication connector as a service that one runs oneself.
//!
//! # One call
//!
//! A connection arrives at the [`listener`]. The [`api`]'s envelope gives the call its id; its gate
//! lets in who may call ([`access`]), while there is room; one of the three operations reads headers and
//! body into a grant or a revocation ([`token`]), finds the [`tenant`], sees whether the caller has
//! calls left ([`throttle`]), and asks the [`upstream`] client to call it, once, unless that tenant is
//! in trouble. What comes back is issued tokens or a failure, and every failure has one row in the error
//! table ([`api::Failure`]).
//!
//! # The connector
//!
//! [`connector`] makes the Power Platform definition out of the same operations, without running
//! them. [`page`] shows that definition to people, with a form to try it: text out of templates, which
//! the [`facade`] serves.
//!
//! # Who knows whom
//!
//! [`token`], [`tenant`] ← [`upstream`], [`access`], [`throttle`] ← [`api`] ← [`facade`] ← [`cli`] ← `main`.
//! The [`api`]'s envelope tells [`metrics`] and [`traces`] of each call. The command `serve` makes all
//! parts out of the [`settings`], and [reloads](reload) keys and certificates as they change.
//! [`connector`] uses [`api`] for its document only, and [`page`] uses [`connector`]. The [`sandbox`] is
//! the other side of the wire; of the rest it knows the [`listener`] and the names on the wire.

pub mod access;
pub mod api;
pub mod cli;
pub mod connector;
pub mod error_chain;
pub mod facade;
pub mod finished_call;
pub mod listener;
pub mod logging;
pub mod metrics;
pub mod page;
pub mod process_limits;
pub mod reload;
pub mod sandbox;
pub mod secret;
pub mod settings;
pub mod tenant;
pub mod throttle;
pub mod token;
pub mod traces;
pub mod upstream;
