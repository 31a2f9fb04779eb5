use std::fmt;
use std::mem;

use serde::de::value::MapDeserializer;
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use validator::Validate;
use zeroize::Zeroizing;

use crate::api::invalid_request::InvalidRequest;

/// The value of a field.
pub enum Value {
    /// May be empty. Wiped from memory on drop.
    Text(Zeroizing<String>),
    /// JSON's `null` counts as not sent.
    Null,
    /// Another JSON type, or invalid UTF-8.
    NotText,
    /// A percent sign without two hexadecimal digits.
    NotEncoded,
}

impl Value {
    pub fn text(text: String) -> Self {
        Self::Text(Zeroizing::new(text))
    }

    /// RFC 6749, section 3.2: a parameter without a value is treated as if it were not sent.
    fn is_absent(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Null => true,
            Self::NotText | Self::NotEncoded => false,
        }
    }
}

/// All fields of a body in their order.
///
/// A field is validated when it is asked for by name: unknown fields are ignored (RFC 6749, section
/// 3.2), whatever their values.
#[derive(Default)]
pub struct Fields(Vec<(String, Value)>);

impl Fields {
    /// The text of a field; `None` if it is absent or empty.
    ///
    /// # Errors
    ///
    /// When the field is repeated or not text.
    pub fn text_of(&self, name: &'static str) -> Result<Option<&str>, InvalidRequest> {
        let mut same = self.0.iter().filter(|(other, _)| other == name);
        let value = same.next();
        if same.next().is_some() {
            return Err(InvalidRequest::Repeated(name));
        }
        match value {
            None => Ok(None),
            Some((_, value)) if value.is_absent() => Ok(None),
            Some((_, Value::Text(text))) => Ok(Some(text)),
            Some((_, Value::NotEncoded)) => Err(InvalidRequest::NotEncoded(name)),
            Some((_, Value::NotText | Value::Null)) => Err(InvalidRequest::NotText(name)),
        }
    }

    /// Whether there is a field of this name, in any case and with any blanks around it.
    pub(super) fn has_similar(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other.trim().eq_ignore_ascii_case(name))
    }

    /// Sets a field, unless it has this text already.
    ///
    /// # Errors
    ///
    /// When the field is repeated, not text, or has another text.
    pub(super) fn set(
        &mut self,
        name: &'static str,
        text: Zeroizing<String>,
    ) -> Result<(), InvalidRequest> {
        match self.text_of(name)? {
            Some(sent) if sent == *text => {}
            Some(_) => return Err(InvalidRequest::TwoClients(name)),
            None => {
                self.0.retain(|(other, _)| other != name);
                self.0.push((name.to_owned(), Value::Text(text)));
            }
        }
        Ok(())
    }

    /// Moves the text of a field out, if it is present.
    fn take(&mut self, name: &str) -> Option<String> {
        self.0.iter_mut().find_map(|(other, value)| match value {
            Value::Text(text) if other == name && !text.is_empty() => Some(mem::take(&mut **text)),
            _ => None,
        })
    }
}

impl FromIterator<(String, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

/// Binds fields to a request type by its serde names, then validates it by its `validator` rules.
///
/// # Errors
///
/// The fault of the first invalid field.
pub fn bind<T: DeserializeOwned + Validate>(fields: &mut Fields) -> Result<T, InvalidRequest> {
    let request = T::deserialize(Binder(fields))?;
    #[expect(clippy::disallowed_methods, reason = "only names leave this function")]
    let checked = request.validate();
    match checked {
        Ok(()) => Ok(request),
        // Only the name is taken from the error, which also holds the value. Empty values count as
        // absent, so a wrong length is always too long.
        Err(errors) => Err(errors
            .into_errors()
            .into_keys()
            .min()
            .map_or(InvalidRequest::Incomplete, InvalidRequest::TooLong)),
    }
}

/// Hands fields to serde's derived code by name, so that the request type is the only list of names.
struct Binder<'a>(&'a mut Fields);

impl<'de> Deserializer<'de> for Binder<'_> {
    type Error = InvalidRequest;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, InvalidRequest> {
        names.iter().try_for_each(|name| self.0.text_of(name).map(drop))?;
        // Taken one by one: what is never asked for is wiped with the other fields.
        let present = names.iter().filter_map(|name| Some((*name, Present(self.0.take(name)?))));
        visitor.visit_map(MapDeserializer::new(present))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, InvalidRequest> {
        Err(de::Error::custom("only structs are bound"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The text of a field that is present. serde's own deserializer of a string makes no `Option` of it.
struct Present(String);

impl IntoDeserializer<'_, InvalidRequest> for Present {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Present {
    type Error = InvalidRequest;

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidRequest> {
        visitor.visit_some(self)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidRequest> {
        visitor.visit_string(self.0)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl de::Error for InvalidRequest {
    /// Drops the text: serde may have put the value into it.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Incomplete
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }
}
