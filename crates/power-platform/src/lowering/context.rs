use std::collections::{HashMap, HashSet, VecDeque};

use indexmap::IndexMap;

use super::Options;
use super::at::At;
use crate::finding::{Effect, Finding};
use crate::openapi::{Node, Target, Unresolved, resolve, token};
use crate::swagger::{Reference, Schema, SchemaObject};

/// What lowering the parts of one document shares.
pub struct Context<'a> {
    pub root: &'a Node,
    lossy: bool,
    pub success_only: bool,
    findings: Vec<Finding>,
    known: HashSet<(String, String)>,
    /// The names of definitions, by the pointers of the schemas.
    names: IndexMap<String, String>,
    /// The pointers of definitions, by their names.
    pointers: HashMap<String, String>,
    pending: VecDeque<Target<'a>>,
    /// Schemas that are merged with others, by their pointers.
    pub merged: HashMap<String, SchemaObject>,
    /// The schemas that are being merged.
    pub merging: Vec<String>,
}

impl<'a> Context<'a> {
    pub fn new(root: &'a Node, options: &Options) -> Self {
        Self {
            root,
            lossy: options.lossy,
            success_only: options.success_only,
            findings: Vec::new(),
            known: HashSet::new(),
            names: IndexMap::new(),
            pointers: HashMap::new(),
            pending: VecDeque::new(),
            merged: HashMap::new(),
            merging: Vec::new(),
        }
    }

    /// Something that the definition cannot say. What is returned instead permits more.
    pub fn refuse(&mut self, pointer: &str, what: impl Into<String>, remedy: &str) {
        let effect = if self.lossy { Effect::Widened } else { Effect::Refused };
        self.report(effect, pointer, what.into(), remedy);
    }

    /// Something that is wrong, with or without losses.
    pub fn reject(&mut self, pointer: &str, what: impl Into<String>, remedy: &str) {
        self.report(Effect::Refused, pointer, what.into(), remedy);
    }

    /// Something that changes no call.
    pub fn leave_out(&mut self, pointer: &str, what: impl Into<String>) {
        self.report(Effect::LeftOut, pointer, what.into(), "");
    }

    fn report(&mut self, effect: Effect, pointer: &str, what: String, remedy: &str) {
        if self.known.insert((pointer.to_owned(), what.clone())) {
            let (pointer, remedy) = (pointer.to_owned(), remedy.to_owned());
            self.findings.push(Finding { effect, pointer, what, remedy });
        }
    }

    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// What is here, or what a reference in its place leads to.
    pub fn item(&mut self, at: At<'a>) -> Option<At<'a>> {
        match at.node.get("$ref").and_then(Node::text) {
            Some(reference) => {
                let target = self.target(&at.pointer, reference)?;
                Some(At::new(target.node, target.pointer))
            }
            None => Some(at),
        }
    }

    pub fn target(&mut self, pointer: &str, reference: &str) -> Option<Target<'a>> {
        let error = match resolve(self.root, reference) {
            Ok(target) => return Some(target),
            Err(error) => error,
        };
        let (what, remedy) = match error {
            Unresolved::External => (
                "The reference leads to another file.",
                "Bundle the document into one file first, for example with redocly bundle.",
            ),
            Unresolved::Missing => {
                ("The reference leads to nothing.", "Correct it, or add what it names.")
            }
            Unresolved::Circle => {
                ("The reference leads back to itself.", "Describe the schema itself.")
            }
        };
        self.reject(pointer, what, remedy);
        None
    }

    /// The definition of a schema that is referred to. It waits to be lowered.
    pub fn definition(&mut self, target: Target<'a>) -> Schema {
        if let Some(name) = self.names.get(&target.pointer) {
            return Schema::Reference(Reference::to(name));
        }
        let mut parts = target.pointer.rsplit('/');
        let last = parts.next().unwrap_or_default();
        let plain = |text: &str| -> String {
            let text = text.replace("~1", "/").replace("~0", "~");
            let keep = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            text.chars().map(|c| if keep(c) { c } else { '_' }).collect()
        };
        let is_shared = target.pointer.starts_with("/components/schemas/")
            && target.pointer.matches('/').count() == 3;
        let base = if is_shared {
            plain(last)
        } else {
            format!("{}_{}", plain(parts.next().unwrap_or_default()), plain(last))
        };
        let mut name = base.clone();
        let mut number = 2;
        while self.pointers.contains_key(&name) {
            name = format!("{base}_{number}");
            number += 1;
        }
        self.names.insert(target.pointer.clone(), name.clone());
        self.pointers.insert(name.clone(), target.pointer.clone());
        self.pending.push_back(target);
        Schema::Reference(Reference::to(&name))
    }

    /// What a reference of the definition stands for in the document.
    pub fn target_of(&self, reference: &Reference) -> Option<Target<'a>> {
        let pointer = self.pointers.get(reference.name())?;
        resolve(self.root, &format!("#{pointer}")).ok()
    }

    /// A schema that is referred to and not yet lowered.
    pub fn next_pending(&mut self) -> Option<Target<'a>> {
        self.pending.pop_front()
    }

    /// The pointers of all schemas that are referred to, with their names: those of the document's
    /// components in its order, then the others.
    pub fn in_order(&self) -> Vec<(&str, &str)> {
        let shared = self.root.get("components").and_then(|all| all.get("schemas"));
        let order: HashMap<String, usize> = shared
            .and_then(Node::object)
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(index, (key, _))| (format!("/components/schemas/{}", token(key)), index))
            .collect();
        let mut all: Vec<_> =
            self.names.iter().map(|(p, name)| (p.as_str(), name.as_str())).collect();
        all.sort_by_key(|(pointer, _)| order.get(*pointer).copied().unwrap_or(usize::MAX));
        all
    }
}
