use openapiv3::{
    BooleanType, HeaderStyle, ParameterData, ParameterSchemaOrContent, QueryStyle, ReferenceOr,
    SchemaData, SchemaKind,
};

use super::{LoweringError, Place, joined, schema};
use crate::swagger::{
    Declared, HeaderParameter, QueryParameter, QueryType, Schema, SchemaObject, TextType, Type,
};

/// Lowers a header or a query parameter.
pub fn lower(parameter: openapiv3::Parameter, place: &Place) -> Result<Declared, LoweringError> {
    use openapiv3::Parameter;
    match parameter {
        Parameter::Header { parameter_data, style: HeaderStyle::Simple } => {
            header(parameter_data, place).map(Declared::Header)
        }
        Parameter::Query { parameter_data, style, allow_reserved, allow_empty_value } => {
            place.refuse_any([
                (style != QueryStyle::Form, "the style of a query parameter"),
                (allow_reserved, "allowReserved"),
                (allow_empty_value == Some(true), "allowEmptyValue"),
            ])?;
            query(parameter_data, place).map(Declared::Query)
        }
        Parameter::Path { .. } | Parameter::Cookie { .. } => {
            Err(place.refusal("a parameter that is neither a header nor a query parameter"))
        }
    }
}

fn header(data: ParameterData, place: &Place) -> Result<HeaderParameter, LoweringError> {
    let Common { name, description, required, schema } = Common::of(data, place)?;
    if !is_plain_text(schema, &place.key("schema"))? {
        return Err(place.refusal("a header that is not plain text"));
    }
    Ok(HeaderParameter {
        name,
        x_ms_summary: None,
        description,
        required,
        type_: TextType::String,
        format: None,
        x_ms_visibility: None,
    })
}

fn query(data: ParameterData, place: &Place) -> Result<QueryParameter, LoweringError> {
    let Common { name, description, required, schema } = Common::of(data, place)?;
    let type_ = if is_truth_value(&schema) {
        QueryType::Boolean
    } else if is_plain_text(schema, &place.key("schema"))? {
        QueryType::String
    } else {
        return Err(place.refusal("a query parameter that is neither plain text nor a boolean"));
    };
    Ok(QueryParameter {
        name,
        x_ms_summary: None,
        description,
        required,
        type_,
        x_ms_visibility: None,
    })
}

/// What all parameters have.
struct Common {
    name: String,
    description: String,
    required: bool,
    schema: ReferenceOr<openapiv3::Schema>,
}

impl Common {
    fn of(data: ParameterData, place: &Place) -> Result<Self, LoweringError> {
        let ParameterData {
            name,
            description,
            required,
            deprecated,
            format,
            example,
            examples,
            // How arrays and objects are written; neither can be a parameter.
            explode: _,
            extensions,
        } = data;
        place.refuse_extensions(&extensions)?;
        place.refuse_any([
            (deprecated == Some(true), "a deprecated parameter"),
            (example.is_some() || !examples.is_empty(), "an example"),
        ])?;
        let ParameterSchemaOrContent::Schema(schema) = format else {
            return Err(place.refusal("a parameter with a media type"));
        };
        let description = place.require(description, "a parameter without a description")?;
        Ok(Self { name, description: joined(&description), required, schema })
    }
}

/// Whether a schema says no more than that a value is a string, which is all that a parameter of the
/// model holds of it.
fn is_plain_text(
    schema: ReferenceOr<openapiv3::Schema>,
    place: &Place,
) -> Result<bool, LoweringError> {
    let plain = SchemaObject { type_: Some(Type::String), ..SchemaObject::default() };
    Ok(schema::lower(schema, place)? == Schema::Inline(Box::new(plain)))
}

/// The same for a boolean.
fn is_truth_value(schema: &ReferenceOr<openapiv3::Schema>) -> bool {
    let plain = openapiv3::Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Type(openapiv3::Type::Boolean(BooleanType::default())),
    };
    matches!(schema, ReferenceOr::Item(schema) if *schema == plain)
}
