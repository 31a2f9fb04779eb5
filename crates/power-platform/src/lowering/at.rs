use crate::openapi::{Node, token};

/// A value of the document, and where it is.
#[derive(Clone, Debug)]
pub struct At<'a> {
    pub node: &'a Node,
    pub pointer: String,
}

impl<'a> At<'a> {
    pub fn new(node: &'a Node, pointer: impl Into<String>) -> Self {
        Self { node, pointer: pointer.into() }
    }

    pub fn key(&self, key: &str) -> Option<Self> {
        let node = self.node.get(key).filter(|node| **node != Node::Null)?;
        Some(Self::new(node, format!("{}/{}", self.pointer, token(key))))
    }

    /// The values of an object with their keys; none for another type.
    pub fn members(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let pointer = self.pointer.clone();
        self.node.object().into_iter().flatten().map(move |(key, node)| {
            (key.as_str(), Self::new(node, format!("{pointer}/{}", token(key))))
        })
    }

    /// The values of an array; none for another type.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'a> {
        let pointer = self.pointer.clone();
        let items = self.node.array().into_iter().flatten().enumerate();
        items.map(move |(index, node)| Self::new(node, format!("{pointer}/{index}")))
    }
}
