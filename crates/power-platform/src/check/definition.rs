use std::collections::{HashMap, HashSet};

use crate::check::tree::Node;

/// The HTTP methods of a path item.
pub(crate) const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];
/// Maximum number of references that are followed from one to the next.
const MAX_REFERENCES: usize = 256;
/// Keywords whose objects have names as keys, not keywords.
const MAPS: [&str; 8] = [
    "properties",
    "definitions",
    "parameters",
    "responses",
    "headers",
    "paths",
    "securityDefinitions",
    "scopes",
];
/// Keywords with arbitrary JSON as their value.
const DATA: [&str; 4] = ["example", "examples", "default", "enum"];

/// The operations, parameters and schemas of a definition.
pub(crate) struct Definition<'a> {
    pub root: Node<'a>,
    pub operations: Vec<Operation<'a>>,
    /// Each parameter where it is declared: at operations, at paths and at the root.
    pub parameters: Vec<Node<'a>>,
    /// Each schema once, including nested ones.
    pub schemas: Vec<Schema<'a>>,
    targets: Targets<'a>,
}

/// The possible targets of references.
struct Targets<'a> {
    root: Node<'a>,
    by_pointer: HashMap<String, Node<'a>>,
}

impl<'a> Targets<'a> {
    fn new(root: Node<'a>) -> Self {
        let homes = ["definitions", "parameters", "responses"];
        let all = homes.iter().flat_map(|home| {
            let members = root.members_of(home);
            let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
            members.map(move |(name, node)| (format!("#/{home}/{}", escaped(name)), node))
        });
        Self { root, by_pointer: all.collect() }
    }

    fn get(&self, pointer: &str) -> Option<Node<'a>> {
        // The fallback is slow, but pointers with escapes or more than two steps are rare.
        self.by_pointer.get(pointer).copied().or_else(|| target(self.root, pointer))
    }

    fn resolve(&self, node: Node<'a>) -> Option<Node<'a>> {
        let mut node = node;
        for _ in 0..MAX_REFERENCES {
            match node.get("$ref") {
                None => return Some(node),
                Some(reference) => node = self.get(reference.text()?)?,
            }
        }
        None
    }
}

pub(crate) struct Operation<'a> {
    pub path: &'a str,
    pub method: &'a str,
    pub node: Node<'a>,
    /// The parameters of the operation and of its path, with references resolved.
    pub parameters: Vec<Node<'a>>,
}

/// A keyword of the specification, as opposed to a property of the same name or a key in data.
#[derive(Clone, Copy)]
pub(crate) struct Keyword<'a> {
    pub name: &'a str,
    pub value: Node<'a>,
    /// The object that has the keyword.
    pub object: Node<'a>,
    /// The key of that object, or of the list or map that contains it.
    pub home: &'a str,
}

#[derive(Clone, Copy)]
pub(crate) struct Schema<'a> {
    pub node: Node<'a>,
    /// The schema that has this one as a property.
    pub property_of: Option<Node<'a>>,
    /// The number of schemas around this one.
    pub depth: usize,
}

impl<'a> Operation<'a> {
    /// The parameters with this value of `in`.
    pub fn parameters_in(&self, location: &str) -> impl Iterator<Item = Node<'a>> {
        self.parameters.iter().copied().filter(move |p| p.text_of("in") == Some(location))
    }

    /// The parameter with this name.
    pub fn parameter(&self, name: &str) -> Option<Node<'a>> {
        self.parameters.iter().copied().find(|p| p.text_of("name") == Some(name))
    }

    /// The responses by status, without extensions.
    pub fn responses(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let responses = self.node.members_of("responses");
        responses.filter(|(status, _)| !status.starts_with("x-"))
    }

    pub fn id(&self) -> Option<&'a str> {
        self.node.text_of("operationId")
    }
}

impl<'a> Definition<'a> {
    pub fn new(root: Node<'a>) -> Self {
        let targets = Targets::new(root);
        let mut operations = Vec::new();
        let mut parameters: Vec<_> = root.members_of("parameters").map(|(_, p)| p).collect();
        for (path, item) in paths(root) {
            let shared: Vec<_> = item.items_of("parameters").collect();
            parameters.extend(shared.iter().filter(|p| p.get("$ref").is_none()));
            for (method, node) in item.members().filter(|(m, _)| METHODS.contains(m)) {
                let own: Vec<_> = node.items_of("parameters").collect();
                parameters.extend(own.iter().filter(|p| p.get("$ref").is_none()));
                let resolved = own.iter().chain(&shared).filter_map(|p| targets.resolve(*p));
                operations.push(Operation { path, method, node, parameters: resolved.collect() });
            }
        }
        let mut definition = Self { root, operations, parameters, schemas: Vec::new(), targets };
        definition.collect_schemas();
        definition
    }

