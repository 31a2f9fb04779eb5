//! JSON texts changed at JSON pointers (RFC 6901). The order of keys and the layout stay, so that
//! lines can be compared.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

#[derive(Clone, Debug)]
pub enum Change {
    /// Edits of the JSON at pointers, in this order.
    Patch(Vec<(String, Edit)>),
    /// The first occurrence of one text becomes another text.
    Text(String, String),
    Content(Vec<u8>),
    /// The file does not exist.
    Absent,
}

#[derive(Clone, Debug)]
pub enum Edit {
    Add(Value),
    AddBefore(String, Value),
    Replace(Value),
    Remove,
    Rename(String),
}

/// Adds a member at the end of its object, or an item before the one with this index.
pub fn add(pointer: impl Into<String>, value: impl Into<Value>) -> Change {
    Change::Patch(vec![(pointer.into(), Edit::Add(value.into()))])
}

/// Adds a member before the one at the pointer.
pub fn add_before(pointer: impl Into<String>, name: &str, value: impl Into<Value>) -> Change {
    Change::Patch(vec![(pointer.into(), Edit::AddBefore(name.to_owned(), value.into()))])
}

pub fn replace(pointer: impl Into<String>, value: impl Into<Value>) -> Change {
    Change::Patch(vec![(pointer.into(), Edit::Replace(value.into()))])
}

pub fn remove(pointer: impl Into<String>) -> Change {
    Change::Patch(vec![(pointer.into(), Edit::Remove)])
}

/// Gives a member another name.
pub fn rename(pointer: impl Into<String>, name: &str) -> Change {
    Change::Patch(vec![(pointer.into(), Edit::Rename(name.to_owned()))])
}

/// Replaces the first occurrence of a text, for faults that a JSON document cannot have.
pub fn text(from: impl Into<String>, to: impl Into<String>) -> Change {
    Change::Text(from.into(), to.into())
}

impl Change {
    /// This patch and then another one.
    pub fn and(mut self, next: Self) -> Self {
        match (&mut self, next) {
            (Self::Patch(edits), Self::Patch(more)) => edits.extend(more),
            both => panic!("only patches can be joined: {both:?}"),
        }
        self
    }

    /// The changed content; `None` if there is no file.
    pub fn apply(&self, content: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Patch(edits) => {
                let mut tree: Tree = serde_json::from_slice(content).unwrap();
                for (pointer, edit) in edits {
                    tree.apply(pointer, edit);
                }
                Some(tree.print())
            }
            Self::Text(from, to) => {
                let text = std::str::from_utf8(content).unwrap();
                assert!(text.contains(from), "{from:?} is in the good file");
                Some(text.replacen(from, to, 1).into_bytes())
            }
            Self::Content(content) => Some(content.clone()),
            Self::Absent => None,
        }
    }
}

/// A JSON value that keeps the order of members.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Tree {
    Object(IndexMap<String, Tree>),
    List(Vec<Tree>),
    Leaf(Value),
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        serde_json::from_str(&value.to_string()).unwrap()
    }
}

impl Tree {
    fn print(&self) -> Vec<u8> {
        let mut text = Vec::new();
        let layout = PrettyFormatter::with_indent(b"    ");
        self.serialize(&mut Serializer::with_formatter(&mut text, layout)).unwrap();
        text.push(b'\n');
        text
    }

    fn get(&mut self, pointer: &str) -> &mut Self {
        pointer.split('/').skip(1).fold(self, |tree, step| {
            let child = match tree {
                Self::Object(members) => members.get_mut(&unescape(step)),
                Self::List(items) => items.get_mut(step.parse::<usize>().unwrap()),
                Self::Leaf(_) => None,
            };
            child.unwrap_or_else(|| panic!("{pointer} is in the good file"))
        })
    }

    fn apply(&mut self, pointer: &str, edit: &Edit) {
        let (parent, step) = pointer.rsplit_once('/').unwrap();
        match (self.get(parent), edit) {
            (_, Edit::Replace(value)) => *self.get(pointer) = value.into(),
            (Self::Object(members), _) => {
                let at = members.get_index_of(&unescape(step));
                let (at, name, value) = match edit {
                    Edit::Add(value) => (members.len(), unescape(step), value.into()),
                    Edit::AddBefore(name, value) => (at.unwrap(), name.clone(), value.into()),
                    Edit::Rename(name) => {
                        let (_, value) = members.shift_remove_index(at.unwrap()).unwrap();
                        (at.unwrap(), name.clone(), value)
                    }
                    _ => return drop(members.shift_remove_index(at.unwrap()).unwrap()),
                };
                assert!(!members.contains_key(&name), "{name} is new at {pointer}");
                members.shift_insert(at, name, value);
            }
            (Self::List(items), Edit::Add(value)) => {
                items.insert(step.parse().unwrap(), value.into());
            }
            (Self::List(items), Edit::Remove) => drop(items.remove(step.parse().unwrap())),
            _ => panic!("{edit:?} does not fit at {pointer}"),
        }
    }
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
