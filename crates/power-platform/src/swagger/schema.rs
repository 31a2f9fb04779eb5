use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::is_false;
use super::limits::Limits;

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

/// A schema: a value and, if it is an object or an array, what it contains.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SchemaObject {
    /// The type of the value.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<Type>,
    /// How the value is shown and read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The name of the schema in the document that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `x-ms-summary`: the property's name in designers.
    #[serde(default, rename = "x-ms-summary", skip_serializing_if = "Option::is_none")]
    pub x_ms_summary: Option<String>,
    /// What the value is for, as designers show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Which values are valid, and which one is used where none is given.
    #[serde(flatten)]
    pub limits: Limits,
    /// `x-nullable`: whether `null` is valid, too.
    #[serde(default, rename = "x-nullable", skip_serializing_if = "is_false")]
    pub x_nullable: bool,
    /// Whether the service sends the property but does not accept it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// `x-ms-visibility`: how prominently designers show the property.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
    /// `x-ms-notification-url`: whether the platform puts the address for notifications here.
    #[serde(default, rename = "x-ms-notification-url", skip_serializing_if = "is_false")]
    pub x_ms_notification_url: bool,
    /// The names of the properties that must be present.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// The properties of an object, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub properties: IndexMap<String, Schema>,
    /// What properties of other names contain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<Additional>,
    /// What an array contains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Schema>,
    /// Schemas that the value satisfies, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<Schema>,
    /// A value as an example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
}

/// Properties of an object that its schema does not name.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Additional {
    /// Whether there may be any.
    Allowed(bool),
    /// What each of them contains.
    Schema(Schema),
}

/// The type of a value.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// `object`: named values, see [`SchemaObject::properties`].
    Object,
    /// `string`: text.
    String,
    /// `integer`: a number without a fraction.
    Integer,
    /// `number`: a number.
    Number,
    /// `boolean`: `true` or `false`. Designers show a choice of Yes and No.
    Boolean,
    /// `array`: a list, see [`SchemaObject::items`].
    Array,
    /// `file`: a file in a form, see [`FormField`](super::Declared::FormField).
    File,
}

/// How a value is shown and read: the formats that Power Platform knows.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// `int32`: a whole number of 32 bits.
    Int32,
    /// `int64`: a whole number of 64 bits.
    Int64,
    /// `float`: a number of 32 bits.
    Float,
    /// `double`: a number of 64 bits.
    Double,
    /// `byte`: bytes in Base64.
    Byte,
    /// `binary`: bytes as they are.
    Binary,
    /// `date`: a day.
    Date,
    /// `date-time`: a day and a time.
    DateTime,
    /// `date-no-tz`: a day and a time without a time zone.
    DateNoTz,
    /// `email`: a mail address.
    Email,
    /// `html`: a text in HTML.
    Html,
    /// `password`: a text that designers mask while it is typed.
    Password,
    /// `uri`: a web address.
    Uri,
    /// `uuid`: a UUID (RFC 9562).
    Uuid,
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
