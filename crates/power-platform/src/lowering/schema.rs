//! Schemas: JSON Schema as OpenAPI 3.0 and 3.1 have it, to that of Swagger 2.0.

mod limits;
mod merge;
mod types;
mod union;

use std::collections::HashMap;

use indexmap::IndexMap;

pub use limits::has_type;
pub use merge::{of_schema, resolved};

use super::at::At;
use super::context::Context;
use super::place::Fields;
use crate::openapi::{Node, Target};
use crate::swagger::{Additional, Schema, SchemaObject, Type, Visibility};

/// Keywords that only restrict, and that Swagger 2.0 does not have.
const RESTRICTIONS: [&str; 14] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "dependentSchemas",
    "dependentRequired",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "prefixItems",
];
const RESTRICTION_REMEDY: &str =
    "Take it out of the document, or let the connector permit more with --lossy.";

/// Lowers all schemas that are referred to, and those that these refer to.
pub fn definitions(cx: &mut Context<'_>) -> IndexMap<String, Schema> {
    let mut lowered = HashMap::new();
    while let Some(Target { node, pointer }) = cx.next_pending() {
        let title = pointer.rsplit('/').next().unwrap_or_default().to_owned();
        let object = object(cx, &At::new(node, pointer.clone()), &title);
        lowered.insert(pointer, Schema::Inline(Box::new(object)));
    }
    let in_order = cx.in_order().into_iter();
    in_order
        .filter_map(|(pointer, name)| Some((name.to_owned(), lowered.remove(pointer)?)))
        .collect()
}

/// Lowers a schema or a reference to one.
pub fn lower<'a>(cx: &mut Context<'a>, at: &At<'a>) -> Schema {
    if let Some(reference) = at.node.get("$ref").and_then(Node::text) {
        return refer(cx, at, reference);
    }
    let mut object = object(cx, at, "");
    if object.all_of.len() == 1 && is_annotation(&object) {
        let only = object.all_of.remove(0);
        if object != SchemaObject::default() {
            cx.leave_out(&at.pointer, "What is said beside a reference is left out.");
        }
        return only;
    }
    Schema::Inline(Box::new(object))
}

/// Whether all that a schema with `allOf` says itself is a text, a default or that it may be null.
fn is_annotation(object: &SchemaObject) -> bool {
    let mut rest = object.clone();
    rest.all_of.clear();
    rest.title = None;
    rest.x_ms_summary = None;
    rest.description = None;
    rest.limits.default = None;
    rest.example = None;
    rest.x_nullable = false;
    rest.read_only = false;
    rest.type_ = rest.type_.filter(|type_| *type_ != Type::Object);
    rest == SchemaObject::default() && matches!(object.all_of[..], [Schema::Reference(_)])
}

fn refer<'a>(cx: &mut Context<'a>, at: &At<'a>, reference: &str) -> Schema {
    let mut fields = Fields::new(at);
    fields.take("$ref");
    let texts = ["description", "title", "summary", "default", "example", "examples", "nullable"];
    let texts = texts.into_iter().chain(["deprecated", "readOnly", "writeOnly"]);
    let mut said = false;
    for key in texts {
        said |= fields.take(key).is_some_and(|value| !value.node.is_blank());
    }
    if said {
        cx.leave_out(&at.pointer, "What is said beside a reference is left out.");
    }
    fields.finish(cx);
    match cx.target(&at.pointer, reference) {
        Some(target) => cx.definition(target),
        None => Schema::Inline(Box::default()),
    }
}

