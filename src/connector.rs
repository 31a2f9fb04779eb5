//! The connector: the Power Platform artefact that is generated from the operations of
//! [`crate::api`].
//!
//! A pure function makes it in two steps: [`lowering`] takes what poem-openapi knows (OpenAPI
//! 3.0) to Swagger 2.0 and refuses what cannot be said there; [`mod@annotations`] then adds, in named
//! passes, what Power Platform wants to know. Nothing is edited by hand and there is no second list of
//! fields.

mod annotations;
pub mod export;
pub mod listing;
mod options;
mod properties;
mod publisher;

use power_platform::solution::{Solution, SolutionVersion};
use power_platform::{lowering, swagger};
use thiserror::Error;

pub use options::{Blueprint, Variant};
pub use properties::properties;
pub use publisher::{InvalidPublisher, Publisher};

use crate::api;

/// The definition cannot be made: a change to the operations took it out of what Swagger 2.0 or the
/// contract can say. Found by the tests, never by a user.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum DefinitionError {
    /// Swagger 2.0 has no words for something.
    #[error(transparent)]
    Inexpressible(#[from] lowering::Inexpressible),
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
    let (info, metadata) = (listing::info(), listing::metadata());
    let lowered = lowering::document(info, metadata, &blueprint.public_url, apis, registry)?;
    annotations::annotate(lowered, blueprint)
}

/// The solution that holds the connector, without a prefix or a version of somebody else's.
///
/// # Panics
///
/// Never: the prefix is a valid one.
#[must_use]
pub fn solution() -> Solution {
    Solution {
        prefix: listing::SOLUTION_PREFIX.parse().expect("a valid prefix"),
        version: SolutionVersion::default(),
        generated_by: env!("CARGO_PKG_NAME").to_owned(),
    }
}
