use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A schema, or the name of one.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Schema {
    /// The name of one.
    Reference(Reference),
    /// A schema.
    Inline(Box<SchemaObject>),
}

/// The name of a schema: `#/definitions/…`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The pointer.
    #[serde(rename = "$ref")]
    pub pointer: String,
}

/// The part of a pointer before the name of a definition.
const DEFINITIONS: &str = "#/definitions/";
/// The part of a pointer before the name of a shared parameter.
const PARAMETERS: &str = "#/parameters/";

impl Reference {
    /// Points to a definition.
    #[must_use]
    pub fn to(name: &str) -> Self {
        Self { pointer: format!("{DEFINITIONS}{name}") }
    }

    /// Points to a parameter that several operations share.
    #[must_use]
    pub fn to_parameter(name: &str) -> Self {
        Self { pointer: format!("{PARAMETERS}{name}") }
    }

    /// The name of the definition.
    #[must_use]
    pub fn name(&self) -> &str {
        self.pointer.strip_prefix(DEFINITIONS).unwrap_or(&self.pointer)
    }
}

/// A schema.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SchemaObject {
    /// What kind of value it is.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<Type>,
    /// What the value looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Its name in the designer.
    #[serde(default, rename = "x-ms-summary", skip_serializing_if = "Option::is_none")]
    pub x_ms_summary: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The value where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Shortest text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    /// Longest text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// How prominent the designer shows it.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
    /// Properties that must be there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// Properties by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub properties: IndexMap<String, Schema>,
}

/// What kind of value a schema describes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// An object.
    Object,
    /// A text.
    String,
    /// A whole number.
    Integer,
}

/// What a value looks like. Power Platform knows more; these are the ones in use.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A whole number of 32 bits.
    Int32,
    /// A text that is masked while it is typed.
    Password,
}

/// How prominent the designer shows something: `x-ms-visibility`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// First.
    Important,
    /// Behind a click.
    Advanced,
    /// Not at all.
    Internal,
}
