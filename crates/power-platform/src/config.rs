//! `connector.toml`: what a connector says beside the OpenAPI document that it is made from.

mod connection;

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use connection::{Connection, ConnectionField};

use crate::swagger::Visibility;

/// The content of `connector.toml`. What is left out is taken from the document.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Config {
    /// The name in the catalogue of connectors, in at most 30 characters, without "API" or "connector".
    pub title: Option<String>,
    /// What the connector is for, in 30 to 500 characters.
    pub description: Option<String>,
    /// The version of the interface, such as 1.0.
    pub version: Option<String>,
    /// The address of the service: scheme, host, base path.
    pub address: Option<String>,
    /// The values of variables in the addresses of the document.
    pub server_variables: IndexMap<String, String>,
    /// Who publishes the connector.
    pub publisher: Option<String>,
    /// Who owns the service, for certification. paconn update refuses it.
    pub stack_owner: Option<String>,
    /// The colour behind the icon, such as #005151.
    pub color: Option<String>,
    /// A PNG of 230 by 230 pixels, beside this file. Without one, an icon is made.
    pub icon: Option<PathBuf>,
    /// The web site of the service.
    pub website: Option<String>,
    /// Its privacy policy.
    pub privacy_policy: Option<String>,
    /// One or two of the categories of the catalogue, such as Data.
    pub categories: Vec<String>,
    /// Who helps with the connector.
    pub contact: Contact,
    /// The operations that the connector has.
    pub operations: Operations,
    /// How a connection authenticates.
    pub connection: Option<Connection>,
    /// Further fields of a connection, by key.
    pub fields: IndexMap<String, ConnectionField>,
    /// What the document does not say of operations, by their ids or as "GET /things".
    pub actions: IndexMap<String, Action>,
    /// Further changes that the platform makes to requests and responses.
    pub policies: Vec<Policy>,
    /// The id of an operation that tests a connection: GET, without required parameters.
    pub test_connection: Option<String>,
}

/// Who helps with the connector.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Contact {
    /// A person, a team or a company.
    pub name: Option<String>,
    /// A support page.
    pub url: Option<String>,
    /// A mail address.
    pub email: Option<String>,
}

/// The operations that the connector has: by id, by path, or as "GET /things/*".
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Operations {
    /// Only these. An asterisk stands for a part of a path, two for several parts.
    pub include: Vec<String>,
    /// None of these.
    pub exclude: Vec<String>,
}

/// What the document does not say of an operation.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Action {
    /// Another id, by which flows refer to the action. Do not change it later.
    pub id: Option<String>,
    /// The name of the action, in at most 80 characters.
    pub summary: Option<String>,
    /// What it does and when to use it.
    pub description: Option<String>,
    /// How prominently designers show it.
    pub visibility: Option<Shown>,
    /// The name of the callback of the operation that notifies a flow: the operation becomes a trigger.
    pub trigger: Option<String>,
    /// Its parameters, by name.
    pub parameters: IndexMap<String, Input>,
    /// The properties of its body, by name.
    pub body: IndexMap<String, Input>,
}

/// What the document does not say of a parameter or of a property.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Input {
    /// The name in designers.
    pub summary: Option<String>,
    /// What to enter.
    pub description: Option<String>,
    /// How prominently designers show it.
    pub visibility: Option<Shown>,
    /// The value that is used where none is given.
    pub default: Option<Value>,
    /// The value that is always sent; makers do not see it.
    pub constant: Option<Value>,
}

/// How prominently designers show something.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// Always, before the others.
    Important,
    /// After a click.
    Advanced,
    /// Never.
    Internal,
}

impl From<Shown> for Visibility {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Important => Self::Important,
            Shown::Advanced => Self::Advanced,
            Shown::Internal => Self::Internal,
        }
    }
}

/// A change that the platform makes to requests or responses: one of its policy templates.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Policy {
    /// The id of the template, such as dynamichosturl.
    pub template: String,
    /// The name of the policy in the editor of connectors.
    pub title: String,
    /// The ids of the operations that it is for; without one, all.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Request, Response or Failure, where the template asks for it.
    #[serde(default)]
    pub section: Option<String>,
    /// The parameters of the template, by their names without a prefix.
    #[serde(default)]
    pub parameters: IndexMap<String, Value>,
}
