//! Swagger 2.0 with Power Platform's extensions, as far as this connector speaks it. States that the
//! specification forbids cannot be built: a body parameter has no type, a header parameter no schema.
//!
//! The order of the fields is the order in the file. Unknown fields are refused on reading, so that a
//! test can show that what is printed is all there is.

mod lookup;
mod operation;
mod schema;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use operation::{
    BodyParameter, Declared, HeaderParameter, Operation, Parameter, PathItem, Response, TextType,
};
pub use schema::{Format, Reference, Schema, SchemaObject, Type, Visibility};

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
    /// Parameters that several operations share, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<String, Declared>,
    /// How callers prove themselves, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub security_definitions: IndexMap<String, ApiKeyDefinition>,
    /// Which of these all operations ask for, without scopes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<IndexMap<String, Vec<String>>>,
    /// What the platform can do with the connector beside calling it.
    #[serde(default, rename = "x-ms-capabilities", skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
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

/// An API key in a header.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyDefinition {
    /// Always an API key.
    #[serde(rename = "type")]
    pub type_: ApiKeyType,
    /// Always a header.
    #[serde(rename = "in")]
    pub place: ApiKeyPlace,
    /// The header.
    pub name: String,
}

/// The type of a security definition.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum ApiKeyType {
    /// An API key.
    #[serde(rename = "apiKey")]
    ApiKey,
}

/// Where an API key stands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ApiKeyPlace {
    /// In a header.
    Header,
}

/// What the platform can do with the connector beside calling it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Capabilities {
    /// The operation that tests a connection.
    pub test_connection: TestConnection,
}

/// The operation that tests a connection.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestConnection {
    /// Its id.
    pub operation_id: String,
    /// What it is called with: nothing.
    pub parameters: IndexMap<String, String>,
}
