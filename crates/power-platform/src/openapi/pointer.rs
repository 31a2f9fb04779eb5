//! References: URI fragments with a JSON pointer (RFC 6901, section 6).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::Node;

/// Maximum number of references that lead to one another.
const MAX_HOPS: usize = 32;

/// What a reference leads to, with its pointer.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    pub node: &'a Node,
    pub pointer: String,
}

/// Why a reference leads to nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unresolved {
    /// It leads to another file.
    External,
    /// Nothing is there.
    Missing,
    /// It leads back to itself.
    Circle,
}

/// A key as a part of a pointer.
pub fn token(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) {
        Cow::Owned(key.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(key)
    }
}

/// The value of a reference; references in its place are followed.
pub fn resolve<'a>(root: &'a Node, reference: &str) -> Result<Target<'a>, Unresolved> {
    let mut reference = reference.to_owned();
    for _ in 0..MAX_HOPS {
        let pointer = reference.strip_prefix('#').ok_or(Unresolved::External)?;
        let pointer = percent_decode_str(pointer).decode_utf8_lossy().into_owned();
        let node = at(root, &pointer).ok_or(Unresolved::Missing)?;
        match node.get("$ref").and_then(Node::text) {
            Some(next) => next.clone_into(&mut reference),
            None => return Ok(Target { node, pointer }),
        }
    }
    Err(Unresolved::Circle)
}

fn at<'a>(root: &'a Node, pointer: &str) -> Option<&'a Node> {
    if pointer.is_empty() {
        return Some(root);
    }
    let parts = pointer.strip_prefix('/')?.split('/');
    parts.into_iter().try_fold(root, |node, part| {
        let key = part.replace("~1", "/").replace("~0", "~");
        match node {
            Node::Object(members) => members.get(&key),
            Node::Array(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        }
    })
}
