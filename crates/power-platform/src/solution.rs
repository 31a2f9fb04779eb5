//! A Power Platform solution: a zip that imports the connector. Identical input makes identical
//! bytes; a second import updates the first, because the connector's id follows from its name.

mod manifest;
mod options;

use std::io::{Cursor, Write};

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::{Connector, print};

pub use options::{InvalidPrefix, InvalidVersion, PublisherPrefix, Solution, SolutionVersion};

use manifest::{CONTENT_TYPES, DEFINITION, ICON, Names, PARAMETERS, POLICIES};

/// A solution that cannot be made.
#[derive(Debug, Error)]
pub enum PackageError {
    /// The names in the solution follow from the title, which has nothing that names may consist of.
    #[error("the title of the definition has no ASCII letter or digit")]
    NoName,
    /// A template of the manifest failed, independent of the connector.
    #[error("the manifest of the solution cannot be written")]
    Manifest(#[from] askama::Error),
    /// The zip is too large for its format.
    #[error("the zip of the solution cannot be written")]
    Zip(#[from] ZipError),
}

/// The bytes of a zip that imports the connector as an unmanaged solution.
///
/// # Errors
///
/// [`PackageError::NoName`], depending on the title.
pub fn package(connector: &Connector, solution: &Solution) -> Result<Vec<u8>, PackageError> {
    let names = Names::new(&connector.definition, solution)?;
    let properties = &connector.properties.properties;
    let policies = in_pascal_case(&properties.policy_template_instances);
    let files = [
        ("[Content_Types].xml".to_owned(), CONTENT_TYPES.into()),
        ("solution.xml".to_owned(), manifest::solution(connector, solution, &names)?.into()),
        ("customizations.xml".to_owned(), manifest::customizations(connector, &names)?.into()),
        (names.file(DEFINITION), print(&connector.definition).into_bytes()),
        (names.file(PARAMETERS), print(&properties.connection_parameters).into_bytes()),
        (names.file(POLICIES), print(&policies).into_bytes()),
        (names.file(ICON), connector.icon.clone()),
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
        zip.write_all(bytes).map_err(ZipError::from)?;
    }
    Ok(zip.finish()?.into_inner())
}
