use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A schema, or a reference to one.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Schema {
    /// A reference to a schema of the document.
    Reference(Reference),
    /// A schema in place.
    Inline(Box<SchemaObject>),
}

/// A reference to a schema (`#/definitions/…`) or a shared parameter (`#/parameters/…`).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// `$ref`: a URI fragment with a JSON pointer (RFC 6901, section 6).
    #[serde(rename = "$ref")]
    pub pointer: String,
}

const DEFINITIONS: &str = "#/definitions/";
const PARAMETERS: &str = "#/parameters/";

impl Reference {
    /// A reference to the schema of this name.
    #[must_use]
    pub fn to(name: &str) -> Self {
        Self { pointer: format!("{DEFINITIONS}{name}") }
    }

    /// A reference to the shared parameter of this name.
    #[must_use]
    pub fn to_parameter(name: &str) -> Self {
        Self { pointer: format!("{PARAMETERS}{name}") }
    }

    /// The name of the schema. A pointer to something else is returned as it is.
    #[must_use]
    pub fn name(&self) -> &str {
        self.pointer.strip_prefix(DEFINITIONS).unwrap_or(&self.pointer)
    }
}

/// A schema: a value and, if it is an object, its properties.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SchemaObject {
    /// The type of the value.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<Type>,
    /// How the value is shown and read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// `x-ms-summary`: the property's name in designers.
    #[serde(default, rename = "x-ms-summary", skip_serializing_if = "Option::is_none")]
    pub x_ms_summary: Option<String>,
    /// What the value is for, as designers show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The value that is used where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Minimum length of a text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    /// Maximum length of a text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// `x-ms-visibility`: how prominently designers show the property.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
    /// The names of the properties that must be present.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// The properties of an object, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub properties: IndexMap<String, Schema>,
}

/// The type of a value. Swagger 2.0 has more; these are supported.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// `object`: named values, see [`SchemaObject::properties`].
    Object,
    /// `string`: text.
    String,
    /// `integer`: a number without a fraction.
    Integer,
}

/// How a value is shown and read. Power Platform knows more formats; these are supported.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `int32`: a whole number of 32 bits.
    Int32,
    /// `password`: a text that designers mask while it is typed.
    Password,
}

/// How prominently designers show something: `x-ms-visibility`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// `important`: always shown, before the others.
    Important,
    /// `advanced`: shown after a click.
    Advanced,
    /// `internal`: never shown; the platform sends the default if the property is required.
    Internal,
}
