use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::{Data, JsonType, Kind, Step, Tree};

/// One value of a [`Tree`].
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    tree: &'a Tree,
    id: usize,
}

impl<'a> Node<'a> {
    pub(super) fn new(tree: &'a Tree, id: usize) -> Self {
        Self { tree, id }
    }

    fn data(self) -> &'a Data {
        &self.tree.nodes[self.id]
    }

    fn at(self, id: usize) -> Self {
        Self::new(self.tree, id)
    }

    /// The line at which the value starts, from 1.
    pub fn line(self) -> usize {
        self.tree.starts.partition_point(|start| *start <= self.data().span.start)
    }

    /// The bytes of the value in the text.
    pub fn span(self) -> Range<usize> {
        self.data().span.clone()
    }

    /// Identifies the node within its tree.
    pub fn id(self) -> usize {
        self.id
    }

    /// The JSON pointer (RFC 6901) of the value.
    pub fn pointer(self) -> String {
        let mut steps = Vec::new();
        let mut data = self.data();
        loop {
            match &data.step {
                Step::Root => break,
                Step::Member(name) => steps.push(name.replace('~', "~0").replace('/', "~1")),
                Step::Item(index) => steps.push(index.to_string()),
            }
            data = &self.tree.nodes[data.parent];
        }
        steps.iter().rev().fold(String::new(), |pointer, step| pointer + "/" + step)
    }

    /// The key of the value in its object; `None` for items of a list and the root.
    pub fn name(self) -> Option<&'a str> {
        match &self.data().step {
            Step::Member(name) => Some(name),
            Step::Root | Step::Item(_) => None,
        }
    }

    pub fn json_type(self) -> JsonType {
        match self.data().kind {
            Kind::Null => JsonType::Null,
            Kind::Bool(_) => JsonType::Boolean,
            Kind::Number(_) => JsonType::Number,
            Kind::Text(_) => JsonType::String,
            Kind::List(_) => JsonType::Array,
            Kind::Object(_) => JsonType::Object,
        }
    }

    pub fn is_object(self) -> bool {
        self.json_type() == JsonType::Object
    }

    pub fn is_list(self) -> bool {
        self.json_type() == JsonType::Array
    }

    pub fn text(self) -> Option<&'a str> {
        match &self.data().kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn bool(self) -> Option<bool> {
        match self.data().kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub fn number(self) -> Option<f64> {
        match self.data().kind {
            Kind::Number(value) => Some(value),
            _ => None,
        }
    }

    /// The items of a list; nothing for other types.
    pub fn items(self) -> impl DoubleEndedIterator<Item = Node<'a>> + use<'a> {
        let items: &[usize] = match &self.data().kind {
            Kind::List(items) => items,
            _ => &[],
        };
        items.iter().map(move |id| self.at(*id))
    }

    /// The members of an object in their order; nothing for other types.
    pub fn members(self) -> impl DoubleEndedIterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let members: &[usize] = match &self.data().kind {
            Kind::Object(members) => members,
            _ => &[],
        };
        members.iter().map(move |id| self.at(*id)).map(|node| (node.name().unwrap_or(""), node))
    }

    /// A member of an object; the last one of several, as in most parsers.
    pub fn get(self, name: &str) -> Option<Node<'a>> {
        self.members().rev().find(|(other, _)| *other == name).map(|(_, node)| node)
    }

    /// The items of a member that is a list.
    pub fn items_of(self, name: &str) -> impl DoubleEndedIterator<Item = Node<'a>> + use<'a> {
        self.get(name).into_iter().flat_map(Node::items)
    }

    /// The members of a member that is an object.
    pub fn members_of(
        self,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = (&'a str, Node<'a>)> + use<'a> {
        self.get(name).into_iter().flat_map(Node::members)
    }

    /// The member with this name and its text, if it is a text.
    pub fn text_member(self, name: &str) -> Option<(Node<'a>, &'a str)> {
        self.get(name).and_then(|node| Some((node, node.text()?)))
    }

    /// The member with this name and its text, if it is a text with more than white space.
    pub fn non_blank(self, name: &str) -> Option<(Node<'a>, &'a str)> {
        self.text_member(name).filter(|(_, text)| !text.trim().is_empty())
    }

    /// Whether the member with this name is `true`.
    pub fn is_true(self, name: &str) -> bool {
        self.get(name).and_then(Node::bool) == Some(true)
    }

    /// The member with this name, if it is a text.
    pub fn text_of(self, name: &str) -> Option<&'a str> {
        self.get(name)?.text()
    }

    /// Whether the value is an empty list, object or text.
    pub fn is_empty(self) -> bool {
        match &self.data().kind {
            Kind::Text(text) => text.is_empty(),
            Kind::List(all) | Kind::Object(all) => all.is_empty(),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => false,
        }
    }

    /// This value and all values in it, each before those that it contains.
    pub fn with_descendants(self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let mut waiting = vec![self];
        std::iter::from_fn(move || {
            let node = waiting.pop()?;
            match &node.data().kind {
                Kind::List(all) | Kind::Object(all) => {
                    waiting.extend(all.iter().rev().map(|id| node.at(*id)));
                }
                Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {}
            }
            Some(node)
        })
    }

    /// A hash of the value that does not depend on the order of members.
    pub fn content_hash(self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match &self.data().kind {
            Kind::Null => 0_u8.hash(&mut hasher),
            Kind::Bool(value) => (1_u8, value).hash(&mut hasher),
            Kind::Number(number) => (2_u8, number.to_bits()).hash(&mut hasher),
            Kind::Text(text) => (3_u8, text).hash(&mut hasher),
            Kind::List(_) => {
                self.items().for_each(|item| item.content_hash().hash(&mut hasher));
            }
            Kind::Object(_) => {
                let members = self.members().map(|(name, value)| {
                    let mut member = DefaultHasher::new();
                    (name, value.content_hash()).hash(&mut member);
                    member.finish()
                });
                members.fold(0_u64, u64::wrapping_add).hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// Whether two values are equal, regardless of the order of members.
    pub fn equals(self, other: Self) -> bool {
        match (&self.data().kind, &other.data().kind) {
            (Kind::Null, Kind::Null) => true,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            (Kind::Number(a), Kind::Number(b)) => (a - b).abs() < f64::EPSILON,
            (Kind::Text(a), Kind::Text(b)) => a == b,
            (Kind::List(a), Kind::List(b)) => {
                a.len() == b.len() && self.items().zip(other.items()).all(|(a, b)| a.equals(b))
            }
            (Kind::Object(a), Kind::Object(b)) => {
                a.len() == b.len()
                    && self.members().all(|(name, a)| other.get(name).is_some_and(|b| a.equals(b)))
            }
            _ => false,
        }
    }
}
