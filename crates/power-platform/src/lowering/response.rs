use indexmap::IndexMap;

use super::at::At;
use super::body::media_type;
use super::context::Context;
use super::place::Fields;
use super::schema;
use crate::swagger::{Format, Response, Schema, SchemaObject, Type};

/// The responses by status, and the media types of all of them.
type Responses = (IndexMap<String, Response>, Vec<String>);

/// Lowers the responses. Swagger 2.0 has no ranges of statuses.
pub fn lower<'a>(cx: &mut Context<'a>, responses: Option<&At<'a>>, operation: &str) -> Responses {
    let (mut lowered, mut produces) = (IndexMap::new(), Vec::new());
    let all: Vec<_> = responses.into_iter().flat_map(At::members).collect();
    let has = |status: &str| all.iter().any(|(known, _)| *known == status);
    let succeeds = |status: &str| status.starts_with('2');
    let has_success = all.iter().any(|(status, _)| succeeds(status));
    let mut default = None;
    for (status, at) in &all {
        if status.starts_with("x-") {
            cx.leave_out(&at.pointer, format!("The extension {status} is left out."));
            continue;
        }
        let Some(item) = cx.item(at.clone()) else { continue };
        let is_success = succeeds(status) || *status == "default" && !has_success;
        let (response, media_type) = one(cx, &item, is_success || !cx.success_only);
        if let Some(media_type) = media_type.filter(|name| !produces.contains(name)) {
            produces.push(media_type);
        }
        let number = status.len() == 3
            && status.parse::<u16>().is_ok_and(|status| (100..600).contains(&status));
        match *status {
            "default" => default = Some((at.pointer.clone(), response)),
            _ if number => drop(lowered.insert((*status).to_owned(), response)),
            "2XX" | "2xx" if !has("200") => {
                cx.leave_out(&at.pointer, "All of these statuses are described as 200.");
                lowered.insert("200".to_owned(), response);
            }
            _ => {
                let what =
                    "A range of statuses is left out: the platform shows errors as they are.";
                cx.leave_out(&at.pointer, what);
            }
        }
    }
    match default {
        Some((pointer, response)) if !has_success => {
            cx.leave_out(&pointer, "The only response is described as 200.");
            lowered.insert("200".to_owned(), response);
        }
        Some((_, mut response)) => {
            response.schema = None;
            response.examples.clear();
            lowered.insert("default".to_owned(), response);
        }
        None if !has_success => {
            let what = "The operation has no response for success. 200 takes its place.";
            cx.leave_out(operation, what);
            lowered.insert("200".to_owned(), Response::default());
        }
        None => {}
    }
    (lowered, produces)
}

/// A response, and the media type of its body, if that is looked at.
fn one<'a>(cx: &mut Context<'a>, at: &At<'a>, with_body: bool) -> (Response, Option<String>) {
    let mut fields = Fields::new(at);
    let description = fields.text("description").unwrap_or_default();
    if let Some(headers) = fields.take("headers").filter(|at| !at.node.is_blank()) {
        cx.leave_out(&headers.pointer, "The platform does not show headers of a response.");
    }
    let links = "Makers connect actions themselves. Leave links out with --lossy.";
    fields.refuse(cx, &["links"], links);
    let content = fields.take("content").filter(|_| with_body);
    fields.finish(cx);
    let mut response = Response { description, schema: None, examples: IndexMap::new() };
    let chosen = content.and_then(|content| media_type::choose(cx, &content));
    let Some((name, at)) = chosen else { return (response, None) };
    let mut fields = Fields::new(&at);
    response.schema = match fields.take("schema") {
        _ if !media_type::is_text(&name) => Some(bytes()),
        Some(schema) => Some(schema::lower(cx, &schema)),
        None => None,
    };
    // A schema that permits anything describes nothing.
    response.schema.take_if(|schema| *schema == Schema::Inline(Box::default()));
    let several = fields.take("examples").and_then(|all| all.members().next());
    let several = several.and_then(|(_, at)| cx.item(at)).and_then(|at| at.key("value"));
    if let Some(example) = fields.take("example").or(several) {
        response.examples.insert(name.clone(), example.node.to_value());
    }
    fields.pass_over(&["encoding"]);
    fields.finish(cx);
    (response, Some(name))
}

fn bytes() -> Schema {
    Schema::Inline(Box::new(SchemaObject {
        type_: Some(Type::String),
        format: Some(Format::Binary),
        ..SchemaObject::default()
    }))
}
