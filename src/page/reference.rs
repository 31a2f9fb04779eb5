use askama::Template;

use super::openapi::{Failures, OpenApi, Shown};
use super::paths::{self, link};
use super::{ASSETS, Assets, Facts, PageError};

/// The reference.
#[derive(Template)]
#[template(path = "reference.html", config = "src/page/askama.toml")]
struct Reference<'a> {
    assets: &'a Assets,
    facts: &'a Facts<'a>,
    operations: &'a [Shown],
    failures: Failures,
}

/// The reference of what an OpenAPI document describes.
///
/// # Errors
///
/// [`PageError`], whatever the facts are.
pub fn reference(facts: &Facts<'_>, openapi: &str) -> Result<String, PageError> {
    let openapi: OpenApi = serde_json::from_str(openapi)?;
    let (operations, failures) = (openapi.operations(), openapi.failures());
    Ok(Reference { assets: &ASSETS, facts, operations: &operations, failures }.render()?)
}
