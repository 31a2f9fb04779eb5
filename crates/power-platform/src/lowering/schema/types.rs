use super::super::context::Context;
use super::super::place::Fields;
use crate::openapi::Node;
use crate::swagger::{Format, SchemaObject, Type};

/// Reads `type` and `nullable`: of 3.0 a name beside a flag, of 3.1 a list of names with `null`.
pub fn read(cx: &mut Context<'_>, fields: &mut Fields<'_>, object: &mut SchemaObject) {
    object.x_nullable = fields.flag("nullable") | fields.flag("x-nullable");
    let Some(at) = fields.take("type") else { return };
    let names: Vec<&str> = match at.node {
        Node::Text(name) => vec![name],
        _ => at.items().filter_map(|item| item.node.text()).collect(),
    };
    let mut all: Vec<Type> = Vec::new();
    for name in names {
        match (name, of(name)) {
            ("null", _) => object.x_nullable = true,
            (_, Some(type_)) if all.contains(&type_) => {}
            (_, Some(type_)) => all.push(type_),
            (_, None) => {
                let what = format!("There is no type {}.", name.escape_debug());
                cx.refuse(&at.pointer, what, "Use one of JSON Schema.");
            }
        }
    }
    if all.len() == 2 && all.contains(&Type::Integer) && all.contains(&Type::Number) {
        all = vec![Type::Number];
    }
    match all[..] {
        [type_] => object.type_ = Some(type_),
        [] => {}
        _ => cx.refuse(
            &at.pointer,
            "A value of one of several types cannot be expressed.",
            "Keep one type, or let the connector take any value with --lossy.",
        ),
    }
}

fn of(name: &str) -> Option<Type> {
    Some(match name {
        "object" => Type::Object,
        "string" => Type::String,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "boolean" => Type::Boolean,
        "array" => Type::Array,
        _ => return None,
    })
}

/// Reads `format`, and of 3.1 the keywords about the content of a text.
pub fn format(cx: &mut Context<'_>, fields: &mut Fields<'_>, object: &mut SchemaObject) {
    let encoding = fields.take("contentEncoding").and_then(|at| at.node.text().map(str::to_owned));
    let media_type = fields.take("contentMediaType");
    fields.pass_over(&["contentSchema"]);
    let content = match (encoding.as_deref(), &media_type) {
        (Some("base64" | "base64url"), _) => Some(Format::Byte),
        (_, Some(at)) if at.node.text() == Some("application/octet-stream") => Some(Format::Binary),
        _ => None,
    };
    let Some(at) = fields.take("format") else {
        object.format = content;
        return;
    };
    let name = at.node.text().unwrap_or_default();
    let known = match name {
        "datetime" => Some(Format::DateTime),
        "url" => Some(Format::Uri),
        "guid" => Some(Format::Uuid),
        "base64" => Some(Format::Byte),
        _ => serde_json::from_value(at.node.to_value()).ok(),
    };
    let fits = known.filter(|format| {
        let of_numbers =
            matches!(format, Format::Int32 | Format::Int64 | Format::Float | Format::Double);
        match object.type_ {
            Some(Type::Integer) => matches!(format, Format::Int32 | Format::Int64),
            Some(Type::Number) => of_numbers,
            Some(Type::String) => !of_numbers,
            None => true,
            Some(Type::Object | Type::Boolean | Type::Array | Type::File) => false,
        }
    });
    if fits.is_none() && !name.is_empty() {
        cx.leave_out(&at.pointer, format!("The format {} is left out.", name.escape_debug()));
    }
    object.format = fits.or(content);
    // A format without a type, as some documents have it.
    if object.type_.is_none() && fits.is_some() {
        object.type_ = Some(match fits {
            Some(Format::Int32 | Format::Int64) => Type::Integer,
            Some(Format::Float | Format::Double) => Type::Number,
            _ => Type::String,
        });
    }
}
