//! The calls that extensions make.

use crate::check::definition::{Definition, Operation, children};
use crate::check::tree::Node;

/// Maximum number of schemas that a property is looked for in.
pub(super) const MAX_COMPOSED: usize = 64;
/// Maximum number of arguments of a call that are checked.
const MAX_ARGUMENTS: usize = 256;

/// The extensions that call an operation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Values,
    List,
    Schema,
    Properties,
    Tree,
}

impl Form {
    pub const ALL: [Self; 5] =
        [Self::Values, Self::List, Self::Schema, Self::Properties, Self::Tree];

    pub fn key(self) -> &'static str {
        match self {
            Self::Values => "x-ms-dynamic-values",
            Self::List => "x-ms-dynamic-list",
            Self::Schema => "x-ms-dynamic-schema",
            Self::Properties => "x-ms-dynamic-properties",
            Self::Tree => "x-ms-dynamic-tree",
        }
    }

    /// The form that replaces this one.
    pub fn newer(self) -> &'static str {
        match self {
            Self::Values | Self::List | Self::Tree => Self::List.key(),
            Self::Schema | Self::Properties => Self::Properties.key(),
        }
    }

    /// Whether the arguments are objects with `value` or `parameterReference`.
    pub fn is_newer(self) -> bool {
        matches!(self, Self::List | Self::Properties | Self::Tree)
    }
}

/// One call of an operation.
pub(super) struct Call<'a> {
    pub form: Form,
    /// The object with `operationId` and `parameters`.
    pub at: Node<'a>,
    /// The parameter or schema that has the extension.
    pub holder: Node<'a>,
}

/// Where an argument of a call comes from.
pub(super) enum Argument<'a> {
    Fixed(Node<'a>),
    /// Another parameter of the operation that has the extension.
    Parameter(&'a str),
    /// A value of the file picker.
    Other,
}

impl<'a> Call<'a> {
    /// The called operation; `None` for calls that the platform answers itself.
    pub fn operation_id(&self) -> Option<(Node<'a>, &'a str)> {
        self.at.text_member("operationId")
    }

    /// Whether neither an operation is named nor something that the platform does itself. The
    /// structures of the other forms require `operationId`.
    pub fn lacks_operation(&self) -> bool {
        let own = ["operationId", "builtInOperation", "capability"];
        matches!(self.form, Form::Values | Form::List)
            && own.iter().all(|name| self.at.get(name).is_none())
    }

    pub fn is_capability(&self) -> bool {
        self.form == Form::Tree
    }

    pub fn arguments(&self) -> impl Iterator<Item = (&'a str, Node<'a>, Argument<'a>)> + use<'a> {
        let newer = self.form.is_newer();
        self.at.members_of("parameters").take(MAX_ARGUMENTS).map(move |(name, node)| {
            let argument = if newer {
                match (node.get("value"), node.text_of("parameterReference")) {
                    (Some(value), _) => Argument::Fixed(value),
                    (None, Some(reference)) => Argument::Parameter(reference),
                    (None, None) => Argument::Other,
                }
            } else if node.is_object() {
                node.text_of("parameter").map_or(Argument::Other, Argument::Parameter)
            } else {
                Argument::Fixed(node)
            };
            (name, node, argument)
        })
    }
}

/// The parameters and schemas that may have extensions.
pub(super) fn holders<'a>(definition: &Definition<'a>) -> impl Iterator<Item = Node<'a>> {
    let schemas = definition.schemas.iter().map(|schema| schema.node);
    let items = definition.parameters.iter().filter_map(|parameter| parameter.get("items"));
    definition.parameters.iter().copied().chain(items).chain(schemas)
}

/// All calls of a definition.
pub(super) fn all<'a>(definition: &Definition<'a>) -> Vec<Call<'a>> {
    let mut calls = Vec::new();
    for holder in holders(definition) {
        for form in Form::ALL {
            let Some(extension) = holder.get(form.key()).filter(|e| e.is_object()) else {
                continue;
            };
            if form == Form::Tree {
                let steps = ["open", "browse"].into_iter().filter_map(|step| extension.get(step));
                calls.extend(steps.map(|at| Call { form, at, holder }));
            } else {
                calls.push(Call { form, at: extension, holder });
            }
        }
    }
    calls
}

/// The parameter that an argument names: a parameter of the operation, or its body if the argument
/// is the path of a property.
pub(super) fn parameter<'a>(
    definition: &Definition<'a>,
    operation: &Operation<'a>,
    argument: &str,
) -> Option<Node<'a>> {
    operation.parameter(argument).or_else(|| {
        let first = argument.split('/').next().unwrap_or_default();
        let body = operation.parameters_in("body").next()?;
        let schema = definition.resolve(body.get("schema")?)?;
        let is_body = body.text_of("name") == Some(first) && argument != first;
        (is_body || has_property(definition, schema, first)).then_some(body)
    })
}

/// Whether a schema has a property, itself or in one of the schemas that it is composed of. A schema
/// without properties may have any.
pub(super) fn has_property(definition: &Definition<'_>, schema: Node<'_>, name: &str) -> bool {
    let mut known = false;
    let mut pending = vec![schema];
    for _ in 0..MAX_COMPOSED {
        let Some(node) = pending.pop().and_then(|node| definition.resolve(node)) else { break };
        known |= node.get("properties").is_some();
        if node.get("properties").is_some_and(|all| all.get(name).is_some()) {
            return true;
        }
        let composed = children(node).into_iter().filter(|(_, is_property)| !is_property);
        pending.extend(composed.map(|(child, _)| child));
    }
    !known
}
