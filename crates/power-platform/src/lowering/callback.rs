use super::at::At;
use super::body::media_type;
use super::context::Context;
use super::place::Fields;
use super::schema;
use crate::swagger::{NotificationContent, Schema};

/// What a service tells a flow.
pub struct Callback {
    pub content: NotificationContent,
    /// The property of the subscription's body that takes the address.
    pub property: Option<String>,
}

/// Lowers one of the callbacks of an operation.
pub fn lower<'a>(cx: &mut Context<'a>, callbacks: &At<'a>, name: &str) -> Option<Callback> {
    for (other, at) in callbacks.members().filter(|(other, _)| *other != name) {
        let other = other.escape_debug();
        cx.leave_out(&at.pointer, format!("The callback {other} is left out."));
    }
    let Some(at) = callbacks.key(name) else {
        let what = format!("There is no callback {}.", name.escape_debug());
        cx.reject(&callbacks.pointer, what, "Correct the trigger in connector.toml.");
        return None;
    };
    let at = cx.item(at)?;
    let (expression, item) = at.members().find(|(key, _)| !key.starts_with("x-"))?;
    let property = expression
        .split_once("$request.body#/")
        .and_then(|(_, rest)| rest.split_once('}'))
        .map(|(property, _)| property.replace("~1", "/").replace("~0", "~"));
    let operation = item.key("post").or_else(|| item.key("put"))?;
    let mut fields = Fields::new(&operation);
    let description = fields.text("description").or_else(|| fields.text("summary"));
    let body = fields.take("requestBody").and_then(|body| cx.item(body));
    let content = body.and_then(|body| body.key("content"));
    let schema = content
        .and_then(|content| media_type::choose(cx, &content))
        .and_then(|(_, chosen)| chosen.key("schema"));
    let schema = match schema {
        Some(at) => schema::lower(cx, &at),
        None => Schema::Inline(Box::default()),
    };
    let description = description.unwrap_or_else(|| "An event of the service.".to_owned());
    Some(Callback { content: NotificationContent { description, schema }, property })
}
