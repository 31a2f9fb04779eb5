//! serde ignores keys that a struct does not have, and takes the last of several equal keys: both
//! would be lost without a word.

use std::collections::HashSet;

use jsonc_parser::ast::Value as Written;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use openapiv3::OpenAPI;
use serde::de::Error as _;
use serde_json::Value;

use super::{LoweringError, Place};

/// Refuses a document of which the typed model does not hold everything.
pub fn check(written: &str, read: &OpenAPI) -> Result<(), LoweringError> {
    let parsed = parse_to_ast(written, &CollectOptions::default(), &ParseOptions::default());
    let value = parsed.map_err(serde_json::Error::custom)?.value;
    let read = serde_json::to_value(read)?;
    value.map_or(Ok(()), |written| is_read(&written, &read, &Place::root()))
}

fn is_read(written: &Written<'_>, read: &Value, place: &Place) -> Result<(), LoweringError> {
    match (written, read) {
        (Written::Object(written), Value::Object(read)) => {
            let mut keys = HashSet::new();
            for property in &written.properties {
                let key = property.name.as_str();
                let place = place.key(key);
                place.refuse(!keys.insert(key), "a second value for the same key")?;
                match read.get(key) {
                    Some(read) => is_read(&property.value, read, &place)?,
                    None => place.refuse(!is_default(&property.value), "this key")?,
                }
            }
            Ok(())
        }
        (Written::Array(written), Value::Array(read)) => {
            let same = written.elements.len() == read.len();
            place.refuse(!same, "one of these values")?;
            let mut pairs = written.elements.iter().zip(read).enumerate();
            pairs.try_for_each(|(i, (written, read))| is_read(written, read, &place.index(i)))
        }
        (Written::StringLit(text), Value::String(read)) if text.value == *read => Ok(()),
        (Written::BooleanLit(value), Value::Bool(read)) if value.value == *read => Ok(()),
        (Written::NullKeyword(_), Value::Null) => Ok(()),
        (Written::NumberLit(number), Value::Number(read))
            if number.value.parse().is_ok_and(|number: serde_json::Number| number == *read) =>
        {
            Ok(())
        }
        _ => Err(place.refusal("this value")),
    }
}

/// What the model need not hold, because it means the same as an absent key in OpenAPI 3.0:
/// `"deprecated": false`, `"tags": []`.
fn is_default(written: &Written<'_>) -> bool {
    match written {
        Written::BooleanLit(value) => !value.value,
        Written::Array(array) => array.elements.is_empty(),
        Written::Object(object) => object.properties.is_empty(),
        _ => false,
    }
}
