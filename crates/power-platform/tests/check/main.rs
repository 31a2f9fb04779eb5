//! The checker: each rule is broken by one change to a connector in which nothing is wrong, and then
//! exactly that rule is found.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod assets;
mod certified_connectors;
mod connections;
mod document;
mod documentation;
mod extensions;
mod files;
mod gates;
mod host;
mod info;
mod mutant;
mod operations;
mod parameters;
mod patch;
mod paths;
mod places;
mod properties;
mod responses;
mod rules;
mod schemas;
mod security;
mod spelling;
mod webhooks;
