//! A connector as a folder and as a solution.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod any_folder;
mod folder;
mod model;
mod solution;
mod values;

use power_platform::Connector;

/// A connector that the models read completely.
const THINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/things");

fn things() -> Connector {
    Connector::open(THINGS.as_ref()).unwrap()
}
