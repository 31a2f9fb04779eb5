use indexmap::IndexMap;
use openapiv3::ReferenceOr;
use serde_json::Value;

use super::LoweringError;

/// A place in the document, as a JSON pointer (RFC 6901).
pub struct Place(String);

impl Place {
    pub fn root() -> Self {
        Self(String::new())
    }

    pub fn key(&self, key: &str) -> Self {
        Self(format!("{}/{}", self.0, key.replace('~', "~0").replace('/', "~1")))
    }

    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The error that `what` at this place cannot be expressed.
    pub fn refusal(&self, what: &str) -> LoweringError {
        LoweringError::Inexpressible { pointer: self.0.clone(), what: what.to_owned() }
    }

    pub fn refuse(&self, present: bool, what: &str) -> Result<(), LoweringError> {
        if present { Err(self.refusal(what)) } else { Ok(()) }
    }

    /// Refuses the first of these that is present.
    pub fn refuse_any<const N: usize>(&self, all: [(bool, &str); N]) -> Result<(), LoweringError> {
        all.into_iter().try_for_each(|(present, what)| self.refuse(present, what))
    }

    /// Extensions of OpenAPI 3.0 need not mean the same in Swagger 2.0.
    pub fn refuse_extensions(&self, all: &IndexMap<String, Value>) -> Result<(), LoweringError> {
        all.keys().try_for_each(|key| Err(self.key(key).refusal("an extension")))
    }

    /// The value, which the definition cannot do without.
    pub fn require<T>(&self, value: Option<T>, without: &str) -> Result<T, LoweringError> {
        value.ok_or_else(|| self.refusal(without))
    }

    /// What is declared here. References are followed for schemas alone.
    pub fn item<T>(&self, item: ReferenceOr<T>) -> Result<T, LoweringError> {
        match item {
            ReferenceOr::Item(item) => Ok(item),
            ReferenceOr::Reference { .. } => {
                Err(self.refusal("a reference to something that is not a schema"))
            }
        }
    }
}
