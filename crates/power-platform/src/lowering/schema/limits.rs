use serde_json::{Number, Value};

use super::super::at::At;
use super::super::context::Context;
use super::super::place::Fields;
use crate::openapi::Node;
use crate::swagger::{Limits, Schema, SchemaObject, Type};

/// Reads which values are valid.
pub fn read(cx: &mut Context<'_>, fields: &mut Fields<'_>, object: &mut SchemaObject) {
    object.limits = Limits {
        default: fields.take("default").map(|at| at.node.to_value()),
        choices: choices(fields, &mut object.x_nullable),
        multiple_of: fields.number("multipleOf"),
        pattern: fields.raw("pattern").filter(|pattern| !pattern.is_empty()),
        min_length: fields.count("minLength"),
        max_length: fields.count("maxLength"),
        min_items: fields.count("minItems"),
        max_items: fields.count("maxItems"),
        min_properties: fields.count("minProperties"),
        max_properties: fields.count("maxProperties"),
        ..Limits::default()
    };
    let limits = &mut object.limits;
    (limits.minimum, limits.exclusive_minimum) =
        bound(fields, "minimum", "exclusiveMinimum", f64::gt);
    (limits.maximum, limits.exclusive_maximum) =
        bound(fields, "maximum", "exclusiveMaximum", f64::lt);
    for key in ["uniqueItems", "discriminator", "externalDocs", "xml", "deprecated"] {
        if let Some(at) = fields.take(key).filter(|at| !at.node.is_blank()) {
            cx.leave_out(&at.pointer, format!("{key} is left out."));
        }
    }
    if object.type_.is_none() {
        object.type_ = type_of(&object.limits.choices);
    }
}

/// `enum`, or of 3.1 `const`; a `null` among them says that the value may be null.
fn choices(fields: &mut Fields<'_>, nullable: &mut bool) -> Vec<Value> {
    let constant = fields.take("const").map(|at| at.node.to_value());
    let listed = fields.take("enum");
    let listed = listed.iter().flat_map(At::items).map(|at| at.node.to_value());
    let mut choices: Vec<Value> = Vec::new();
    for choice in constant.into_iter().chain(listed) {
        if choice.is_null() {
            *nullable = true;
        } else if !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    choices
}

/// A bound and whether it is excluded. In 3.0 that is a flag beside it, in 3.1 a bound of its own, of
/// which the narrower one counts.
fn bound(
    fields: &mut Fields<'_>,
    key: &str,
    exclusive: &str,
    narrower: impl Fn(&f64, &f64) -> bool,
) -> (Option<Number>, bool) {
    let included = fields.number(key);
    let excluded = fields.take(exclusive);
    match excluded.map(|at| at.node) {
        Some(Node::Bool(excluded)) => {
            let excluded = *excluded && included.is_some();
            (included, excluded)
        }
        Some(Node::Number(excluded)) => {
            let both = included.as_ref().and_then(Number::as_f64).zip(excluded.as_f64());
            match both {
                Some((included, of_excluded)) if narrower(&included, &of_excluded) => {
                    (Number::from_f64(included), false)
                }
                _ => (Some(excluded.clone()), true),
            }
        }
        _ => (included, false),
    }
}

/// The type that all values have.
fn type_of(values: &[Value]) -> Option<Type> {
    let all_are = |kind: &Type| !values.is_empty() && values.iter().all(|v| has_type(v, *kind));
    [Type::String, Type::Boolean, Type::Integer, Type::Number].into_iter().find(all_are)
}

/// Whether a value has a type.
pub fn has_type(value: &Value, type_: Type) -> bool {
    match type_ {
        Type::String | Type::File => value.is_string(),
        Type::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Type::Number => value.is_number(),
        Type::Boolean => value.is_boolean(),
        Type::Array => value.is_array(),
        Type::Object => value.is_object(),
    }
}

/// Takes out what contradicts itself, which the platform refuses.
pub fn settle(cx: &mut Context<'_>, pointer: &str, object: &mut SchemaObject) {
    let contradiction = |cx: &mut Context<'_>, key: &str| {
        cx.leave_out(pointer, format!("{key} contradicts the schema and is left out."));
    };
    if let Some(type_) = object.type_ {
        let choices = object.limits.choices.len();
        object.limits.choices.retain(|choice| has_type(choice, type_));
        if object.limits.choices.len() < choices {
            contradiction(cx, "A value of enum");
        }
    }
    let limits = &mut object.limits;
    match &limits.default {
        Some(Value::Null) => limits.default = None,
        Some(default) if object.type_.is_some_and(|type_| !has_type(default, type_)) => {
            limits.default = None;
            contradiction(cx, "The default");
        }
        _ => {}
    }
    let number = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    if number(&limits.minimum).zip(number(&limits.maximum)).is_some_and(|(min, max)| min > max) {
        (limits.minimum, limits.maximum) = (None, None);
        (limits.exclusive_minimum, limits.exclusive_maximum) = (false, false);
        contradiction(cx, "The minimum");
    }
    if number(&limits.multiple_of).is_some_and(|factor| factor <= 0.0) {
        limits.multiple_of = None;
        contradiction(cx, "multipleOf");
    }
    for (min, max) in [
        (&mut limits.min_length, &mut limits.max_length),
        (&mut limits.min_items, &mut limits.max_items),
        (&mut limits.min_properties, &mut limits.max_properties),
    ] {
        if min.zip(*max).is_some_and(|(min, max)| min > max) {
            (*min, *max) = (None, None);
            contradiction(cx, "A length");
        }
    }
    // Each name in `required` needs a property; one that is not described may be anything.
    if object.all_of.is_empty() && object.type_ == Some(Type::Object) {
        for name in &object.required {
            let any = || Schema::Inline(Box::default());
            object.properties.entry(name.clone()).or_insert_with(any);
        }
    }
    if object.type_.is_none() && object.all_of.is_empty() {
        object.required.clear();
    }
    // OpenAPI requires such a property in responses alone, Swagger 2.0 in requests, too.
    let is_read_only = |name: &String| {
        let property = object.properties.get(name);
        property.is_some_and(|p| matches!(p, Schema::Inline(field) if field.read_only))
    };
    let (read_only, required) =
        std::mem::take(&mut object.required).into_iter().partition::<Vec<_>, _>(is_read_only);
    object.required = required;
    for name in read_only {
        let name = name.escape_debug();
        cx.leave_out(pointer, format!("{name} is readOnly and no longer required."));
    }
}
