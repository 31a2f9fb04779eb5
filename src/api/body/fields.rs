use std::fmt;
use std::mem;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor,
};
use validator::Validate;
use zeroize::Zeroizing;

use super::invalid::InvalidRequest;

/// The value of one field, as it was sent.
pub enum Value {
    /// A text, perhaps empty.
    Text(Zeroizing<String>),
    /// JSON's `null`: as good as not sent.
    Null,
    /// Neither text nor `null`, or no valid UTF-8.
    NotText,
    /// A percent sign that encodes nothing.
    NotEncoded,
}

impl Value {
    /// A text.
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

/// The fields of a body in the order in which they came, known and unknown ones.
///
/// Nothing is judged before somebody asks for a field by name: unknown fields are ignored (RFC 6749,
/// section 3.2), whatever is in them.
#[derive(Default)]
pub struct Fields(Vec<(String, Value)>);

impl Fields {
    /// The text of a field that may be absent.
    ///
    /// # Errors
    ///
    /// When it is repeated or not text.
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

    /// Whether a field of this name is there, in any case and with any blanks around it.
    pub(super) fn has_similar(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other.trim().eq_ignore_ascii_case(name))
    }

    /// Takes the text of a field out.
    fn take(&mut self, name: &'static str) -> Result<Option<String>, InvalidRequest> {
        if self.text_of(name)?.is_none() {
            return Ok(None);
        }
        Ok(self.0.iter_mut().find(|(other, _)| other == name).and_then(|(_, value)| match value {
            Value::Text(text) => Some(mem::take(&mut **text)),
            Value::Null | Value::NotText | Value::NotEncoded => None,
        }))
    }
}

impl FromIterator<(String, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

/// Binds fields to a request type by its serde names, then checks it by its `validator` rules.
///
/// # Errors
///
/// What is wrong with the first field that is wrong.
pub fn bind<T: DeserializeOwned + Validate>(fields: &mut Fields) -> Result<T, InvalidRequest> {
    let request = T::deserialize(Binder(fields))?;
    #[expect(clippy::disallowed_methods, reason = "only names leave this function")]
    let checked = request.validate();
    match checked {
        Ok(()) => Ok(request),
        // Only the name is taken out of the error, which also holds the value. Empty values are
        // absent ones, so that a length can only be too long.
        Err(errors) => Err(errors
            .into_errors()
            .into_keys()
            .min()
            .map_or(InvalidRequest::Incomplete, InvalidRequest::TooLong)),
    }
}

/// Lets serde's derived code ask for fields by name, so that there is no second list of names.
struct Binder<'a>(&'a mut Fields);

impl<'de> Deserializer<'de> for Binder<'_> {
    type Error = InvalidRequest;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, InvalidRequest> {
        visitor.visit_map(Known { fields: self.0, names: names.iter(), value: None })
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, InvalidRequest> {
        Err(de::Error::custom("only structs are bound"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Known<'a> {
    fields: &'a mut Fields,
    names: std::slice::Iter<'static, &'static str>,
    value: Option<String>,
}

impl<'de> MapAccess<'de> for Known<'_> {
    type Error = InvalidRequest;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, InvalidRequest> {
        for name in self.names.by_ref() {
            self.value = self.fields.take(name)?;
            if self.value.is_some() {
                let name: StrDeserializer<'_, InvalidRequest> = name.into_deserializer();
                return seed.deserialize(name).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, InvalidRequest> {
        seed.deserialize(Text(self.value.take().unwrap_or_default()))
    }
}

/// One text on its way into a field. Moved, never copied.
struct Text(String);

impl<'de> Deserializer<'de> for Text {
    type Error = InvalidRequest;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidRequest> {
        visitor.visit_string(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidRequest> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, InvalidRequest> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl de::Error for InvalidRequest {
    /// The text is dropped: serde likes to put the value into it.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Incomplete
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }
}
