use std::collections::{HashMap, HashSet};

use crate::check::tree::Node;

/// The HTTP methods of a path item.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];
/// How many references are followed from one to the next.
const LONGEST_CHAIN: usize = 256;
/// Keys whose objects hold names, not keywords.
const NAMES: [&str; 8] = [
    "properties",
    "definitions",
    "parameters",
    "responses",
    "headers",
    "paths",
    "securityDefinitions",
    "scopes",
];
/// Keys that hold data of the connector's own.
const DATA: [&str; 4] = ["example", "examples", "default", "enum"];

/// A definition, looked at as what it is about: operations, parameters, schemas.
pub struct Definition<'a> {
    pub root: Node<'a>,
    pub operations: Vec<Operation<'a>>,
    /// Every parameter object where it is declared, at operations, paths and the root.
    pub parameters: Vec<Node<'a>>,
    /// Every schema object, nested ones too, each once.
    pub schemas: Vec<Schema<'a>>,
    targets: Targets<'a>,
}

/// What references may lead to, by pointer.
struct Targets<'a> {
    root: Node<'a>,
    by_pointer: HashMap<String, Node<'a>>,
}

impl<'a> Targets<'a> {
    fn new(root: Node<'a>) -> Self {
        let homes = ["definitions", "parameters", "responses"];
        let all = homes.iter().flat_map(|home| {
            let members = root.get(home).into_iter().flat_map(Node::members);
            members.map(move |(name, node)| (format!("#/{home}/{name}"), node))
        });
        Self { root, by_pointer: all.collect() }
    }

    fn get(&self, pointer: &str) -> Option<Node<'a>> {
        // Names with escapes and pointers into something are rare.
        self.by_pointer.get(pointer).copied().or_else(|| target(self.root, pointer))
    }

    fn resolve(&self, node: Node<'a>) -> Option<Node<'a>> {
        let mut node = node;
        for _ in 0..LONGEST_CHAIN {
            match node.get("$ref") {
                None => return Some(node),
                Some(reference) => node = self.get(reference.text()?)?,
            }
        }
        None
    }
}

/// One operation.
pub struct Operation<'a> {
    pub path: &'a str,
    pub method: &'a str,
    pub node: Node<'a>,
    /// Its own parameters and those of its path, references resolved.
    pub parameters: Vec<Node<'a>>,
}

/// One keyword of the specification where it is used as such: not a property that is called so, not
/// inside data, not inside an extension.
#[derive(Clone, Copy)]
pub struct Keyword<'a> {
    pub name: &'a str,
    pub value: Node<'a>,
    /// The object that it stands in.
    pub object: Node<'a>,
    /// The key under which that object, or the list or map around it, stands.
    pub home: &'a str,
}

/// One schema object.
#[derive(Clone, Copy)]
pub struct Schema<'a> {
    pub node: Node<'a>,
    /// The object that it is a property of.
    pub property_of: Option<Node<'a>>,
    /// How deep it is nested below where it begins.
    pub depth: usize,
}

impl<'a> Operation<'a> {
    /// The parameters in one location.
    pub fn parameters_in(&self, location: &str) -> impl Iterator<Item = Node<'a>> {
        self.parameters.iter().copied().filter(move |p| p.text_of("in") == Some(location))
    }

    /// The answers, by status, without extensions.
    pub fn responses(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> + use<'a> {
        let responses = self.node.get("responses").into_iter().flat_map(Node::members);
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
        let mut parameters: Vec<_> =
            root.get("parameters").into_iter().flat_map(Node::members).map(|(_, p)| p).collect();
        for (path, item) in paths(root) {
            let shared: Vec<_> = item.get("parameters").into_iter().flat_map(Node::items).collect();
            parameters.extend(shared.iter().filter(|p| p.get("$ref").is_none()));
            for (method, node) in item.members().filter(|(m, _)| METHODS.contains(m)) {
                let own: Vec<_> =
                    node.get("parameters").into_iter().flat_map(Node::items).collect();
                parameters.extend(own.iter().filter(|p| p.get("$ref").is_none()));
                let resolved = own.iter().chain(&shared).filter_map(|p| targets.resolve(*p));
                operations.push(Operation { path, method, node, parameters: resolved.collect() });
            }
        }
        let mut definition = Self { root, operations, parameters, schemas: Vec::new(), targets };
        definition.collect_schemas();
        definition
    }

    /// All keywords.
    pub fn keywords(&self) -> Vec<Keyword<'a>> {
        let mut keywords = Vec::new();
        let mut waiting = vec![(self.root, "")];
        while let Some((object, home)) = waiting.pop() {
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
                    waiting.extend(objects(&mut value.items()));
                } else if NAMES.contains(&name) {
                    waiting.extend(objects(&mut value.members().map(|(_, node)| node)));
                } else if value.is_object() {
                    waiting.push((value, name));
                }
            }
        }
        keywords
    }

    /// What a reference leads to, through further references; itself if it is none. `None` if it
    /// leads nowhere.
    pub fn resolve(&self, node: Node<'a>) -> Option<Node<'a>> {
        self.targets.resolve(node)
    }

    /// The value at a local JSON pointer (`#/…`).
    pub fn target(&self, pointer: &str) -> Option<Node<'a>> {
        self.targets.get(pointer)
    }

    fn collect_schemas(&mut self) {
        let mut starts = Vec::new();
        for (_, item) in paths(self.root) {
            starts.extend(item.get("x-ms-notification-content").and_then(|c| c.get("schema")));
        }
        for parameter in &self.parameters {
            starts.extend(parameter.get("schema"));
        }
        for operation in &self.operations {
            starts.extend(operation.responses().filter_map(|(_, r)| r.get("schema")));
        }
        for (_, response) in self.root.get("responses").into_iter().flat_map(Node::members) {
            starts.extend(response.get("schema"));
        }
        starts.extend(
            self.root.get("definitions").into_iter().flat_map(Node::members).map(|(_, d)| d),
        );
        for start in starts {
            collect(start, None, 0, &mut self.schemas);
        }
    }

    /// The ids of all schemas that a body can contain, through references.
    pub fn input_schemas(&self) -> HashSet<usize> {
        let mut seen = HashSet::new();
        let mut waiting: Vec<Node<'a>> = self
            .parameters
            .iter()
            .filter(|p| p.text_of("in") == Some("body"))
            .filter_map(|p| p.get("schema"))
            .collect();
        while let Some(node) = waiting.pop() {
            let Some(node) = self.resolve(node) else { continue };
            if seen.insert(node.id()) {
                waiting.extend(children(node).into_iter().map(|(child, _)| child));
            }
        }
        seen
    }
}

/// The path items, without extensions.
pub fn paths(root: Node<'_>) -> impl Iterator<Item = (&str, Node<'_>)> {
    let paths = root.get("paths").into_iter().flat_map(Node::members);
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

/// The schemas directly inside a schema, and whether they are its properties.
pub fn children(node: Node<'_>) -> Vec<(Node<'_>, bool)> {
    let mut children = Vec::new();
    let properties = node.get("properties").into_iter().flat_map(Node::members);
    children.extend(properties.map(|(_, property)| (property, true)));
    for name in ["items", "additionalProperties"] {
        children.extend(node.get(name).filter(|n| n.is_object()).map(|n| (n, false)));
    }
    for name in ["allOf", "oneOf", "anyOf"] {
        children.extend(node.get(name).into_iter().flat_map(Node::items).map(|n| (n, false)));
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
