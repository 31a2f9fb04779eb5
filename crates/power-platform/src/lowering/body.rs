mod form;
pub mod media_type;

use super::at::At;
use super::context::Context;
use super::place::Fields;
use super::schema;
use crate::swagger::{BodyParameter, Declared, Format, Schema, SchemaObject, Type};

/// The name of the body parameter: stored flows say `body/username`.
const BODY: &str = "body";

/// The parameters that a request body becomes, and its media type.
#[derive(Default)]
pub struct Body {
    pub parameters: Vec<Declared>,
    pub consumes: Vec<String>,
}

/// Lowers a request body: the best of its media types, a form as fields of a form.
pub fn lower<'a>(cx: &mut Context<'a>, at: &At<'a>, method: &str) -> Option<Body> {
    let mut fields = Fields::new(at);
    let description = fields.text("description");
    let required = fields.flag("required");
    let content = fields.take("content");
    fields.finish(cx);
    if matches!(method, "get" | "head") {
        let what = format!("The platform sends no body with {}.", method.to_uppercase());
        cx.refuse(&at.pointer, what, "Let the service take parameters instead.");
        return None;
    }
    let (name, content) = media_type::choose(cx, &content?)?;
    let mut fields = Fields::new(&content);
    let schema = fields.take("schema");
    for key in ["example", "examples"] {
        if let Some(said) = fields.take(key).filter(|said| !said.node.is_blank()) {
            cx.leave_out(&said.pointer, format!("{key} of a body is left out."));
        }
    }
    let encoding = fields.take("encoding");
    fields.finish(cx);
    if media_type::is_form(&name) {
        let parameters = form::lower(cx, &name, schema, encoding.as_ref());
        return Some(Body { parameters, consumes: vec![name] });
    }
    let schema = match schema {
        _ if !media_type::is_text(&name) => typed(Some(Format::Binary)),
        Some(schema) => schema::lower(cx, &schema),
        None if media_type::is_json(&name) => Schema::Inline(Box::default()),
        None => typed(None),
    };
    let body = BodyParameter { name: BODY.to_owned(), description, required, schema };
    Some(Body { parameters: vec![Declared::Body(body)], consumes: vec![name] })
}

fn typed(format: Option<Format>) -> Schema {
    let type_ = Some(Type::String);
    Schema::Inline(Box::new(SchemaObject { type_, format, ..SchemaObject::default() }))
}
