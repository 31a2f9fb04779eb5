use super::super::at::At;
use super::super::context::Context;
use crate::openapi::Node;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
pub const MULTIPART: &str = "multipart/form-data";

pub fn is_json(name: &str) -> bool {
    name == JSON || name == "text/json" || name.ends_with("+json")
}

pub fn is_form(name: &str) -> bool {
    name == FORM || name == MULTIPART
}

/// Whether the body is text, not bytes.
pub fn is_text(name: &str) -> bool {
    let is_text = ["text/", "*/", "application/*"].iter().any(|start| name.starts_with(start));
    let words = ["json", "xml", "yaml", "javascript", "graphql", "form"];
    is_text || words.iter().any(|word| name.contains(word))
}

/// The media type that the platform handles best, without its parameters, because Swagger 2.0
/// compares media types whole. Others with another schema are left out.
pub fn choose<'a>(cx: &mut Context<'a>, content: &At<'a>) -> Option<(String, At<'a>)> {
    let mut all: Vec<(String, At<'a>)> = content
        .members()
        .map(|(name, at)| {
            let essence = name.split(';').next().unwrap_or(name).trim().to_lowercase();
            (essence, at)
        })
        .collect();
    let rank = |name: &str| match name {
        JSON => 0,
        _ if is_json(name) => 1,
        MULTIPART => 2,
        FORM => 3,
        "text/plain" => 4,
        "*/*" | "application/*" => 5,
        _ if is_text(name) => 6,
        _ => 7,
    };
    all.sort_by_key(|(name, _)| rank(name));
    let mut all = all.into_iter();
    let (mut name, chosen) = all.next()?;
    let schema = |at: &At<'_>| at.node.get("schema").cloned();
    for (_, other) in all {
        if schema(&other) != schema(&chosen) || says_more(other.node) {
            cx.leave_out(&other.pointer, format!("{name} is used instead of this media type."));
        }
    }
    if name.contains('*') {
        let whole = match name.as_str() {
            "*/*" | "application/*" => JSON,
            "text/*" => "text/plain",
            _ => "application/octet-stream",
        };
        whole.clone_into(&mut name);
    }
    Some((name, chosen))
}

fn says_more(node: &Node) -> bool {
    node.object().is_some_and(|members| members.keys().any(|key| key != "schema"))
}
