//! OpenAPI 3.0, as poem-openapi's registry has it, to Swagger 2.0.
//!
//! The registry's structs are taken apart without `..`, so that the compiler proves that every field
//! is looked at, and stops the build if a new poem-openapi adds one. What Swagger 2.0 or this
//! connector has no words for is an error that names the place, never a silent loss.

mod operation;
mod schema;
#[cfg(test)]
mod tests;

use indexmap::IndexMap;
use poem_openapi::registry::{MetaApi, MetaPath, Registry};
use thiserror::Error;

use crate::PublicUrl;
use crate::swagger::{Document, Info, MetadataProperty, PathItem, Schema, SwaggerVersion};

/// Something that Swagger 2.0, or this connector, cannot say.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{place}: {what} cannot be said in this definition")]
pub struct Inexpressible {
    /// Where it stands.
    pub place: String,
    /// What it is.
    pub what: String,
}

/// Lowers everything.
///
/// # Errors
///
/// [`Inexpressible`], at the first place that has no words in Swagger 2.0.
pub fn document(
    info: Info,
    metadata: Vec<MetadataProperty>,
    public_url: &PublicUrl,
    apis: Vec<MetaApi>,
    registry: Registry,
) -> Result<Document, Inexpressible> {
    let Registry { schemas, tags, security_schemes } = registry;
    refuse(!tags.is_empty(), "document", "a tag")?;
    refuse(!security_schemes.is_empty(), "document", "a security scheme")?;
    let definitions = schemas
        .into_iter()
        .map(|(name, schema)| {
            let lowered = schema::object(schema, &name, &name)?;
            Ok((name, Schema::Inline(Box::new(lowered))))
        })
        .collect::<Result<_, _>>()?;
    Ok(Document {
        swagger: SwaggerVersion::V2,
        info,
        host: public_url.host().to_owned(),
        base_path: public_url.base_path().to_owned(),
        schemes: vec![public_url.scheme()],
        consumes: Vec::new(),
        produces: Vec::new(),
        paths: paths(apis)?,
        definitions,
        parameters: IndexMap::new(),
        security_definitions: IndexMap::new(),
        security: Vec::new(),
        capabilities: None,
        metadata,
    })
}

fn paths(apis: Vec<MetaApi>) -> Result<IndexMap<String, PathItem>, Inexpressible> {
    let mut lowered = IndexMap::new();
    for MetaApi { paths } in apis {
        for MetaPath { path, operations } in paths {
            refuse(path.contains(['{', ':', '*']), &path, "a variable in a path")?;
            let item: &mut PathItem = lowered.entry(path.clone()).or_default();
            for operation in operations {
                operation::into_path_item(operation, &path, item)?;
            }
        }
    }
    Ok(lowered)
}

/// A text out of a doc comment: where a comment's line ends says nothing.
fn joined(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// An error about `what` at `place` if `present`.
fn refuse(present: bool, place: &str, what: &str) -> Result<(), Inexpressible> {
    if present { Err(inexpressible(place, what)) } else { Ok(()) }
}

fn inexpressible(place: &str, what: &str) -> Inexpressible {
    Inexpressible { place: place.to_owned(), what: what.to_owned() }
}
