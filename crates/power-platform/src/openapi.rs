//! OpenAPI documents of the versions 3.0 and 3.1, in JSON or YAML.

mod node;
mod pointer;

use std::str::FromStr;

use serde::Deserialize as _;
use thiserror::Error;

pub(crate) use node::Node;
pub(crate) use pointer::{Target, Unresolved, resolve, token};

/// Maximum size of a document, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 32 * 1024 * 1024;

/// An OpenAPI document that has been read, not yet understood.
///
/// The order of its keys is kept, and a key that is written twice in one object is refused, because
/// one of the values would be lost.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenApi {
    pub(crate) root: Node,
}

/// A text that is no OpenAPI document.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The text is larger than [`MAX_DOCUMENT_BYTES`].
    #[error(
        "the document is larger than 32 MiB; take the parts out that the connector does not need"
    )]
    TooLarge,
    /// The text starts like JSON and is none.
    #[error("this is not JSON")]
    Json(#[source] serde_json::Error),
    /// The text is no YAML, or its aliases make it too large.
    #[error("this is neither JSON nor YAML: {0}")]
    Yaml(String),
    /// The document is of another kind or version.
    #[error("this is not an OpenAPI 3.0 or 3.1 document: {0}")]
    NotOpenApi(&'static str),
}

impl FromStr for OpenApi {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_DOCUMENT_BYTES {
            return Err(ReadError::TooLarge);
        }
        let text = text.trim_start_matches('\u{feff}');
        let root = if text.trim_start().starts_with(['{', '[']) {
            json(text).or_else(|error| yaml(text).map_err(|_| ReadError::Json(error)))?
        } else {
            yaml(text)?
        };
        version(&root)?;
        Ok(Self { root })
    }
}

fn json(text: &str) -> Result<Node, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let node = Node::deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(node)
}

/// YAML bounds the nesting and what aliases may multiply.
fn yaml(text: &str) -> Result<Node, ReadError> {
    let budget = serde_saphyr::budget! {
        max_events: 8_000_000,
        max_nodes: 4_000_000,
        max_total_scalar_bytes: MAX_DOCUMENT_BYTES,
        max_depth: 128,
    };
    let alias_limits = serde_saphyr::alias_limits! { max_total_replayed_events: 200_000 };
    let options = serde_saphyr::options! {
        budget: budget,
        alias_limits: alias_limits,
        strict_booleans: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| ReadError::Yaml(error.to_string()))
}

fn version(root: &Node) -> Result<(), ReadError> {
    let refuse = |why| Err(ReadError::NotOpenApi(why));
    if root.object().is_none() {
        return refuse("it is not an object");
    }
    if root.get("swagger").is_some() {
        return refuse("it is Swagger 2.0 already, which a connector can use as it is");
    }
    match root.get("openapi").and_then(Node::words).as_deref() {
        Some(version) if version.starts_with("3.0") || version.starts_with("3.1") => Ok(()),
        Some(_) => refuse("openapi names another version"),
        None => refuse("it has no key openapi"),
    }
}
