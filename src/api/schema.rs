//! The domain's types in the OpenAPI document.

use std::borrow::Cow;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use validator::ValidateLength;

use crate::secret::Secret;

/// Implements [`Type`] for a string type.
///
/// It shows poem-openapi no raw value to validate: its errors repeat the value. `validator` checks lengths
/// when a body is bound.
macro_rules! text_type {
    ($type:ty, $name:literal, $schema:expr) => {
        impl Type for $type {
            const IS_REQUIRED: bool = true;
            type RawValueType = String;
            type RawElementValueType = String;

            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn schema_ref() -> MetaSchemaRef {
                MetaSchemaRef::Inline(Box::new($schema))
            }

            fn as_raw_value(&self) -> Option<&String> {
                None
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a String> + 'a> {
                Box::new(std::iter::empty())
            }
        }

        impl ParseFromJSON for $type {
            fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
                match value {
                    Some(Value::String(text)) => Ok(Secret::new(text).into()),
                    _ => Err(ParseError::custom("not a string")),
                }
            }
        }
    };
}

text_type!(Secret, "string", MetaSchema::new("string"));
text_type!(Password, "string_password", MetaSchema::new_with_format("string", "password"));
text_type!(IssuedText, "string", MetaSchema::new("string"));

/// A secret with `format: password`, which designers mask.
#[derive(Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Password(Secret);

impl From<Secret> for Password {
    fn from(secret: Secret) -> Self {
        Self(secret)
    }
}

impl From<Password> for Secret {
    fn from(password: Password) -> Self {
        password.0
    }
}

impl ValidateLength<u64> for Password {
    fn length(&self) -> Option<u64> {
        self.0.length()
    }
}

/// A secret that a tenant issued to the caller: the only kind that a response shows.
#[derive(Clone)]
pub struct IssuedText(Secret);

impl From<Secret> for IssuedText {
    fn from(secret: Secret) -> Self {
        Self(secret)
    }
}

impl Serialize for IssuedText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

impl ToJSON for IssuedText {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.0.expose().to_owned()))
    }
}
