use super::super::at::At;
use super::super::context::Context;
use super::object;
use crate::openapi::{Node, Target};
use crate::swagger::{Schema, SchemaObject, Type};

/// Maximum number of schemas that are merged into one another.
const MAX_MERGING: usize = 8;

/// The schema itself, with all that `allOf` adds to it, instead of a reference to it.
pub fn resolved<'a>(cx: &mut Context<'a>, at: &At<'a>) -> SchemaObject {
    let Some(reference) = at.node.get("$ref").and_then(Node::text) else {
        let lowered = object(cx, at, "");
        return flattened(cx, at, lowered);
    };
    match cx.target(&at.pointer, reference) {
        Some(target) => of_target(cx, target),
        None => SchemaObject::default(),
    }
}

/// The same for a schema that is lowered already.
pub fn of_schema(cx: &mut Context<'_>, schema: Schema) -> SchemaObject {
    match schema {
        Schema::Inline(object) => *object,
        Schema::Reference(reference) => match cx.target_of(&reference) {
            Some(target) => of_target(cx, target),
            None => SchemaObject::default(),
        },
    }
}

fn of_target<'a>(cx: &mut Context<'a>, target: Target<'a>) -> SchemaObject {
    if let Some(known) = cx.merged.get(&target.pointer) {
        return known.clone();
    }
    if cx.merging.len() >= MAX_MERGING || cx.merging.contains(&target.pointer) {
        return SchemaObject::default();
    }
    cx.merging.push(target.pointer.clone());
    let title = target.pointer.rsplit('/').next().unwrap_or_default().to_owned();
    let at = At::new(target.node, target.pointer.clone());
    let lowered = object(cx, &at, &title);
    let flat = flattened(cx, &at, lowered);
    cx.merging.pop();
    cx.merged.insert(target.pointer, flat.clone());
    flat
}

/// The schema with the parts of `allOf` in itself.
fn flattened<'a>(cx: &mut Context<'a>, at: &At<'a>, mut whole: SchemaObject) -> SchemaObject {
    if whole.all_of.is_empty() {
        return whole;
    }
    whole.all_of.clear();
    let parts: Vec<_> = at.key("allOf").into_iter().flat_map(|all| all.items()).collect();
    let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|key| at.key(key));
    // A single alternative beside null is in `allOf`, too.
    let parts = parts.into_iter().chain(alternatives.flat_map(|all| all.items()));
    for part in parts.collect::<Vec<_>>() {
        if part.node.get("type").and_then(Node::text) == Some("null") {
            continue;
        }
        let part = resolved(cx, &part);
        absorb(&mut whole, part);
    }
    whole
}

/// Whether a schema says nothing that another one could contradict.
pub fn can_absorb(object: &SchemaObject) -> bool {
    object.all_of.is_empty()
        && object.properties.is_empty()
        && object.items.is_none()
        && object.limits.choices.is_empty()
}

/// Adds what another schema says to one that has to satisfy both.
pub fn absorb(whole: &mut SchemaObject, part: SchemaObject) {
    let keep = std::mem::take(whole);
    let mut limits = part.limits;
    limits.default = keep.limits.default.clone().or(limits.default);
    if keep.limits.choices.is_empty() {
        let own = keep.limits;
        limits.multiple_of = own.multiple_of.or(limits.multiple_of);
        limits.pattern = own.pattern.or(limits.pattern);
        limits.min_length = own.min_length.max(limits.min_length);
        limits.max_length = own.max_length.or(limits.max_length);
        limits.min_items = own.min_items.max(limits.min_items);
        limits.max_items = own.max_items.or(limits.max_items);
        if own.minimum.is_some() {
            (limits.minimum, limits.exclusive_minimum) = (own.minimum, own.exclusive_minimum);
        }
        if own.maximum.is_some() {
            (limits.maximum, limits.exclusive_maximum) = (own.maximum, own.exclusive_maximum);
        }
    } else {
        limits = keep.limits;
    }
    let mut properties = keep.properties;
    for (name, schema) in part.properties {
        properties.entry(name).or_insert(schema);
    }
    let mut required = keep.required;
    for name in part.required {
        if !required.contains(&name) {
            required.push(name);
        }
    }
    *whole = SchemaObject {
        type_: part.type_.or(keep.type_),
        format: part.format.or(keep.format),
        title: keep.title.or(part.title),
        x_ms_summary: keep.x_ms_summary.or(part.x_ms_summary),
        description: keep.description.or(part.description),
        limits,
        x_nullable: keep.x_nullable || part.x_nullable,
        read_only: keep.read_only || part.read_only,
        x_ms_visibility: keep.x_ms_visibility.or(part.x_ms_visibility),
        x_ms_notification_url: keep.x_ms_notification_url,
        required,
        properties,
        additional_properties: part.additional_properties.or(keep.additional_properties),
        items: part.items.or(keep.items),
        all_of: if part.all_of.is_empty() { keep.all_of } else { part.all_of },
        example: keep.example.or(part.example),
    };
}

