mod style;
mod value;

pub use value::parameter as of_schema;

use super::at::At;
use super::context::Context;
use super::place::Fields;
use super::schema;
use crate::swagger::{CollectionFormat, Declared, SchemaObject, Type, ValueParameter};
use style::{Spread, Style};

/// Headers that OpenAPI leaves to the media types and to the security schemes.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    Path,
    Query,
    Header,
}

impl Place {
    fn declare(self, value: ValueParameter) -> Declared {
        match self {
            Self::Path => Declared::Path(value),
            Self::Query => Declared::Query(value),
            Self::Header => Declared::Header(value),
        }
    }
}

/// Lowers a parameter; an object becomes several.
pub fn lower<'a>(cx: &mut Context<'a>, at: &At<'a>) -> Vec<Declared> {
    let mut fields = Fields::new(at);
    let name = fields.raw("name").unwrap_or_default();
    let place = match fields.raw("in").as_deref() {
        Some("path") => Place::Path,
        Some("query") => Place::Query,
        Some("header") => Place::Header,
        Some("cookie") => {
            let what = "The platform cannot send a cookie.";
            cx.refuse(&at.pointer, what, "Let the service take a header instead.");
            return Vec::new();
        }
        _ => {
            let what = "The parameter is neither in the path, the query nor a header.";
            cx.refuse(&at.pointer, what, "Correct its key in.");
            return Vec::new();
        }
    };
    if place == Place::Header && IGNORED_HEADERS.contains(&name.to_lowercase().as_str()) {
        cx.leave_out(&at.pointer, "The platform sends this header itself, so it is left out.");
        return Vec::new();
    }
    if !has_valid_name(cx, &at.pointer, &name) {
        return Vec::new();
    }
    let description = fields.text("description").unwrap_or_default();
    let required = fields.flag("required") || place == Place::Path;
    let allow_empty_value = fields.flag("allowEmptyValue") && place == Place::Query;
    let x_ms_summary = fields.text("x-ms-summary");
    let x_ms_visibility = schema::visibility(&mut fields);
    for key in ["deprecated", "example", "examples"] {
        if let Some(said) = fields.take(key).filter(|said| !said.node.is_blank()) {
            cx.leave_out(&said.pointer, format!("{key} of a parameter is left out."));
        }
    }
    if let Some(reserved) = fields.take("allowReserved").filter(|at| !at.node.is_blank()) {
        cx.leave_out(&reserved.pointer, "The platform encodes reserved characters.");
    }
    let style = Style::read(cx, &mut fields, place);
    let schema = schema_of(cx, &mut fields);
    fields.finish(cx);
    let common = Common { place, required, pointer: &at.pointer, collection: style.collection };
    if schema.type_ == Some(Type::Object)
        && let Some(spread) = style.spread
        && !schema.properties.is_empty()
    {
        return spread_over(cx, &common, &name, schema, spread);
    }
    let mut value = common.value(cx, name, schema);
    if !description.is_empty() {
        value.description = description;
    }
    value.allow_empty_value = allow_empty_value;
    value.x_ms_summary = x_ms_summary.or(value.x_ms_summary);
    value.x_ms_visibility = x_ms_visibility.or(value.x_ms_visibility);
    vec![place.declare(value)]
}

/// Whether the platform accepts the name of a parameter, which is refused otherwise.
pub fn has_valid_name(cx: &mut Context<'_>, pointer: &str, name: &str) -> bool {
    let is_valid = !name.is_empty() && !is_reserved(name);
    if !is_valid {
        cx.refuse(pointer, "The platform does not accept the name of the parameter.", "Rename it.");
    }
    is_valid
}

/// Whether the platform uses the name itself.
pub fn is_reserved(name: &str) -> bool {
    name.eq_ignore_ascii_case("connectionId")
}

/// The schema itself; of a parameter with a media type, which is written as a text, that of a text.
fn schema_of<'a>(cx: &mut Context<'a>, fields: &mut Fields<'a>) -> SchemaObject {
    if let Some(at) = fields.take("schema") {
        return schema::resolved(cx, &at);
    }
    if let Some(content) = fields.take("content") {
        let what = "A parameter with a media type is sent as text.";
        cx.refuse(&content.pointer, what, "Let makers write that text with --lossy.");
    }
    SchemaObject { type_: Some(Type::String), ..SchemaObject::default() }
}

/// What the parameters have that are made of one.
struct Common<'c> {
    place: Place,
    required: bool,
    pointer: &'c str,
    collection: CollectionFormat,
}

impl Common<'_> {
    fn value(&self, cx: &mut Context<'_>, name: String, schema: SchemaObject) -> ValueParameter {
        let mut value = value::parameter(cx, self.pointer, name, schema);
        value.required = self.required;
        if value.type_ == Type::Array {
            value.collection_format = Some(self.collection);
        }
        value
    }
}

/// An object in the query, each property as a parameter of its own.
fn spread_over(
    cx: &mut Context<'_>,
    common: &Common<'_>,
    name: &str,
    schema: SchemaObject,
    spread: Spread,
) -> Vec<Declared> {
    let SchemaObject { properties, required, .. } = schema;
    let mut all = Vec::new();
    for (property, schema) in properties {
        let is_required = common.required && required.contains(&property);
        let name = match spread {
            Spread::Names => property,
            Spread::Brackets => format!("{name}[{property}]"),
        };
        if !has_valid_name(cx, common.pointer, &name) {
            continue;
        }
        let schema = schema::of_schema(cx, schema);
        let mut value = common.value(cx, name, schema);
        value.required = is_required;
        all.push(common.place.declare(value));
    }
    all
}
