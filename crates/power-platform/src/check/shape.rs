//! The structure of JSON values as data: which members an object has, of which type they are, and
//! which of them it needs. The structures themselves are in the files below.

mod extensions;
pub(crate) mod properties;
mod security;
pub(crate) mod swagger;

use crate::check::tree::{JsonType, Node};

/// What a value must be like.
pub(crate) enum Shape {
    /// Anything: a rule of its own checks the value, or none does.
    Any,
    Text,
    Bool,
    Number,
    Choice(&'static [&'static str]),
    List(&'static Shape),
    /// An object whose keys are names.
    Map(&'static Shape),
    /// An object whose keys are names or extensions.
    Patterned(&'static Shape),
    Object(&'static Structure),
    /// An object whose structure depends on one of its members. Without a matching value, the last
    /// structure counts.
    By(&'static str, &'static [(&'static str, Shape)]),
    /// A value of one of these shapes, which have different types.
    OneOf(&'static [Shape]),
}

/// The members of an object.
pub(crate) struct Structure {
    /// The object in a message, such as `an operation`.
    pub what: &'static str,
    pub members: &'static [&'static [(&'static str, Shape)]],
    pub required: &'static [&'static str],
    /// Whether keys that start with `x-` are valid.
    pub extensible: bool,
}

/// How a value differs from its shape.
pub(crate) enum Fault {
    /// It has another type than the one described.
    Type(String),
    /// It is none of the choices.
    Choice(&'static [&'static str]),
    /// The object does not have this key.
    Unknown(&'static Structure),
    /// The object lacks a member.
    Missing(&'static Structure, &'static str),
}

/// A value that differs from its shape.
pub(crate) struct Misfit<'a> {
    pub node: Node<'a>,
    pub fault: Fault,
    /// Whether the value is within an extension, whose key starts with `x-`.
    pub in_extension: bool,
}

impl Shape {
    /// The values within a value that differ from the shape.
    pub fn misfits<'a>(&self, node: Node<'a>) -> Vec<Misfit<'a>> {
        let mut found = Vec::new();
        self.compare(node, false, &mut found);
        found
    }

    fn compare<'a>(&self, node: Node<'a>, in_extension: bool, found: &mut Vec<Misfit<'a>>) {
        if !self.has_type_of(node) {
            let fault = Fault::Type(self.expected());
            return found.push(Misfit { node, fault, in_extension });
        }
        match self {
            Self::Any | Self::Text | Self::Bool | Self::Number => {}
            Self::Choice(choices) => {
                if !node.text().is_some_and(|text| choices.contains(&text)) {
                    found.push(Misfit { node, fault: Fault::Choice(choices), in_extension });
                }
            }
            Self::List(item) => {
                node.items().for_each(|node| item.compare(node, in_extension, found));
            }
            Self::Map(value) => {
                node.members().for_each(|(_, node)| value.compare(node, in_extension, found));
            }
            Self::Patterned(value) => {
                let named = node.members().filter(|(name, _)| !name.starts_with("x-"));
                named.for_each(|(_, node)| value.compare(node, in_extension, found));
            }
            Self::Object(object) => object.compare(node, in_extension, found),
            Self::By(key, structures) => {
                let value = node.text_of(key).unwrap_or_default();
                let matching = structures.iter().find(|(name, _)| name.eq_ignore_ascii_case(value));
                if let Some((_, shape)) = matching.or(structures.last()) {
                    shape.compare(node, in_extension, found);
                }
            }
            Self::OneOf(shapes) => {
                if let Some(shape) = shapes.iter().find(|shape| shape.has_type_of(node)) {
                    shape.compare(node, in_extension, found);
                }
            }
        }
    }

    fn has_type_of(&self, node: Node<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Text | Self::Choice(_) => node.json_type() == JsonType::String,
            Self::Bool => node.json_type() == JsonType::Boolean,
            Self::Number => node.json_type() == JsonType::Number,
            Self::List(_) => node.is_list(),
            Self::Map(_) | Self::Patterned(_) | Self::Object(_) | Self::By(..) => node.is_object(),
            Self::OneOf(shapes) => shapes.iter().any(|shape| shape.has_type_of(node)),
        }
    }

    /// The type in a message.
    fn expected(&self) -> String {
        let name = match self {
            Self::Any => "a value",
            Self::Text | Self::Choice(_) => "a text",
            Self::Bool => "true or false, without quotes",
            Self::Number => "a number",
            Self::List(_) => "a list",
            Self::Map(_) | Self::Patterned(_) | Self::Object(_) | Self::By(..) => "an object",
            Self::OneOf(shapes) => {
                let names: Vec<_> = shapes.iter().map(Self::expected).collect();
                return names.join(" or ");
            }
        };
        name.to_owned()
    }
}

impl Structure {
    fn compare<'a>(&'static self, node: Node<'a>, in_extension: bool, found: &mut Vec<Misfit<'a>>) {
        // What is beside a reference is ignored (rule D07).
        if node.get("$ref").is_some() {
            return;
        }
        for (name, value) in node.members() {
            let mut all = self.members.iter().copied().flatten();
            let extension = name.starts_with("x-");
            if let Some((_, shape)) = all.find(|(known, _)| *known == name) {
                shape.compare(value, in_extension || extension, found);
            } else if !(self.extensible && extension) {
                let fault = Fault::Unknown(self);
                found.push(Misfit { node: value, fault, in_extension });
            }
        }
        for name in self.required {
            if node.get(name).is_none() {
                let fault = Fault::Missing(self, name);
                found.push(Misfit { node, fault, in_extension });
            }
        }
    }
}