/// Lowers what is at this place, which is no reference. `name` is that of the definition, empty for
/// others: a title that repeats it is left out, because a designer would show it.
pub fn object<'a>(cx: &mut Context<'a>, at: &At<'a>, name: &str) -> SchemaObject {
    match at.node {
        Node::Object(_) => {}
        Node::Bool(true) => return SchemaObject::default(),
        _ => {
            cx.refuse(&at.pointer, "This is no schema that a value can satisfy.", "Describe it.");
            return SchemaObject::default();
        }
    }
    let mut fields = Fields::new(at);
    let mut object = SchemaObject {
        title: fields.text("title").filter(|title| title != name),
        description: fields.text("description"),
        x_ms_summary: fields.text("x-ms-summary"),
        x_ms_visibility: visibility(&mut fields),
        read_only: fields.flag("readOnly"),
        example: example(&mut fields),
        ..SchemaObject::default()
    };
    // Swagger 2.0 has no writeOnly, which only repeats that requests are not responses.
    fields.pass_over(&["writeOnly", "$schema", "$id", "$comment", "$anchor", "$defs", "$ref"]);
    types::read(cx, &mut fields, &mut object);
    types::format(cx, &mut fields, &mut object);
    limits::read(cx, &mut fields, &mut object);
    contents(cx, &mut fields, &mut object);
    all_of(cx, &mut fields, &mut object);
    union::read(cx, &mut fields, &mut object);
    fields.refuse(cx, &RESTRICTIONS, RESTRICTION_REMEDY);
    fields.finish(cx);
    limits::settle(cx, &at.pointer, &mut object);
    object
}

pub fn visibility(fields: &mut Fields<'_>) -> Option<Visibility> {
    let text = fields.raw("x-ms-visibility")?;
    serde_json::from_value(serde_json::Value::String(text)).ok()
}

/// The first of the examples.
fn example(fields: &mut Fields<'_>) -> Option<serde_json::Value> {
    let one = fields.take("example").map(|at| at.node.to_value());
    let several = fields.take("examples").and_then(|at| at.items().next());
    one.or_else(|| several.map(|at| at.node.to_value()))
}

/// What objects and arrays contain.
fn contents<'a>(cx: &mut Context<'a>, fields: &mut Fields<'a>, object: &mut SchemaObject) {
    if let Some(properties) = fields.take("properties") {
        let lowered: IndexMap<_, _> =
            properties.members().map(|(name, at)| (name.to_owned(), lower(cx, &at))).collect();
        object.properties = lowered;
    }
    if let Some(required) = fields.take("required") {
        for name in required.items().filter_map(|at| at.node.text()) {
            if !object.required.iter().any(|known| known == name) {
                object.required.push(name.to_owned());
            }
        }
    }
    if let Some(patterns) = fields.take("patternProperties").filter(|at| !at.node.is_blank()) {
        let what = "patternProperties cannot be expressed.";
        cx.refuse(&patterns.pointer, what, RESTRICTION_REMEDY);
    }
    object.additional_properties = fields.take("additionalProperties").map(|at| match at.node {
        Node::Bool(allowed) => Additional::Allowed(*allowed),
        _ if at.node.is_blank() => Additional::Allowed(true),
        _ => Additional::Schema(lower(cx, &at)),
    });
    if let Some(items) = fields.take("items") {
        object.items = Some(match items.node {
            // The schema of an array with `prefixItems` says that there are no more.
            Node::Bool(false) => Schema::Inline(Box::default()),
            _ => lower(cx, &items),
        });
    }
    if object.type_.is_none() {
        let has_properties =
            !object.properties.is_empty() || object.additional_properties.is_some();
        object.type_ = if object.items.is_some() {
            Some(Type::Array)
        } else {
            has_properties.then_some(Type::Object)
        };
    }
    if object.type_ == Some(Type::Array) {
        object.items.get_or_insert_with(|| Schema::Inline(Box::default()));
    } else {
        object.items = None;
    }
    if object.type_.is_some_and(|type_| type_ != Type::Object) {
        object.properties.clear();
        object.required.clear();
        object.additional_properties = None;
    }
}

fn all_of<'a>(cx: &mut Context<'a>, fields: &mut Fields<'a>, object: &mut SchemaObject) {
    let Some(parts) = fields.take("allOf") else { return };
    let mut parts: Vec<_> = parts.items().map(|part| lower(cx, &part)).collect();
    // One schema in place says the same without allOf.
    if let [Schema::Inline(only)] = &mut parts[..]
        && merge::can_absorb(object)
    {
        merge::absorb(object, std::mem::take(&mut **only));
        return;
    }
    object.all_of = parts;
}
