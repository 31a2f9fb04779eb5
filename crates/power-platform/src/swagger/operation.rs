use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::schema::{Format, Reference, Schema, Visibility};

/// Leaves `false` out.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !*value
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
    /// How prominent the designer shows it.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
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
#[serde(untagged)]
pub enum Parameter {
    /// The name of a parameter that several operations share.
    Reference(Reference),
    /// A parameter of this operation alone.
    Declared(Declared),
}

/// A parameter.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "in", rename_all = "lowercase")]
pub enum Declared {
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
    /// What the text looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
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
