use std::collections::HashSet;

use serde_json::{Map, Value};

/// The fields of a form or of a JSON object, in order.
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn urlencoded(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The strings of a JSON object.
    pub fn json(body: &[u8]) -> serde_json::Result<Self> {
        let object: Map<String, Value> = serde_json::from_slice(body)?;
        let text = |(name, value)| match value {
            Value::String(value) => Some((name, value)),
            _ => None,
        };
        Ok(Self(object.into_iter().filter_map(text).collect()))
    }

    /// A field that is present and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(other, _)| other == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    pub fn has_duplicates(&self) -> bool {
        let names: HashSet<_> = self.0.iter().map(|(name, _)| name).collect();
        names.len() < self.0.len()
    }
}