/// A schema that all values of several schemas satisfy and that still says of what type they are.
/// The name of a property that prevents it, or nothing, if there is none.
pub fn common(mut all: Vec<SchemaObject>) -> Result<SchemaObject, Option<String>> {
    if all.is_empty() {
        return Err(None);
    }
    let first = all.remove(0);
    all.into_iter().try_fold(first, pair)
}

fn pair(a: SchemaObject, b: SchemaObject) -> Result<SchemaObject, Option<String>> {
    let type_ = match (a.type_.ok_or(None)?, b.type_.ok_or(None)?) {
        (a, b) if a == b => a,
        (Type::Integer, Type::Number) | (Type::Number, Type::Integer) => Type::Number,
        _ => return Err(None),
    };
    let mut shape = SchemaObject {
        type_: Some(type_),
        format: a.format.filter(|format| b.format == Some(*format)),
        x_nullable: a.x_nullable || b.x_nullable,
        read_only: a.read_only && b.read_only,
        description: a.description.clone().filter(|_| a.description == b.description),
        title: a.title.clone().filter(|_| a.title == b.title),
        ..SchemaObject::default()
    };
    if a.limits == b.limits {
        shape.limits = a.limits;
    } else if !a.limits.choices.is_empty() && !b.limits.choices.is_empty() {
        shape.limits.choices = a.limits.choices;
        for choice in b.limits.choices {
            if !shape.limits.choices.contains(&choice) {
                shape.limits.choices.push(choice);
            }
        }
    }
    match type_ {
        Type::Object => {
            shape.required = a.required;
            shape.required.retain(|name| b.required.contains(name));
            shape.properties = a.properties;
            for (name, schema) in b.properties {
                let merged = match shape.properties.shift_remove_full(&name) {
                    None => {
                        shape.properties.insert(name, schema);
                        continue;
                    }
                    Some((index, _, known)) => {
                        (index, of_both(known, schema).map_err(|()| Some(name.clone()))?)
                    }
                };
                shape.properties.shift_insert(merged.0, name, merged.1);
            }
            if a.additional_properties == b.additional_properties {
                shape.additional_properties = a.additional_properties;
            }
        }
        Type::Array => {
            let any = || Schema::Inline(Box::default());
            let (a, b) = (a.items.unwrap_or_else(any), b.items.unwrap_or_else(any));
            shape.items = Some(of_both(a, b).map_err(|()| None)?);
        }
        Type::String | Type::Integer | Type::Number | Type::Boolean | Type::File => {}
    }
    Ok(shape)
}

fn of_both(a: Schema, b: Schema) -> Result<Schema, ()> {
    if a == b {
        return Ok(a);
    }
    match (a, b) {
        (Schema::Inline(a), Schema::Inline(b)) if a.all_of.is_empty() && b.all_of.is_empty() => {
            pair(*a, *b).map(|both| Schema::Inline(Box::new(both))).map_err(drop)
        }
        _ => Err(()),
    }
}
