//! Objects that require themselves: no value would ever be complete, so the platform refuses them.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::context::Context;
use crate::swagger::{Schema, SchemaObject};

/// Makes properties optional until no definition requires itself.
pub fn break_circles(cx: &mut Context<'_>, definitions: &mut IndexMap<String, Schema>) {
    let mut edges: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, schema) in definitions.values().enumerate() {
        let mut names = Vec::new();
        required_names(schema, &mut names);
        let targets = names.iter().filter_map(|name| definitions.get_index_of(name.as_str()));
        edges.insert(index, targets.collect());
    }
    let cuts = back_edges(definitions.len(), &edges);
    for (from, to) in cuts {
        let Some((target, _)) = definitions.get_index(to) else { continue };
        let target = target.clone();
        let Some((name, schema)) = definitions.get_index_mut(from) else { continue };
        let what =
            format!("{name} requires {target}, which requires it again. It is made optional.");
        cx.leave_out(&format!("/components/schemas/{name}"), what);
        cut(schema, &target);
    }
}

/// The definitions of which each value contains a value.
fn required_names(schema: &Schema, names: &mut Vec<String>) {
    match schema {
        Schema::Reference(reference) => names.push(reference.name().to_owned()),
        Schema::Inline(object) => {
            object.all_of.iter().for_each(|part| required_names(part, names));
            let required = object.required.iter().filter_map(|name| object.properties.get(name));
            required.for_each(|property| required_names(property, names));
        }
    }
}

/// The edges that close circles, found depth first without recursion.
fn back_edges(nodes: usize, edges: &HashMap<usize, Vec<usize>>) -> Vec<(usize, usize)> {
    let (mut open, mut closed, mut found) = (HashSet::new(), HashSet::new(), Vec::new());
    for start in 0..nodes {
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.pop() {
            if next == 0 && (closed.contains(&node) || !open.insert(node)) {
                continue;
            }
            match edges.get(&node).and_then(|targets| targets.get(next)) {
                None => {
                    open.remove(&node);
                    closed.insert(node);
                }
                Some(target) => {
                    path.push((node, next + 1));
                    if open.contains(target) {
                        found.push((node, *target));
                    } else if !closed.contains(target) {
                        path.push((*target, 0));
                    }
                }
            }
        }
    }
    found
}

/// Makes optional what leads to a definition.
fn cut(schema: &mut Schema, target: &str) {
    let Schema::Inline(object) = schema else { return };
    let leads = |schema: &Schema| {
        let mut names = Vec::new();
        required_names(schema, &mut names);
        names.iter().any(|name| name == target)
    };
    let SchemaObject { all_of, required, properties, .. } = &mut **object;
    all_of.retain(|part| !leads(part));
    required.retain(|name| properties.get(name).is_none_or(|property| !leads(property)));
}
