use std::collections::HashMap;

use indexmap::IndexMap;

use super::Options;
use super::at::At;
use super::context::Context;
use super::operation::{self, Given};
use super::parameter;
use super::place::Fields;
use super::security::Schemes;
use super::selection::{Candidate, Selection};
use crate::openapi::Node;
use crate::swagger::{METHODS, PathItem};

/// Maximum number of operations of a connector.
const MAX_OPERATIONS: usize = 256;

/// An operation that becomes a trigger.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notification {
    /// The path of the operation.
    pub path: String,
    /// The method, in lower case.
    pub method: &'static str,
    /// The property of its body that takes the address for notifications.
    pub property: Option<String>,
}

type Paths = (IndexMap<String, PathItem>, Vec<Notification>);

/// Lowers the operations that are selected.
pub fn lower<'a>(
    cx: &mut Context<'a>,
    paths: Option<At<'a>>,
    options: &Options,
    security: &mut Schemes<'a>,
) -> Paths {
    let (mut lowered, mut notifications) = (IndexMap::new(), Vec::new());
    let only = options.only.as_ref();
    let Some(paths) = paths else { return (lowered, notifications) };
    let items: Vec<_> = paths.members().filter(|(path, _)| !path.starts_with("x-")).collect();
    let chosen = selected(cx, &paths, &items, only);
    if chosen > MAX_OPERATIONS {
        cx.reject(
            &paths.pointer,
            format!("There are {chosen} operations; a connector may have {MAX_OPERATIONS}."),
            "Choose some in connector.toml, with include or exclude under [operations].",
        );
        // What else is wrong shows once there are few enough.
        return (lowered, notifications);
    }
    let mut known: HashMap<String, String> = HashMap::new();
    for (path, at) in items {
        let Some(item) = cx.item(at.clone()) else { continue };
        let item = At::new(item.node, at.pointer);
        let mut is_new = || match known.insert(path.to_lowercase(), path.to_owned()) {
            None => Ok(()),
            Some(_) => Err("The path differs from another one only in upper and lower case."),
        };
        if !METHODS.into_iter().any(|method| is_selected(only, path, method, &item)) {
            continue;
        }
        if let Err(what) = shape(path).and_then(|()| is_new()) {
            cx.refuse(&item.pointer, what, "Leave its operations out of the connector.");
            continue;
        }
        let path_item = lower_item(cx, path, &item, options, security, &mut notifications);
        if path_item.operations().next().is_some() {
            lowered.insert(path.to_owned(), path_item);
        }
    }
    if lowered.is_empty() {
        cx.reject("/paths", "The connector has no operation.", "Choose at least one.");
    }
    (lowered, notifications)
}

fn is_selected(only: Option<&Selection>, path: &str, method: &str, item: &At<'_>) -> bool {
    let Some(operation) = item.node.get(method) else { return false };
    let id = operation.get("operationId").and_then(Node::text);
    only.is_none_or(|only| only.has(&Candidate { id, method, path }))
}

/// The number of operations that are selected. A pattern without any is refused.
fn selected<'a>(
    cx: &mut Context<'a>,
    paths: &At<'a>,
    items: &[(&'a str, At<'a>)],
    only: Option<&Selection>,
) -> usize {
    let all = items.iter().flat_map(|(path, at)| {
        let methods = METHODS.into_iter();
        methods.filter_map(move |method| {
            let id = at.node.get(method)?.get("operationId").and_then(Node::text);
            Some(Candidate { id, method, path })
        })
    });
    let all: Vec<_> = all.collect();
    let Some(only) = only else { return all.len() };
    for pattern in only.without(&all) {
        let what = format!("No operation is {}.", pattern.escape_debug());
        cx.reject(&paths.pointer, what, "Correct it under [operations] of connector.toml.");
    }
    all.iter().filter(|operation| only.has(operation)).count()
}

/// Whether the platform can call a path.
fn shape(path: &str) -> Result<(), &'static str> {
    if !path.starts_with('/') {
        return Err("A path must start with a slash.");
    }
    if path.contains(['*', '?', '#', '=']) {
        return Err("The platform does not accept *, ?, # or = in a path.");
    }
    if operation::variables_of(path).any(parameter::is_reserved) {
        return Err("The platform does not accept the name of a variable in the path.");
    }
    let balanced = path.split('/').all(|segment| {
        let mut open = false;
        segment.chars().all(|c| match c {
            '{' => !std::mem::replace(&mut open, true),
            '}' => std::mem::replace(&mut open, false),
            _ => true,
        }) && !open
    });
    if balanced { Ok(()) } else { Err("A variable must be within one segment of the path.") }
}

fn lower_item<'a>(
    cx: &mut Context<'a>,
    path: &str,
    at: &At<'a>,
    options: &Options,
    security: &mut Schemes<'a>,
    notifications: &mut Vec<Notification>,
) -> PathItem {
    let mut fields = Fields::new(at);
    for key in ["summary", "description"] {
        if let Some(text) = fields.take(key) {
            cx.leave_out(&text.pointer, format!("The {key} of a path is left out."));
        }
    }
    fields.refuse(cx, &["servers"], "A connector has one address.");
    let trace = "The platform has no such method. Leave the operation out.";
    fields.refuse(cx, &["trace", "query"], trace);
    let shared: Vec<_> = fields.take("parameters").iter().flat_map(At::items).collect();
    let mut item = PathItem::default();
    for method in METHODS {
        let Some(at) = fields.take(method) else { continue };
        if !is_selected(options.only.as_ref(), path, method, &At::new(fields.node(), "")) {
            continue;
        }
        let id = at.node.get("operationId").and_then(Node::text);
        let by_path = format!("{} {path}", method.to_uppercase());
        let triggers = &options.triggers;
        let trigger = id.and_then(|id| triggers.get(id)).or_else(|| triggers.get(&by_path));
        let trigger = trigger.map(String::as_str);
        let given = Given { path, method, shared: &shared, trigger };
        let (operation, callback) = operation::lower(cx, &at, &given, security);
        if let Some(callback) = callback {
            let (path, property) = (path.to_owned(), callback.property);
            notifications.push(Notification { path, method, property });
            item.x_ms_notification_content = Some(callback.content);
        }
        if let Some(slot) = item.slot(method) {
            *slot = Some(operation);
        }
    }
    fields.finish(cx);
    item
}
