mod node;

use std::ops::Range;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;

pub(crate) use node::Node;

/// A JSON document that keeps the place of each value, the order of members and repeated keys.
///
/// The nodes are in one list and refer to each other by index, so that a [`Node`] is cheap to copy.
pub(crate) struct Tree {
    nodes: Vec<Data>,
    /// The byte offsets at which lines start.
    starts: Vec<usize>,
}

struct Data {
    kind: Kind,
    /// The bytes of the value in the text.
    span: Range<usize>,
    parent: usize,
    step: Step,
}

enum Step {
    Root,
    Member(String),
    Item(usize),
}

enum Kind {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<usize>),
    Object(Vec<usize>),
}

/// The types of JSON values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum JsonType {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl Tree {
    /// Copies a parsed document. `starts` are the byte offsets at which lines start.
    pub fn new(value: &ast::Value<'_>, starts: Vec<usize>) -> Self {
        let mut tree = Self { nodes: Vec::new(), starts };
        tree.push(value, 0, Step::Root);
        tree
    }

    fn push(&mut self, value: &ast::Value<'_>, parent: usize, step: Step) -> usize {
        let id = self.nodes.len();
        let span = value.start()..value.end();
        self.nodes.push(Data { kind: Kind::Null, span, parent, step });
        let kind = match value {
            ast::Value::NullKeyword(_) => Kind::Null,
            ast::Value::BooleanLit(literal) => Kind::Bool(literal.value),
            ast::Value::NumberLit(literal) => {
                Kind::Number(literal.value.parse().unwrap_or(f64::NAN))
            }
            ast::Value::StringLit(literal) => Kind::Text(literal.value.clone().into_owned()),
            ast::Value::Array(list) => {
                let items = list.elements.iter().enumerate();
                Kind::List(items.map(|(i, v)| self.push(v, id, Step::Item(i))).collect())
            }
            ast::Value::Object(object) => {
                let members = object.properties.iter();
                Kind::Object(
                    members
                        .map(|p| {
                            let step = Step::Member(p.name.as_str().to_owned());
                            self.push(&p.value, id, step)
                        })
                        .collect(),
                )
            }
        };
        self.nodes[id].kind = kind;
        id
    }

    pub fn root(&self) -> Node<'_> {
        Node::new(self, 0)
    }
}
