use indexmap::IndexMap;

use super::at::At;
use super::context::Context;
use crate::openapi::Node;

/// The members of an object, of which each is looked at or reported.
pub struct Fields<'a> {
    at: At<'a>,
    taken: Vec<bool>,
}

impl<'a> Fields<'a> {
    /// The members of an object; none for another type.
    pub fn new(at: &At<'a>) -> Self {
        let length = at.node.object().map_or(0, IndexMap::len);
        Self { at: at.clone(), taken: vec![false; length] }
    }

    pub fn node(&self) -> &'a Node {
        self.at.node
    }

    pub fn pointer(&self) -> &str {
        &self.at.pointer
    }

    /// The value of a key; `null` counts as absent.
    pub fn take(&mut self, key: &str) -> Option<At<'a>> {
        let index = self.at.node.object()?.get_index_of(key)?;
        self.taken[index] = true;
        self.at.key(key)
    }

    /// The value if it is what `read` expects; any other is reported as one that is left out.
    fn typed<T>(&mut self, key: &str, read: impl FnOnce(&'a Node) -> Option<T>) -> Option<T> {
        let value = self.at.key(key).and_then(|at| read(at.node))?;
        self.take(key);
        Some(value)
    }

    /// A text from a doc comment, whose line ends have no meaning.
    pub fn text(&mut self, key: &str) -> Option<String> {
        self.raw(key).map(|text| joined(&text)).filter(|text| !text.is_empty())
    }

    pub fn raw(&mut self, key: &str) -> Option<String> {
        self.typed(key, Node::words)
    }

    pub fn flag(&mut self, key: &str) -> bool {
        self.typed(key, Node::bool).unwrap_or_default()
    }

    pub fn number(&mut self, key: &str) -> Option<serde_json::Number> {
        self.typed(key, |node| node.number().cloned())
    }

    pub fn count(&mut self, key: &str) -> Option<usize> {
        self.typed(key, |node| {
            let number = node.number()?;
            let whole = number.as_u64().or_else(|| {
                let number = number.as_f64().filter(|number| number.fract() == 0.0)?;
                format!("{number}").parse().ok()
            });
            usize::try_from(whole?).ok()
        })
    }

    /// Looks at keys that change nothing.
    pub fn pass_over(&mut self, keys: &[&str]) {
        for key in keys {
            self.take(key);
        }
    }

    /// Refuses each of these keys that says something.
    pub fn refuse(&mut self, cx: &mut Context<'_>, keys: &[&str], remedy: &str) {
        for key in keys {
            if let Some(at) = self.take(key).filter(|at| !at.node.is_blank()) {
                cx.refuse(&at.pointer, format!("{key} cannot be expressed."), remedy);
            }
        }
    }

    /// Reports the keys that have not been looked at.
    pub fn finish(self, cx: &mut Context<'_>) {
        let members = self.at.members().zip(self.taken);
        for ((key, at), taken) in members {
            if !taken && !at.node.is_blank() {
                let what = if key.starts_with("x-") { "The extension" } else { "The key" };
                cx.leave_out(&at.pointer, format!("{what} {key} is left out."));
            }
        }
    }
}

/// A text whose line ends have no meaning.
pub fn joined(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}
