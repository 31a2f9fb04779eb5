use super::super::at::At;
use super::super::context::Context;
use super::super::place::Fields;
use super::{lower, merge};
use crate::openapi::Node;
use crate::swagger::{Schema, SchemaObject, Type};

const REMEDY: &str =
    "Describe one schema for all, or let the connector take any value with --lossy.";

/// Reads `oneOf` and `anyOf`. Swagger 2.0 has neither; their common shape takes their place.
pub fn read<'a>(cx: &mut Context<'a>, fields: &mut Fields<'a>, object: &mut SchemaObject) {
    for key in ["oneOf", "anyOf"] {
        let Some(at) = fields.take(key) else { continue };
        let mut variants = Vec::new();
        for variant in at.items() {
            if is_null(variant.node) {
                object.x_nullable = true;
            } else {
                variants.push(variant);
            }
        }
        match &variants[..] {
            [] => {}
            [only] => single(cx, only, object),
            _ => several(cx, key, &at, &variants, object),
        }
    }
}

/// Whether a schema says no more than that a value is null.
fn is_null(node: &Node) -> bool {
    match node.get("type") {
        Some(Node::Text(name)) => name == "null",
        Some(Node::Array(names)) => names.iter().all(|name| name.text() == Some("null")),
        _ => {
            let choices = node.get("enum").and_then(Node::array);
            choices.is_some_and(|all| all == [Node::Null]) || node.get("const") == Some(&Node::Null)
        }
    }
}

fn single<'a>(cx: &mut Context<'a>, only: &At<'a>, object: &mut SchemaObject) {
    match lower(cx, only) {
        Schema::Inline(variant) if merge::can_absorb(object) => merge::absorb(object, *variant),
        variant => object.all_of.push(variant),
    }
}

fn several<'a>(
    cx: &mut Context<'a>,
    key: &str,
    at: &At<'a>,
    variants: &[At<'a>],
    object: &mut SchemaObject,
) {
    // Variants that name required properties only restrict.
    let restricts = |variant: &At<'_>| {
        variant.node.object().is_some_and(|members| members.keys().all(|key| key == "required"))
    };
    if variants.iter().all(restricts) {
        let what = format!("{key} with required properties cannot be expressed.");
        return cx.refuse(&at.pointer, what, super::RESTRICTION_REMEDY);
    }
    let mut all: Vec<SchemaObject> = Vec::new();
    for variant in variants {
        let mut lowered = merge::resolved(cx, variant);
        // What the schema says itself holds for each variant.
        lowered.type_ = lowered.type_.or(object.type_);
        if !all.contains(&lowered) {
            all.push(lowered);
        }
    }
    match merge::common(all) {
        Ok(mut shape) => {
            shape.example = None;
            let nullable = shape.x_nullable;
            merge::absorb(object, shape);
            object.x_nullable |= nullable;
        }
        Err(property) => {
            let what = match property {
                None => format!("{key} has variants without a common type."),
                Some(name) => {
                    let name = name.escape_debug();
                    format!("{key} has variants in which {name} differs.")
                }
            };
            cx.refuse(&at.pointer, what, REMEDY);
            // Any value satisfies a schema that says nothing.
            if object.properties.is_empty() && object.type_ != Some(Type::Object) {
                object.type_ = None;
                object.format = None;
                object.limits.choices.clear();
            }
        }
    }
}
