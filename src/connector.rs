//! The connector: the Power Platform artefact that is generated from the operations of
//! [`crate::api`].
//!
//! A pure function makes it in two steps: [`mod@lowering`] takes what poem-openapi knows (OpenAPI
//! 3.0) to Swagger 2.0 and refuses what cannot be said there; [`mod@annotations`] then adds, in named
//! passes, what Power Platform wants to know. Nothing is edited by hand and there is no second list of
//! fields.

mod annotations;
pub mod export;
pub mod listing;
mod lowering;
mod options;
pub mod package;
mod properties;
mod publisher;
mod reference;

use power_platform::swagger;
use serde::Serialize;
use thiserror::Error;

pub use lowering::Inexpressible;
pub use options::{Blueprint, Variant};
pub use properties::{ApiProperties, properties};
pub use publisher::{InvalidPublisher, Publisher};
pub use reference::reference;

use crate::api;

/// The definition cannot be made: a change to the operations took it out of what Swagger 2.0 or the
/// contract can say. Found by the tests, never by a user.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum DefinitionError {
    /// Swagger 2.0 has no words for something.
    #[error(transparent)]
    Inexpressible(#[from] Inexpressible),
    /// A pass found nothing to work on: the operations and the contract have drifted apart.
    #[error("{pass}: {missing} is not in the definition any more")]
    NothingToAnnotate {
        /// The name of the pass.
        pass: &'static str,
        /// What it looked for.
        missing: String,
    },
}

/// The definition of a connector.
///
/// # Errors
///
/// [`DefinitionError`], for every address alike.
pub fn definition(blueprint: &Blueprint) -> Result<swagger::Document, DefinitionError> {
    let (apis, registry) = api::metadata();
    let lowered = lowering::document(listing::info(), &blueprint.public_url, apis, registry)?;
    annotations::annotate(lowered, blueprint)
}

/// Prints a document as the files of a connector are: four spaces, a line end at the end.
///
/// # Panics
///
/// Never: the documents of this module consist of texts, numbers, lists and maps with text keys.
#[must_use]
pub fn print(document: &impl Serialize) -> String {
    let mut printed = Vec::new();
    let indent = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut printed, indent);
    document.serialize(&mut serializer).expect("a document is always printable");
    printed.push(b'\n');
    String::from_utf8(printed).expect("JSON is UTF-8")
}