    pub fn keywords(&self) -> Vec<Keyword<'a>> {
        let mut keywords = Vec::new();
        let mut pending = vec![(self.root, "")];
        while let Some((object, home)) = pending.pop() {
            for (name, value) in object.members() {
                keywords.push(Keyword { name, value, object, home });
                if DATA.contains(&name) || name.starts_with("x-") {
                    continue;
                }
                let objects = |nodes: &mut dyn Iterator<Item = Node<'a>>| {
                    nodes
                        .filter(|node| node.is_object())
                        .map(|node| (node, name))
                        .collect::<Vec<_>>()
                };
                if value.is_list() {
                    pending.extend(objects(&mut value.items()));
                } else if MAPS.contains(&name) {
                    pending.extend(objects(&mut value.members().map(|(_, node)| node)));
                } else if value.is_object() {
                    pending.push((value, name));
                }
            }
        }
        keywords
    }

    /// The target of a reference, through further references; the node itself if it is not one.
    /// `None` if the target does not exist.
    pub fn resolve(&self, node: Node<'a>) -> Option<Node<'a>> {
        self.targets.resolve(node)
    }

    /// The value at a local JSON pointer (`#/…`).
    pub fn target(&self, pointer: &str) -> Option<Node<'a>> {
        self.targets.get(pointer)
    }

    fn collect_schemas(&mut self) {
        let mut roots = Vec::new();
        for (_, item) in paths(self.root) {
            roots.extend(item.get("x-ms-notification-content").and_then(|c| c.get("schema")));
        }
        for parameter in &self.parameters {
            roots.extend(parameter.get("schema"));
        }
        for operation in &self.operations {
            roots.extend(operation.responses().filter_map(|(_, r)| r.get("schema")));
        }
        for (_, response) in self.root.members_of("responses") {
            roots.extend(response.get("schema"));
        }
        roots.extend(self.root.members_of("definitions").map(|(_, d)| d));
        for root in roots {
            collect(root, None, 0, &mut self.schemas);
        }
    }

    /// The node ids of all schemas of request bodies, through references.
    pub fn input_schemas(&self) -> HashSet<usize> {
        let mut seen = HashSet::new();
        let mut pending: Vec<Node<'a>> = self
            .parameters
            .iter()
            .filter(|p| p.text_of("in") == Some("body"))
            .filter_map(|p| p.get("schema"))
            .collect();
        while let Some(node) = pending.pop() {
            let Some(node) = self.resolve(node) else { continue };
            if seen.insert(node.id()) {
                pending.extend(children(node).into_iter().map(|(child, _)| child));
            }
        }
        seen
    }
}

/// The path items, without extensions.
pub(crate) fn paths(root: Node<'_>) -> impl Iterator<Item = (&str, Node<'_>)> {
    let paths = root.members_of("paths");
    paths.filter(|(path, _)| !path.starts_with("x-"))
}

/// The value at a local JSON pointer (`#/…`).
fn target<'a>(root: Node<'a>, pointer: &str) -> Option<Node<'a>> {
    let steps = pointer.strip_prefix("#/")?;
    steps.split('/').try_fold(root, |node, step| {
        let decoded = percent_encoding::percent_decode_str(step).decode_utf8_lossy();
        let name = decoded.replace("~1", "/").replace("~0", "~");
        if node.is_list() { node.items().nth(name.parse().ok()?) } else { node.get(&name) }
    })
}

/// The schemas directly inside a schema, and whether each is a property.
pub(crate) fn children(node: Node<'_>) -> Vec<(Node<'_>, bool)> {
    let mut children = Vec::new();
    let properties = node.members_of("properties");
    children.extend(properties.map(|(_, property)| (property, true)));
    for name in ["items", "additionalProperties"] {
        children.extend(node.get(name).filter(|n| n.is_object()).map(|n| (n, false)));
    }
    for name in ["allOf", "oneOf", "anyOf"] {
        children.extend(node.items_of(name).map(|n| (n, false)));
    }
    children
}

fn collect<'a>(
    node: Node<'a>,
    property_of: Option<Node<'a>>,
    depth: usize,
    schemas: &mut Vec<Schema<'a>>,
) {
    if !node.is_object() {
        return;
    }
    schemas.push(Schema { node, property_of, depth });
    for (child, is_property) in children(node) {
        collect(child, is_property.then_some(node), depth + 1, schemas);
    }
}
