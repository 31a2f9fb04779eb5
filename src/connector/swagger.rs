//! Swagger 2.0 with Power Platform's extensions, as far as this connector speaks it. States that the
//! specification forbids cannot be built: a body parameter has no type, a header parameter no schema.
//!
//! The order of the fields is the order in the file. Unknown fields are refused on reading, so that a
//! test can show that what is printed is all there is.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// Leaves `false` out.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The whole definition.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Document {
    /// Always 2.0.
    pub swagger: SwaggerVersion,
    /// What the connector is.
    pub info: Info,
    /// Host name, with a port where it is not the scheme's own.
    pub host: String,
    /// Begins with a slash.
    pub base_path: String,
    /// How the host is called.
    pub schemes: Vec<Scheme>,
    /// Media types of request bodies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumes: Vec<String>,
    /// Media types of answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<String>,
    /// Operations by path.
    pub paths: IndexMap<String, PathItem>,
    /// Schemas by name.
    pub definitions: IndexMap<String, Schema>,
    /// What the catalogue shows.
    #[serde(rename = "x-ms-connector-metadata")]
    pub metadata: Vec<MetadataProperty>,
}

/// The version of the specification.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum SwaggerVersion {
    /// 2.0.
    #[serde(rename = "2.0")]
    V2,
}

/// What the connector is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Info {
    /// Its name.
    pub title: String,
    /// What it does.
    pub description: String,
    /// Whom to ask. Power Platform wants it directly after the description.
    pub contact: Contact,
    /// The version of the contract.
    pub version: String,
}

/// Whom to ask.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// A name.
    pub name: String,
    /// An absolute URL.
    pub url: String,
    /// A mail address.
    pub email: String,
}

/// One entry of `x-ms-connector-metadata`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MetadataProperty {
    /// `Website`, `Privacy policy` or `Categories`.
    pub property_name: String,
    /// Its value.
    pub property_value: String,
}

/// How a host is called.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// In clear: only for a facade that is tried out on one machine.
    Http,
    /// Over TLS.
    Https,
}

/// The operations of one path.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PathItem {
    /// `GET`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub get: Option<Operation>,
    /// `POST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Operation>,
}

impl PathItem {
    /// All operations of the path.
    pub fn operations_mut(&mut self) -> impl Iterator<Item = &mut Operation> {
        self.get.iter_mut().chain(&mut self.post)
    }
}

/// An action of the connector.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Operation {
    /// Its name in the designer.
    pub summary: String,
    /// What it does and when to use it.
    pub description: String,
    /// Its name in a stored flow.
    pub operation_id: String,
    /// Media types of its body, where they are not those of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumes: Vec<String>,
    /// Media types of its answer, where they are not those of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<String>,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// What it answers, by status.
    pub responses: IndexMap<String, Response>,
}

/// What an operation takes.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "in", rename_all = "lowercase")]
pub enum Parameter {
    /// The request body.
    Body(BodyParameter),
    /// A request header.
    Header(HeaderParameter),
}

/// The request body.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BodyParameter {
    /// Its name in a stored flow.
    pub name: String,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it must be there.
    pub required: bool,
    /// Its schema.
    pub schema: Schema,
}

/// A request header. Headers of other types than text are not needed here.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderParameter {
    /// The header.
    pub name: String,
    /// Its name in the designer.
    #[serde(default, rename = "x-ms-summary", skip_serializing_if = "Option::is_none")]
    pub x_ms_summary: Option<String>,
    /// What it is for.
    pub description: String,
    /// Whether it must be there.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Always text.
    #[serde(rename = "type")]
    pub type_: TextType,
    /// How prominent the designer shows it.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
}

/// The type of a header.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum TextType {
    /// Text.
    #[serde(rename = "string")]
    String,
}

/// One answer of an operation.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// When it is given.
    pub description: String,
    /// Its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
}

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
pub const DEFINITIONS: &str = "#/definitions/";

impl Reference {
    /// Points to a definition.
    #[must_use]
    pub fn to(name: &str) -> Self {
        Self { pointer: format!("{DEFINITIONS}{name}") }
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
