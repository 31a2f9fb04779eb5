use serde::{Deserialize, Serialize};

use super::is_false;
use super::limits::Limits;
use super::schema::{Format, Reference, Schema, Type, Visibility};

/// A parameter of an operation, or a reference to one.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "nearly all parameters are declared in place")]
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
    Header(ValueParameter),
    /// `query`: a part of the query string.
    Query(ValueParameter),
    /// `path`: a part of the path.
    Path(ValueParameter),
    /// `formData`: a field of a form.
    #[serde(rename = "formData")]
    FormField(ValueParameter),
}

impl Declared {
    /// The name of the parameter.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Body(body) => &body.name,
            Self::Header(value)
            | Self::Query(value)
            | Self::Path(value)
            | Self::FormField(value) => &value.name,
        }
    }

    /// The parameter, unless it is a body.
    #[must_use]
    pub fn value(&self) -> Option<&ValueParameter> {
        match self {
            Self::Body(_) => None,
            Self::Header(value)
            | Self::Query(value)
            | Self::Path(value)
            | Self::FormField(value) => Some(value),
        }
    }

    /// The same as [`Declared::value`], for passes that change parameters.
    #[must_use]
    pub fn value_mut(&mut self) -> Option<&mut ValueParameter> {
        match self {
            Self::Body(_) => None,
            Self::Header(value)
            | Self::Query(value)
            | Self::Path(value)
            | Self::FormField(value) => Some(value),
        }
    }
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

/// A parameter that is not a body: a header, a part of path or query, a field of a form.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ValueParameter {
    /// The name in the request.
    pub name: String,
    /// `x-ms-summary`: the parameter's name in designers.
    #[serde(default, rename = "x-ms-summary", skip_serializing_if = "Option::is_none")]
    pub x_ms_summary: Option<String>,
    /// What the parameter is for, as designers show it.
    pub description: String,
    /// Whether callers must send the parameter.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// The type of the value: neither an object nor, except in a form, a file.
    #[serde(rename = "type")]
    pub type_: Type,
    /// How the value is shown and read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// What an array contains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Items>>,
    /// How an array is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection_format: Option<CollectionFormat>,
    /// Which values are valid, and which one is used where none is given.
    #[serde(flatten)]
    pub limits: Limits,
    /// Whether an empty value may be sent.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_empty_value: bool,
    /// `x-ms-visibility`: how prominently designers show the parameter.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
    /// `x-ms-url-encoding`: how a part of the path is encoded.
    #[serde(default, rename = "x-ms-url-encoding", skip_serializing_if = "Option::is_none")]
    pub x_ms_url_encoding: Option<UrlEncoding>,
}

impl ValueParameter {
    /// An optional text of this name and description.
    #[must_use]
    pub fn text(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            x_ms_summary: None,
            description: description.into(),
            required: false,
            type_: Type::String,
            format: None,
            items: None,
            collection_format: None,
            limits: Limits::default(),
            allow_empty_value: false,
            x_ms_visibility: None,
            x_ms_url_encoding: None,
        }
    }
}

/// What an array in a parameter contains.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Items {
    /// The type of a value.
    #[serde(rename = "type")]
    pub type_: Type,
    /// How a value is shown and read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// What an array in the array contains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Self>>,
    /// Which values are valid.
    #[serde(flatten)]
    pub limits: Limits,
}

/// How an array is written in a parameter.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CollectionFormat {
    /// `csv`: with commas.
    Csv,
    /// `ssv`: with spaces.
    Ssv,
    /// `pipes`: with vertical bars.
    Pipes,
    /// `multi`: as several parameters of the same name.
    Multi,
}

/// How a part of the path is encoded.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UrlEncoding {
    /// `single`: once.
    Single,
    /// `double`: twice, for services that decode twice.
    Double,
}
