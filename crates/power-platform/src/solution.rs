//! A Power Platform solution: a zip that imports the connector. Identical input makes identical
//! bytes; a second import updates the first, because the connector's id follows from its name.

mod manifest;
mod publisher_prefix;
mod version;

use std::io::{Cursor, Write};

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::{Connector, print};

pub use publisher_prefix::{InvalidPrefix, PublisherPrefix};
pub use version::{InvalidVersion, SolutionVersion};

use manifest::Manifest;

/// What a solution needs beside the connector.
#[derive(Clone, Debug)]
pub struct Solution {
    /// Before the names of everything in it.
    pub prefix: PublisherPrefix,
    /// Its version.
    pub version: SolutionVersion,
    /// The program that makes it.
    pub generated_by: String,
}

/// The solution cannot be made.
#[derive(Debug, Error)]
pub enum PackageError {
    /// The names in the solution are made of the title, and there is nothing in it for a name.
    #[error("the title of the definition has no ASCII letter or digit")]
    NoName,
    /// The manifest cannot be written.
    #[error("the manifest of the solution cannot be written")]
    Manifest(#[from] std::io::Error),
    /// The zip cannot be written.
    #[error("the zip of the solution cannot be written")]
    Zip(#[from] zip::result::ZipError),
}

/// The zip.
///
/// # Errors
///
/// [`PackageError`].
pub fn package(connector: &Connector, solution: &Solution) -> Result<Vec<u8>, PackageError> {
    let manifest = Manifest::new(connector, solution)?;
    let properties = &connector.properties.properties;
    let files = [
        ("[Content_Types].xml".to_owned(), manifest::content_types()?),
        ("solution.xml".to_owned(), manifest.solution()?),
        ("customizations.xml".to_owned(), manifest.customizations()?),
        (manifest.file(manifest::DEFINITION), print(&connector.definition).into_bytes()),
        (
            manifest.file(manifest::PARAMETERS),
            print(&properties.connection_parameters).into_bytes(),
        ),
        (
            manifest.file(manifest::POLICIES),
            print(&in_pascal_case(&properties.policy_template_instances)).into_bytes(),
        ),
        (manifest.file(manifest::ICON), connector.icon.clone()),
    ];
    zip(&files)
}

/// The keys of policies as the platform exports them: `TemplateId`, not `templateId`.
fn in_pascal_case(policies: &impl Serialize) -> Value {
    let mut policies = serde_json::to_value(policies).unwrap_or_default();
    for policy in policies.as_array_mut().into_iter().flatten() {
        let Some(object) = policy.as_object_mut() else { continue };
        *object = std::mem::take(object)
            .into_iter()
            .map(|(key, value)| (key[..1].to_uppercase() + &key[1..], value))
            .collect();
    }
    policies
}

fn zip(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, PackageError> {
    // No compression and one date: nothing that depends on a library's version or on the day.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
