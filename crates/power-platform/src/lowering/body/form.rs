use super::super::at::At;
use super::super::context::Context;
use super::super::{parameter, schema};
use super::media_type::MULTIPART;
use crate::swagger::{
    CollectionFormat, Declared, Format, Schema, SchemaObject, Type, ValueParameter,
};

/// Lowers the object of a form to fields.
pub fn lower<'a>(
    cx: &mut Context<'a>,
    media_type: &str,
    schema: Option<At<'a>>,
    encoding: Option<&At<'a>>,
) -> Vec<Declared> {
    let Some(at) = schema else { return Vec::new() };
    let object = schema::resolved(cx, &at);
    if object.type_ != Some(Type::Object) {
        cx.refuse(&at.pointer, "A form must be an object.", "Describe its fields.");
        return Vec::new();
    }
    if let Some(encoding) = encoding.filter(|at| !at.node.is_blank()) {
        cx.leave_out(&encoding.pointer, "The platform encodes the fields of a form itself.");
    }
    let mut fields = Vec::new();
    for (name, property) in object.properties {
        let pointer = format!("{}/properties/{}", at.pointer, crate::openapi::token(&name));
        if !name.is_ascii() {
            cx.refuse(&pointer, "A form field must have an ASCII name.", "Rename it.");
            continue;
        }
        let property = schema::of_schema(cx, property);
        if property.read_only || !parameter::has_valid_name(cx, &pointer, &name) {
            continue;
        }
        let required = object.required.contains(&name);
        let mut field = field(cx, &pointer, media_type, name, property);
        field.required = required;
        fields.push(Declared::FormField(field));
    }
    fields
}

fn field(
    cx: &mut Context<'_>,
    pointer: &str,
    media_type: &str,
    name: String,
    mut property: SchemaObject,
) -> ValueParameter {
    let is_file = |object: &SchemaObject| object.format == Some(Format::Binary);
    let files = match &property.items {
        Some(Schema::Inline(items)) => is_file(items),
        Some(Schema::Reference(_)) | None => false,
    };
    if files {
        let what = "Several files in one field cannot be expressed.";
        cx.refuse(pointer, what, "Let the service take one file, or send one with --lossy.");
        property.format = Some(Format::Binary);
        property.items = None;
    }
    if is_file(&property) && media_type == MULTIPART {
        let description = property.description.unwrap_or_default();
        return ValueParameter {
            x_ms_summary: property.x_ms_summary.or(property.title),
            type_: Type::File,
            ..ValueParameter::text(name, description)
        };
    }
    let mut field = parameter::of_schema(cx, pointer, name, property);
    if field.type_ == Type::Array {
        field.collection_format = Some(CollectionFormat::Multi);
    }
    field
}
