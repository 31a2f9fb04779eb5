use super::super::context::Context;
use super::super::schema;
use crate::swagger::{Format, Items, Schema, SchemaObject, Type, ValueParameter};

/// A parameter of this schema. What is no text, number, truth value or list is sent as text.
pub fn parameter(
    cx: &mut Context<'_>,
    pointer: &str,
    name: String,
    schema: SchemaObject,
) -> ValueParameter {
    let SchemaObject { x_ms_summary, title, x_ms_visibility, description, .. } = schema.clone();
    let items = items_of(cx, pointer, schema);
    ValueParameter {
        x_ms_summary: x_ms_summary.or(title),
        type_: items.type_,
        format: items.format,
        items: items.items,
        limits: items.limits,
        x_ms_visibility,
        ..ValueParameter::text(name, description.unwrap_or_default())
    }
}

fn items_of(cx: &mut Context<'_>, pointer: &str, schema: SchemaObject) -> Items {
    let SchemaObject { type_, format, mut limits, items, .. } = schema;
    let is_binary = format == Some(Format::Binary);
    let (type_, items) = match type_ {
        Some(Type::Array) => {
            let any = || Schema::Inline(Box::default());
            let of_item = schema::of_schema(cx, items.unwrap_or_else(any));
            let mut items = items_of(cx, pointer, of_item);
            items.limits.default = None;
            (Type::Array, Some(Box::new(items)))
        }
        Some(Type::Object) => {
            let what = "An object cannot be written here.";
            cx.refuse(
                pointer,
                what,
                "Take single values, or let makers write a text with --lossy.",
            );
            (Type::String, None)
        }
        None => {
            cx.leave_out(pointer, "A value without a type is sent as text.");
            (Type::String, None)
        }
        Some(type_) => (type_, None),
    };
    // What was of another type does not hold for a text.
    limits.choices.retain(|choice| schema::has_type(choice, type_));
    limits.default = limits.default.filter(|default| schema::has_type(default, type_));
    (limits.min_properties, limits.max_properties) = (None, None);
    Items { type_, format: format.filter(|_| !is_binary), items, limits }
}
