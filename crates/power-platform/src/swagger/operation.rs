use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::schema::{Format, Reference, Schema, Visibility};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The operations of one path, by method. Other methods than these are not supported yet.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PathItem {
    /// The operation of the method `GET`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub get: Option<Operation>,
    /// The operation of the method `POST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Operation>,
}

impl PathItem {
    /// The operations of the path, in the order of the file.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.get.iter().chain(&self.post)
    }

    /// The same as [`PathItem::operations`], for passes that change operations.
    pub fn operations_mut(&mut self) -> impl Iterator<Item = &mut Operation> {
        self.get.iter_mut().chain(&mut self.post)
    }
}

/// An operation of the service: an action of the connector, unless it is internal.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Operation {
    /// The action's name in designers, at most 80 characters.
    pub summary: String,
    /// What the action does and when to use it.
    pub description: String,
    /// The action's id, by which stored flows refer to it.
    pub operation_id: String,
    /// `x-ms-visibility`: how prominently designers show the action.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
    /// Media types of the request body, unless they are those of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumes: Vec<String>,
    /// Media types of the response, unless they are those of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<String>,
    /// Headers, query and body of the request.
    pub parameters: Vec<Parameter>,
    /// Responses by status.
    pub responses: IndexMap<String, Response>,
}

/// A parameter of an operation, or a reference to one.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Parameter {
    /// A reference to a parameter that several operations share.
    Reference(Reference),
    /// A parameter of this operation alone.
    Declared(Declared),
}

/// A parameter, by where it is sent (`in`).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "in", rename_all = "lowercase")]
pub enum Declared {
    /// `body`: the request body, of which an operation has at most one.
    Body(BodyParameter),
    /// `header`: a request header.
    Header(HeaderParameter),
    /// `query`: a part of the query string.
    Query(QueryParameter),
}

/// The request body of an operation.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BodyParameter {
    /// The name that stored flows put before the fields, as in `body/username`.
    pub name: String,
    /// What the body holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether callers must send a body.
    pub required: bool,
    /// The schema of the body.
    pub schema: Schema,
}

/// A request header that holds text. Other types are not supported yet.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderParameter {
    /// The name of the header.
    pub name: String,
    /// `x-ms-summary`: the parameter's name in designers.
    #[serde(default, rename = "x-ms-summary", skip_serializing_if = "Option::is_none")]
    pub x_ms_summary: Option<String>,
    /// What the header is for, as designers show it.
    pub description: String,
    /// Whether callers must send the header.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// The type of the value, always `string`.
    #[serde(rename = "type")]
    pub type_: TextType,
    /// How the value is shown and read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// `x-ms-visibility`: how prominently designers show the parameter.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
}

/// The type of a header, for which only one is supported yet.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum TextType {
    /// `string`: the value is text.
    #[serde(rename = "string")]
    String,
}

/// A part of the query string: text or a truth value. Other types are not supported yet.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QueryParameter {
    /// The name in the query string.
    pub name: String,
    /// `x-ms-summary`: the parameter's name in designers.
    #[serde(default, rename = "x-ms-summary", skip_serializing_if = "Option::is_none")]
    pub x_ms_summary: Option<String>,
    /// What the parameter is for, as designers show it.
    pub description: String,
    /// Whether callers must send the parameter.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// The type of the value.
    #[serde(rename = "type")]
    pub type_: QueryType,
    /// `x-ms-visibility`: how prominently designers show the parameter.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
}

/// The type of a query parameter. Swagger 2.0 has more; these are supported.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum QueryType {
    /// `string`: text.
    String,
    /// `boolean`: `true` or `false`. Designers show a choice of Yes and No.
    Boolean,
}

/// The response of an operation for one status.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// What the response means to a maker.
    pub description: String,
    /// The schema of the response body; none if there is no body, or none that designers need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
}
