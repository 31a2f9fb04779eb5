//! The remedies of single faults, at their places.

use jsonc_parser::cst::{CstNode, CstObject, CstObjectProp, CstRootNode};

use crate::check::finding::Finding;
use crate::check::rule::Rule;
use crate::check::rules::rank;

/// Keys whose values are `true` or `false` wherever they are in a definition.
const BOOLEANS: [&str; 9] = [
    "allowEmptyValue",
    "deprecated",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "readOnly",
    "required",
    "uniqueItems",
    "x-ms-notification-url",
    "x-ms-safe-operation",
];

/// Corrects the fault of a finding, if it is one with an obvious remedy.
pub fn repair(root: &CstRootNode, finding: &Finding) -> Option<()> {
    match finding.rule {
        Rule::D04 => {
            sort(&root.object_value()?);
            Some(())
        }
        Rule::D16 | Rule::E01 => unquote(&member_at(root, &finding.pointer)?),
        Rule::O13 => specify_encoding(root, &finding.pointer),
        Rule::O14 => {
            let member = member_at(root, &finding.pointer)?;
            (member.decoded_name()? == "x-ms-url-encoding").then(|| member.remove())
        }
        Rule::A07 => quote(&member_at(root, &finding.pointer)?),
        _ => None,
    }
}

/// Brings the members of a definition into their usual order. Others stay behind their predecessors.
fn sort(definition: &CstObject) {
    let mut last = 0;
    definition.sort_properties().by_key(|member| {
        last = member.decoded_name().and_then(|name| rank(&name)).unwrap_or(last);
        last
    });
}

/// `"true"` becomes `true`.
fn unquote(member: &CstObjectProp) -> Option<()> {
    if !BOOLEANS.contains(&member.decoded_name()?.as_str()) {
        return None;
    }
    match member.value()?.as_string_lit()?.decoded_value().ok()?.as_str() {
        "true" => member.set_value(true.into()),
        "false" => member.set_value(false.into()),
        _ => return None,
    }
    Some(())
}

/// `true` becomes `"true"`.
fn quote(member: &CstObjectProp) -> Option<()> {
    let text = if member.value()?.as_boolean_lit()?.value() { "true" } else { "false" };
    member.set_value(text.into());
    Some(())
}

/// A variable in a path is encoded once, unless the service says otherwise.
fn specify_encoding(root: &CstRootNode, pointer: &str) -> Option<()> {
    let parameter = value_at(root, pointer)?.as_object()?;
    let text = |key: &str| parameter.get(key)?.value()?.as_string_lit()?.decoded_value().ok();
    let lacks = text("in")? == "path" && parameter.get("x-ms-url-encoding").is_none();
    lacks.then(|| {
        parameter.append("x-ms-url-encoding", "single".into());
    })
}

/// The value at a JSON pointer (RFC 6901).
fn value_at(root: &CstRootNode, pointer: &str) -> Option<CstNode> {
    pointer.split('/').skip(1).try_fold(root.value()?, |node, step| match node.as_array() {
        Some(array) => array.elements().into_iter().nth(step.parse().ok()?),
        None => member(&node, step)?.value(),
    })
}

fn member_at(root: &CstRootNode, pointer: &str) -> Option<CstObjectProp> {
    let (parent, step) = pointer.rsplit_once('/')?;
    member(&value_at(root, parent)?, step)
}

/// The last one of repeated members, as the checker reads them.
fn member(node: &CstNode, step: &str) -> Option<CstObjectProp> {
    let name = step.replace("~1", "/").replace("~0", "~");
    let members = node.as_object()?.properties().into_iter().rev();
    members.into_iter().find(|member| member.decoded_name().as_ref() == Some(&name))
}
