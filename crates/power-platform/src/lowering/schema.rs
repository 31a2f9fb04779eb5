use openapiv3::{
    IntegerFormat, IntegerType, ObjectType, ReferenceOr, SchemaData, SchemaKind, StringFormat,
    StringType, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use super::{LoweringError, Place, joined};
use crate::swagger::{Format, Reference, Schema, SchemaObject, Type};

/// Where OpenAPI 3.0 keeps its schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// Lowers a schema or a reference to one.
pub fn lower(
    schema: ReferenceOr<openapiv3::Schema>,
    place: &Place,
) -> Result<Schema, LoweringError> {
    match schema {
        ReferenceOr::Reference { reference: pointer } => reference(&pointer, place),
        ReferenceOr::Item(schema) => Ok(Schema::Inline(Box::new(object(schema, "", place)?))),
    }
}

/// Lowers a reference to a schema.
pub fn reference(pointer: &str, place: &Place) -> Result<Schema, LoweringError> {
    let name = place
        .require(pointer.strip_prefix(SCHEMAS), "a reference to something that is not a schema")?;
    Ok(Schema::Reference(Reference::to(name)))
}

/// Lowers a schema; `name` is that of the definition, empty for an inline schema. A title that repeats
/// the name is left out, because a designer would show it; others are refused.
pub fn object(
    schema: openapiv3::Schema,
    name: &str,
    place: &Place,
) -> Result<SchemaObject, LoweringError> {
    let openapiv3::Schema { schema_data, schema_kind } = schema;
    let SchemaData {
        nullable,
        read_only,
        // Swagger 2.0 has no writeOnly, which only repeats that requests are not responses.
        write_only: _,
        deprecated,
        external_docs,
        example,
        title,
        description,
        discriminator,
        default,
        extensions,
    } = schema_data;
    place.refuse_extensions(&extensions)?;
    place.refuse_any([
        (title.is_some_and(|title| title != name), "a title"),
        (external_docs.is_some(), "externalDocs"),
        (deprecated, "a deprecated schema"),
        (nullable, "nullable"),
        (discriminator.is_some(), "a discriminator"),
        (read_only, "readOnly"),
        (example.is_some(), "an example"),
    ])?;
    let default = default.map(|value| match value {
        Value::String(text) => Ok(text),
        _ => Err(place.key("default").refusal("a default that is not text")),
    });
    Ok(SchemaObject {
        description: description.map(|text| joined(&text)),
        default: default.transpose()?,
        ..kind(schema_kind, place)?
    })
}

fn kind(kind: SchemaKind, place: &Place) -> Result<SchemaObject, LoweringError> {
    match kind {
        SchemaKind::Type(openapiv3::Type::String(text)) => string(text, place),
        SchemaKind::Type(openapiv3::Type::Integer(number)) => integer(number, place),
        SchemaKind::Type(openapiv3::Type::Object(fields)) => fields_of(fields, place),
        SchemaKind::Type(openapiv3::Type::Number(_)) => Err(place.refusal("the type number")),
        SchemaKind::Type(openapiv3::Type::Array(_)) => Err(place.refusal("the type array")),
        SchemaKind::Type(openapiv3::Type::Boolean(_)) => Err(place.refusal("the type boolean")),
        SchemaKind::OneOf { .. } => Err(place.refusal("oneOf")),
        SchemaKind::AllOf { .. } => Err(place.refusal("allOf")),
        SchemaKind::AnyOf { .. } => Err(place.refusal("anyOf")),
        SchemaKind::Not { .. } => Err(place.refusal("not")),
        SchemaKind::Any(_) => Err(place.refusal("a schema that does not keep to one type")),
    }
}

fn string(schema: StringType, place: &Place) -> Result<SchemaObject, LoweringError> {
    let StringType { format, pattern, enumeration, min_length, max_length } = schema;
    place.refuse_any([(pattern.is_some(), "a pattern"), (!enumeration.is_empty(), "enum")])?;
    let format = match format {
        VariantOrUnknownOrEmpty::Empty => None,
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => Some(Format::Password),
        VariantOrUnknownOrEmpty::Item(_) | VariantOrUnknownOrEmpty::Unknown(_) => {
            return Err(place.key("format").refusal("this format"));
        }
    };
    let type_ = Some(Type::String);
    Ok(SchemaObject { type_, format, min_length, max_length, ..SchemaObject::default() })
}

fn integer(schema: IntegerType, place: &Place) -> Result<SchemaObject, LoweringError> {
    let IntegerType {
        format,
        multiple_of,
        exclusive_minimum,
        exclusive_maximum,
        minimum,
        maximum,
        enumeration,
    } = schema;
    place.refuse_any([
        (multiple_of.is_some(), "multipleOf"),
        (minimum.is_some() || exclusive_minimum, "a minimum"),
        (maximum.is_some() || exclusive_maximum, "a maximum"),
        (!enumeration.is_empty(), "enum"),
    ])?;
    let format = match format {
        VariantOrUnknownOrEmpty::Empty => None,
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Some(Format::Int32),
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64)
        | VariantOrUnknownOrEmpty::Unknown(_) => {
            return Err(place.key("format").refusal("this format"));
        }
    };
    Ok(SchemaObject { type_: Some(Type::Integer), format, ..SchemaObject::default() })
}

fn fields_of(schema: ObjectType, place: &Place) -> Result<SchemaObject, LoweringError> {
    let ObjectType { properties, required, additional_properties, min_properties, max_properties } =
        schema;
    place.refuse_any([
        (additional_properties.is_some(), "additionalProperties"),
        (min_properties.is_some() || max_properties.is_some(), "a number of properties"),
    ])?;
    let place = place.key("properties");
    let properties = properties.into_iter().map(|(name, schema)| {
        let place = place.key(&name);
        let lowered = lower(schema.unbox(), &place)?;
        Ok((name, lowered))
    });
    Ok(SchemaObject {
        type_: Some(Type::Object),
        required,
        properties: properties.collect::<Result<_, LoweringError>>()?,
        ..SchemaObject::default()
    })
}
