//! O12–O14: paths and their variables.

use std::collections::{BTreeMap, HashMap};

use crate::check::definition::{Definition, METHODS, Operation, paths};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Maximum number of paths of one length that are compared with each other.
const MAX_COMPARED: usize = 512;

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    for operation in definition.operations.iter().filter(|operation| !operation.node.is_empty()) {
        variables(operation, findings);
    }
    all_paths(definition, findings);
}

/// The names of the variables of a path.
fn variables_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

fn variables(operation: &Operation<'_>, findings: &mut Findings) {
    let declared: Vec<_> = operation.parameters_in("path").collect();
    for variable in variables_of(operation.path) {
        let found = declared.iter().find(|p| p.text_of("name") == Some(variable));
        let Some(parameter) = found else {
            let message = format!(
                "The path has a variable {variable}, but no path parameter declares it. Add one."
            );
            findings.report(Rule::O13, operation.node, message);
            continue;
        };
        if !parameter.is_true("required") {
            let message = format!("The path parameter {variable} must have required: true.");
            findings.report(Rule::O13, *parameter, message);
        }
        if let Some(encoding) = parameter.get("x-ms-url-encoding")
            && !matches!(encoding.text(), Some("single" | "double"))
        {
            findings.report(Rule::O13, encoding, "x-ms-url-encoding must be single or double.");
        }
        if parameter.get("x-ms-url-encoding").is_none() {
            let message = format!(
                "Add x-ms-url-encoding to {variable}: \"single\", or \"double\" if the service \
                 decodes twice."
            );
            findings.report_as(Severity::Warning, Rule::O13, *parameter, message);
        }
    }
    for parameter in &declared {
        let name = parameter.text_of("name").unwrap_or_default();
        if !variables_of(operation.path).any(|variable| variable == name) {
            let message = format!("The path has no variable {{{name}}}. Remove the parameter.");
            findings.report(Rule::O13, *parameter, message);
        }
    }
    for parameter in operation.parameters_in("query") {
        if let Some(encoding) = parameter.get("x-ms-url-encoding") {
            let message = "x-ms-url-encoding is for path parameters only. Remove it.";
            findings.report(Rule::O14, encoding, message);
        }
    }
}

/// The path in lower case, without the names of variables. Paths of one shape match the same
/// addresses.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for c in path.to_lowercase().chars() {
        match c {
            '{' => {
                shape.push_str("{}");
                inside = true;
            }
            '}' => inside = false,
            _ if inside => {}
            _ => shape.push(c),
        }
    }
    shape
}

/// O12: paths of which one has a variable where the other one has a text, so that a value of the
/// variable leads to the other operation. `paths` have the same number of segments.
fn similar_paths(paths: &[(&str, Node<'_>)], findings: &mut Findings) {
    // The limit bounds the time that a huge definition takes.
    for (i, (path, node)) in paths.iter().take(MAX_COMPARED).enumerate() {
        let similar = paths[..i].iter().find(|(other, _)| is_similar(path, other));
        let shared = similar.is_some_and(|(_, other)| {
            node.members()
                .any(|(method, _)| METHODS.contains(&method) && other.get(method).is_some())
        });
        if let Some((other, _)) = similar.filter(|_| shared) {
            let message = format!("A value of a variable can make this path the same as {other}.");
            findings.report_as(Severity::Guidance, Rule::O12, *node, message);
        }
    }
}

fn is_similar(a: &str, b: &str) -> bool {
    let is_variable = |segment: &str| segment.starts_with('{') && segment.ends_with('}');
    let mut differs = false;
    let same = a.split('/').zip(b.split('/')).all(|(a, b)| {
        let one_is_variable = is_variable(a) != is_variable(b) && !a.is_empty() && !b.is_empty();
        differs |= one_is_variable;
        one_is_variable || is_variable(a) || a.eq_ignore_ascii_case(b)
    });
    same && differs
}

fn all_paths(definition: &Definition<'_>, findings: &mut Findings) {
    let mut exact: HashMap<String, &str> = HashMap::new();
    let mut shapes: HashMap<String, &str> = HashMap::new();
    let mut by_length: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    for (path, node) in paths(definition.root) {
        by_length.entry(path.split('/').count()).or_default().push((path, node));
        if !path.starts_with('/') {
            findings.report(Rule::O12, node, "A path must start with a slash.");
        }
        if let Some(character) = path.chars().find(|c| ['*', '?', '#'].contains(c)) {
            findings.report(Rule::O12, node, format!("A path must not contain {character}."));
        }
        let balanced = path
            .split('/')
            .all(|segment| segment.matches('{').count() == segment.matches('}').count());
        if !balanced {
            findings.report(Rule::O12, node, "A variable must be within one segment of the path.");
        }
        if variables_of(path).any(|variable| variable.contains('=')) {
            let message = "A variable in a path cannot have a default. Remove the =.";
            findings.report(Rule::O12, node, message);
        }
        if let Some(first) = exact.insert(path.to_lowercase(), path) {
            let message = format!("This path differs from {first} only in upper and lower case.");
            findings.report(Rule::O12, node, message);
        } else if let Some(first) = shapes.insert(shape(path), path) {
            let message = format!("This path is ambiguous: {first} matches the same addresses.");
            findings.report_as(Severity::Warning, Rule::O12, node, message);
        }
    }
    for paths in by_length.values() {
        similar_paths(paths, findings);
    }
}
