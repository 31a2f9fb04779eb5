//! Swagger 2.0 with Power Platform's extensions: the part of it that [`lowering`](crate::lowering) can
//! make. States that the specification forbids cannot be built: a body parameter has no type, a header
//! parameter no schema.
//!
//! The order of the fields is the order in the file. Unknown fields are refused on reading, so that
//! reading and printing a file loses nothing.

mod limits;
mod lookup;
mod operation;
mod parameter;
mod passes;
mod schema;
mod security;

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use limits::Limits;
pub use operation::{METHODS, NotificationContent, Operation, PathItem, Response, Trigger};
pub use parameter::{
    BodyParameter, CollectionFormat, Declared, Items, Parameter, UrlEncoding, ValueParameter,
};
pub use schema::{Additional, Format, Reference, Schema, SchemaObject, Type, Visibility};
pub use security::{
    ApiKeyDefinition, ApiKeyPlace, BasicDefinition, OAuth2Definition, OAuth2Flow,
    SecurityDefinition,
};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The definition of a connector: the content of `apiDefinition.swagger.json`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Document {
    /// The version of the specification, always 2.0.
    pub swagger: SwaggerVersion,
    /// Title, description, contact and version of the connector.
    pub info: Info,
    /// Host name, with a port unless it is the scheme's default.
    pub host: String,
    /// The path before those of the operations: starts with a slash and ends with none, or is `/`.
    pub base_path: String,
    /// The protocols of the host; Power Platform expects `https` alone.
    pub schemes: Vec<Scheme>,
    /// Media types of request bodies, where all operations agree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumes: Vec<String>,
    /// Media types of responses, where all operations agree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<String>,
    /// Operations by their path below the base path.
    pub paths: IndexMap<String, PathItem>,
    /// Schemas that others refer to, by name.
    pub definitions: IndexMap<String, Schema>,
    /// Parameters that several operations share, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<String, Declared>,
    /// The ways in which callers can authenticate, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub security_definitions: IndexMap<String, SecurityDefinition>,
    /// The security definitions that all operations require, with no scopes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<IndexMap<String, Vec<String>>>,
    /// `x-ms-capabilities`: what the platform can do with a connection beside calling operations.
    #[serde(default, rename = "x-ms-capabilities", skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
    /// `x-ms-connector-metadata`: what the catalogue of connectors shows.
    #[serde(default, rename = "x-ms-connector-metadata")]
    pub metadata: Vec<MetadataProperty>,
}

/// The version of the specification that a document follows.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum SwaggerVersion {
    /// Swagger 2.0, the only version that Power Platform reads.
    #[serde(rename = "2.0")]
    V2,
}

/// Title, description, contact and version of a connector.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Info {
    /// The connector's name in designers and in the catalogue.
    pub title: String,
    /// What the connector is for, in 30 to 500 characters for certification.
    pub description: String,
    /// Who supports the connector. Power Platform wants it directly after the description.
    #[serde(default, skip_serializing_if = "Contact::is_empty")]
    pub contact: Contact,
    /// The version of the interface, such as `1.0`.
    pub version: String,
}

/// Who supports a connector; certification requires all three.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    /// The name of a person, a team or a company.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The absolute URL of a support page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The mail address of the support.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
}

impl Contact {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One entry of `x-ms-connector-metadata`, shown in the catalogue of connectors.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MetadataProperty {
    /// The kind of entry: `Website`, `Privacy policy` or `Categories`.
    pub property_name: String,
    /// A URL, or for `Categories` their names separated by semicolons.
    pub property_value: String,
}

/// The protocol by which a host is called.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Unencrypted: only for services that are tried on one machine.
    Http,
    /// HTTP over TLS.
    Https,
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "http",
            Self::Https => "https",
        })
    }
}

/// What the platform can do with a connection beside calling operations.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Capabilities {
    /// The operation that the platform calls to test a connection.
    pub test_connection: TestConnection,
}

/// The operation that the platform calls to test a connection.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestConnection {
    /// The `operationId` of an operation of the document.
    pub operation_id: String,
    /// The parameters of the test call, by name.
    pub parameters: IndexMap<String, String>,
}
