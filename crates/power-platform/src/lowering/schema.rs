use indexmap::IndexMap;
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use serde_json::Value;

use super::{Inexpressible, inexpressible, joined, refuse};
use crate::swagger::{Format, Reference, Schema, SchemaObject, Type};

/// Lowers a schema or a reference to one.
pub(super) fn reference(schema: MetaSchemaRef, place: &str) -> Result<Schema, Inexpressible> {
    Ok(match schema {
        MetaSchemaRef::Reference(name) => Schema::Reference(Reference::to(&name)),
        MetaSchemaRef::Inline(schema) => Schema::Inline(Box::new(object(*schema, place, "")?)),
    })
}

/// Lowers a schema. `name` is that of the definition, if it is one: poem-openapi repeats it as the
/// title, which a designer would show, so it is left out; any other title is refused.
pub(super) fn object(
    schema: MetaSchema,
    place: &str,
    name: &str,
) -> Result<SchemaObject, Inexpressible> {
    let MetaSchema {
        rust_typename: _,
        ty,
        format,
        title,
        description,
        external_docs,
        default,
        required,
        properties,
        items,
        additional_properties,
        enum_items,
        deprecated,
        nullable,
        any_of,
        one_of,
        all_of,
        discriminator,
        read_only,
        // Swagger 2.0 has no writeOnly. It only says again that requests are not answers.
        write_only: _,
        example,
        multiple_of,
        maximum,
        exclusive_maximum,
        minimum,
        exclusive_minimum,
        max_length,
        min_length,
        pattern,
        max_items,
        min_items,
        unique_items,
        max_properties,
        min_properties,
    } = schema;
    for (present, what) in [
        (title.is_some_and(|title| title != name), "a title"),
        (external_docs.is_some(), "externalDocs"),
        (items.is_some(), "items"),
        (additional_properties.is_some(), "additionalProperties"),
        (!enum_items.is_empty(), "enum"),
        (deprecated, "a deprecated property"),
        (nullable, "nullable"),
        (!any_of.is_empty(), "anyOf"),
        (!one_of.is_empty(), "oneOf"),
        (!all_of.is_empty(), "allOf"),
        (discriminator.is_some(), "a discriminator"),
        (read_only, "readOnly"),
        (example.is_some(), "an example"),
        (multiple_of.is_some(), "multipleOf"),
        (maximum.is_some() || exclusive_maximum.is_some(), "maximum"),
        (minimum.is_some() || exclusive_minimum.is_some(), "minimum"),
        (pattern.is_some(), "a pattern"),
        (max_items.is_some() || min_items.is_some(), "a number of items"),
        (unique_items.is_some(), "uniqueItems"),
        (max_properties.is_some() || min_properties.is_some(), "a number of properties"),
    ] {
        refuse(present, place, what)?;
    }
    let properties: IndexMap<String, Schema> = properties
        .into_iter()
        .map(|(name, schema)| Ok((name.to_owned(), reference(schema, &format!("{place}.{name}"))?)))
        .collect::<Result<_, _>>()?;
    Ok(SchemaObject {
        type_: Some(type_of(ty, place)?),
        format: format.map(|format| format_of(format, place)).transpose()?,
        x_ms_summary: None,
        description: description.map(joined),
        default: default.map(|value| default_of(value, place)).transpose()?,
        min_length,
        max_length,
        x_ms_visibility: None,
        required: required.into_iter().map(str::to_owned).collect(),
        properties,
    })
}

fn type_of(name: &str, place: &str) -> Result<Type, Inexpressible> {
    match name {
        "object" => Ok(Type::Object),
        "string" => Ok(Type::String),
        "integer" => Ok(Type::Integer),
        other => Err(inexpressible(place, &format!("the type {other}"))),
    }
}

fn format_of(name: &str, place: &str) -> Result<Format, Inexpressible> {
    match name {
        "int32" => Ok(Format::Int32),
        "password" => Ok(Format::Password),
        other => Err(inexpressible(place, &format!("the format {other}"))),
    }
}

fn default_of(value: Value, place: &str) -> Result<String, Inexpressible> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(inexpressible(place, "a default that is not text")),
    }
}
