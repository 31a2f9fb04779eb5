//! The Power Platform connector, which is generated from the operations of [`crate::api`].
//!
//! A pure function makes it in three steps: [`openapi()`] describes the operations, [`lowered()`] takes
//! that description to Swagger 2.0 and refuses what cannot be expressed there, and
//! [`mod@annotations`] adds, in named passes, what Power Platform wants to know. Nothing is edited by
//! hand.

mod annotations;
mod choice;
pub mod export;
mod kind;
pub mod listing;
mod openapi;
mod options;
mod properties;

use power_platform::lowering::LoweringError;
use power_platform::solution::{Solution, SolutionVersion};
use power_platform::swagger::Document;
use power_platform::{Connector, PublicUrl};
use thiserror::Error;

pub use annotations::annotate;
pub use choice::{CHOICES, Choice};
pub use kind::Kind;
pub use openapi::openapi;
pub use options::{ConnectorOptions, InvalidPublisher, Publisher, Variant};
pub use properties::properties;

/// The definition cannot be made: a change to the operations went beyond what Swagger 2.0 or the
/// contract can express. Found by the tests, never by a user.
#[derive(Debug, Error)]
pub enum DefinitionError {
    #[error(transparent)]
    Lowering(#[from] LoweringError),
    /// A pass found nothing to work on: the operations and the contract have drifted apart.
    #[error("{pass}: {missing} is no longer in the definition")]
    NothingToAnnotate { pass: &'static str, missing: String },
}

/// The definition of the connector.
///
/// # Errors
///
/// [`DefinitionError`], independent of the options.
pub fn definition(options: &ConnectorOptions) -> Result<Document, DefinitionError> {
    let lowered = lowered(&openapi(&options.public_url), &options.public_url)?;
    annotations::annotate(lowered, options)
}

/// The operations in Swagger 2.0, with the headers and errors that the connector hides from makers, from
/// their [`openapi()`] document.
///
/// # Errors
///
/// [`DefinitionError`], independent of the address.
pub fn lowered(openapi: &str, public_url: &PublicUrl) -> Result<Document, DefinitionError> {
    let document = Connector::from_openapi(openapi).map_err(LoweringError::from)?;
    Ok(document.address(public_url.clone()).definition()?)
}

/// The solution that imports the connector, with its default prefix and version.
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
        host_variable: None,
    }
}
