//! O22: revisions and replacements of operations in `x-ms-api-annotation`.

use std::collections::BTreeMap;

use crate::check::definition::{Definition, Operation};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// Maximum number of operations of a family that are not deprecated.
const MAX_ACTIVE: usize = 2;

/// An operation of a family.
struct Member<'d, 'a> {
    operation: &'d Operation<'a>,
    annotation: Node<'a>,
    revision: Option<f64>,
}

impl Member<'_, '_> {
    fn is_active(&self) -> bool {
        !self.operation.node.is_true("deprecated")
    }

    fn is_in_production(&self) -> bool {
        let status = self.annotation.text_of("status");
        self.is_active() && status.is_some_and(|status| status.eq_ignore_ascii_case("production"))
    }
}

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let mut families: BTreeMap<&str, Vec<Member<'_, '_>>> = BTreeMap::new();
    for operation in &definition.operations {
        let Some(annotation) = operation.node.get("x-ms-api-annotation") else { continue };
        replacement(definition, operation, annotation, findings);
        let revision = revision(annotation, findings);
        if let Some(family) = annotation.text_of("family") {
            let member = Member { operation, annotation, revision };
            families.entry(family).or_default().push(member);
        }
    }
    for (family, members) in families {
        numbers(family, &members, findings);
        active(family, &members, findings);
    }
}

fn revision(annotation: Node<'_>, findings: &mut Findings) -> Option<f64> {
    let node = annotation.get("revision")?;
    let revision = node.number();
    if !revision.is_some_and(|number| number >= 0.0 && number.fract() == 0.0) {
        let message = "revision must be a whole number of at least 0.";
        findings.report(Rule::O22, annotation, message);
    }
    revision
}

/// The revisions of a family differ, and ids tell them.
fn numbers(family: &str, members: &[Member<'_, '_>], findings: &mut Findings) {
    for (i, member) in members.iter().enumerate() {
        let id = member.operation.id().unwrap_or_default();
        let same = members[..i].iter().find(|other| other.revision == member.revision);
        if let Some(other) = same {
            let other = other.operation.id().unwrap_or_default();
            let message = format!(
                "The operation {other} has the same revision of the family {family}. Change one of \
                 them."
            );
            findings.report(Rule::O22, member.annotation, message);
        }
        match member.revision {
            None if members.len() > 1 => {
                let message = format!("{id} has no revision in the family {family}. Add it.");
                findings.report_as(Severity::Warning, Rule::O22, member.annotation, message);
            }
            Some(revision) if revision > 1.0 && !id.ends_with(&format!("V{revision}")) => {
                let message = format!("End the operationId with the revision: {id}V{revision}.");
                findings.report_as(Severity::Warning, Rule::O22, member.annotation, message);
            }
            _ => {}
        }
    }
}

/// Few members of a family are offered to makers.
fn active(family: &str, members: &[Member<'_, '_>], findings: &mut Findings) {
    let mut active = members.iter().filter(|member| member.is_active());
    if let Some(member) = active.nth(MAX_ACTIVE) {
        let message = format!(
            "The family {family} has more than {MAX_ACTIVE} operations that are not deprecated. \
             Deprecate the older ones."
        );
        findings.report_as(Severity::Warning, Rule::O22, member.annotation, message);
    }
    let mut in_production = members.iter().filter(|member| member.is_in_production());
    if let Some(member) = in_production.nth(1) {
        let message = format!(
            "The family {family} has several operations in production. Deprecate the older ones."
        );
        findings.report_as(Severity::Warning, Rule::O22, member.annotation, message);
    }
}

/// A deprecated operation may name the one that replaces it.
fn replacement(
    definition: &Definition<'_>,
    operation: &Operation<'_>,
    annotation: Node<'_>,
    findings: &mut Findings,
) {
    let Some(replacement) = annotation.get("replacement") else { return };
    let mut warn = |message: String| {
        findings.report_as(Severity::Warning, Rule::O22, replacement, message);
    };
    if !operation.node.is_true("deprecated") {
        warn("Only a deprecated operation has a replacement. Set deprecated to true.".to_owned());
    }
    for name in ["api", "operationId"] {
        if replacement.is_object() && replacement.get(name).is_none() {
            warn(format!("The replacement has no {name}. Add it."));
        }
    }
    if let Some(id) = replacement.text_of("operationId").or_else(|| replacement.text())
        && !definition.operations.iter().any(|other| other.id() == Some(id))
    {
        warn(format!("The replacement {id} is not an operation of this connector."));
    }
}
