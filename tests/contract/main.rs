//! The contract: the two files at the root, and what makes a flow of the published connector work
//! with this one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod files;
mod published_page;
mod rules;

use power_platform::properties::ApiProperties;
use power_platform::swagger::Document;
use prowfm_auth::connector::{self, ConnectorOptions, Variant};

/// The address in the files at the root. Before an import it is replaced by a facade's own, or the files
/// are taken from that facade.
const ROOT_URL: &str = "https://prowfm-auth.example.com";

/// What the files at the root are made of.
fn options() -> ConnectorOptions {
    ConnectorOptions::new(Variant::PowerPlatform, ROOT_URL.parse().unwrap())
}

/// The definition of the files at the root.
fn definition() -> Document {
    connector::definition(&options()).unwrap()
}

/// The properties of the files at the root.
fn properties() -> ApiProperties {
    connector::properties(&options())
}

fn definition_json() -> serde_json::Value {
    serde_json::to_value(definition()).unwrap()
}
