use super::at::At;
use super::body::{self, Body};
use super::callback::{self, Callback};
use super::context::Context;
use super::place::Fields;
use super::security::Schemes;
use super::{parameter, response, schema};
use crate::openapi::Node;
use crate::swagger::{Declared, Operation, Parameter, Trigger, ValueParameter};

/// What an operation has of its path.
pub struct Given<'g, 'a> {
    pub path: &'g str,
    pub method: &'g str,
    /// The parameters of all operations of the path.
    pub shared: &'g [At<'a>],
    /// The name of the callback that makes a trigger of the operation.
    pub trigger: Option<&'g str>,
}

/// Lowers an operation. Texts that are missing are empty.
pub fn lower<'a>(
    cx: &mut Context<'a>,
    at: &At<'a>,
    given: &Given<'_, 'a>,
    security: &mut Schemes<'a>,
) -> (Operation, Option<Callback>) {
    let mut fields = Fields::new(at);
    let summary = fields.text("summary").or_else(|| fields.text("x-ms-summary"));
    let description = fields.text("description");
    let operation_id = fields.raw("operationId").unwrap_or_default();
    let x_ms_visibility = schema::visibility(&mut fields);
    let deprecated = fields.flag("deprecated");
    for key in ["tags", "externalDocs"] {
        if let Some(at) = fields.take(key).filter(|at| !at.node.is_blank()) {
            cx.leave_out(&at.pointer, format!("{key} is left out."));
        }
    }
    security.ask(at, fields.take("security"));
    fields.refuse(cx, &["servers"], "A connector has one address.");
    let callback = match (given.trigger, fields.take("callbacks")) {
        (Some(name), Some(callbacks)) => callback::lower(cx, &callbacks, name),
        (Some(_), None) => {
            let what = "The operation has no callback.";
            cx.reject(&at.pointer, what, "Correct the trigger in connector.toml.");
            None
        }
        (None, Some(callbacks)) if !callbacks.node.is_blank() => {
            let remedy = "Make a trigger of one in connector.toml, or leave them out with --lossy.";
            cx.refuse(&callbacks.pointer, "callbacks cannot be expressed.", remedy);
            None
        }
        (None, _) => None,
    };
    let own = fields.take("parameters");
    let mut declared = parameters(cx, own.as_ref(), given);
    let body = fields.take("requestBody").and_then(|at| {
        let at = cx.item(at)?;
        body::lower(cx, &at, given.method)
    });
    let Body { parameters, consumes } = body.unwrap_or_default();
    declared.extend(parameters);
    let (responses, produces) = response::lower(cx, fields.take("responses").as_ref(), &at.pointer);
    fields.finish(cx);
    let operation = Operation {
        summary: summary.unwrap_or_default(),
        description: description.unwrap_or_default(),
        operation_id,
        x_ms_visibility,
        x_ms_trigger: callback.as_ref().map(|_| Trigger::Single),
        deprecated,
        consumes,
        produces,
        parameters: declared.into_iter().map(Parameter::Declared).collect(),
        responses,
    };
    (operation, callback)
}

/// The parameters of the path and those of the operation, which replace them.
fn parameters<'a>(
    cx: &mut Context<'a>,
    own: Option<&At<'a>>,
    given: &Given<'_, 'a>,
) -> Vec<Declared> {
    let mut all: Vec<(&str, &str, At<'a>)> = Vec::new();
    let own = own.into_iter().flat_map(At::items);
    for at in given.shared.iter().cloned().chain(own) {
        let Some(at) = cx.item(at) else { continue };
        let text = |key| at.node.get(key).and_then(Node::text).unwrap_or_default();
        let (name, place) = (text("name"), text("in"));
        match all.iter_mut().find(|(known, of, _)| *known == name && *of == place) {
            Some(known) => known.2 = at,
            None => all.push((name, place, at)),
        }
    }
    let variables: Vec<&str> = variables_of(given.path).collect();
    let mut lowered = Vec::new();
    for (name, place, at) in all {
        if place == "path" && !variables.contains(&name) {
            cx.leave_out(&at.pointer, "The path has no such variable, so it is left out.");
            continue;
        }
        lowered.extend(parameter::lower(cx, &at));
    }
    // A variable that is not declared is a text.
    for name in variables {
        let is_declared = |p: &Declared| matches!(p, Declared::Path(value) if value.name == name);
        if !lowered.iter().any(is_declared) {
            let mut variable = ValueParameter::text(name, "");
            variable.required = true;
            lowered.push(Declared::Path(variable));
        }
    }
    // Parameters of one place that objects are spread over may have the name of another one.
    let mut known = Vec::new();
    lowered.retain(|declared: &Declared| {
        let key = (std::mem::discriminant(declared), declared.name().to_owned());
        let is_new = !known.contains(&key);
        known.push(key);
        is_new
    });
    lowered
}

/// The names of the variables of a path.
pub fn variables_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}
