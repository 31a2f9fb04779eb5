//! C01–C06, C09 and C10, and P08 for schemas.

use fancy_regex::Regex;

use super::operations::{is_internal, visibility};
use super::parameters::{internal, values};
use super::wording::{ends_like_sentence, is_same_text};
use crate::check::definition::{Definition, Schema};
use crate::check::finding::Findings;
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Node;

/// The values of `format` that the platform supports.
const FORMATS: [&str; 14] = [
    "int32",
    "int64",
    "float",
    "double",
    "byte",
    "binary",
    "date",
    "date-time",
    "password",
    "date-no-tz",
    "email",
    "html",
    "uri",
    "uuid",
];

pub(crate) fn check(definition: &Definition<'_>, findings: &mut Findings) {
    let inputs = definition.input_schemas();
    for schema in &definition.schemas {
        let node = schema.node;
        if node.get("$ref").is_some() {
            continue;
        }
        let input = inputs.contains(&node.id());
        required(node, input, findings);
        items(node, findings);
        if schema.depth > 0 && node.text_of("format") == Some("binary") {
            let message = "Only a whole body can be binary. Use the format byte (base64) here.";
            findings.report_as(Severity::Warning, Rule::P08, node, message);
        }
        constraints(node, findings);
        discriminator(node, findings);
        values(node, findings);
        visibility(node, findings);
        if schema.depth > 0 && node.text_of("type") == Some("file") {
            let message = "Only a whole response or a form field can be a file. Use string.";
            findings.report(Rule::C10, node, message);
        }
        if schema.property_of.is_some() {
            property(schema, input, findings);
        }
    }
    for parameter in &definition.parameters {
        constraints(*parameter, findings);
        if parameter.text_of("in") != Some("body") {
            items(*parameter, findings);
        }
        let mut inner = parameter.get("items");
        while let Some(node) = inner {
            constraints(node, findings);
            values(node, findings);
            items(node, findings);
            inner = node.get("items");
        }
    }
}

fn items(node: Node<'_>, findings: &mut Findings) {
    if node.text_of("type") != Some("array") || node.get("items").is_some() {
        return;
    }
    let message = "This array does not say what it contains. Add items.";
    if node.get("properties").is_some() {
        findings.report_as(Severity::Warning, Rule::C03, node, message);
    } else {
        findings.report(Rule::C03, node, message);
    }
}

fn required(node: Node<'_>, input: bool, findings: &mut Findings) {
    let Some(required) = node.get("required") else { return };
    if !required.is_list() {
        let message =
            "required must be a list of property names in the object that has these properties.";
        return findings.report(Rule::C01, required, message);
    }
    if required.is_empty() {
        findings.report(Rule::C01, required, "required is empty. Remove it.");
        return;
    }
    if node.text_of("type").is_some_and(|type_| type_ != "object") {
        findings.report(Rule::C01, required, "Only an object can have required properties.");
        return;
    }
    let composed = ["allOf", "oneOf", "anyOf"].iter().any(|name| node.get(name).is_some());
    for name in required.items() {
        let text = name.text().unwrap_or_default();
        let property = node.get("properties").and_then(|all| all.get(text));
        match property {
            None if !composed => {
                let message = format!("{text} is required, but there is no such property.");
                findings.report(Rule::C01, name, message);
            }
            Some(property) if input && property.is_true("readOnly") => {
                let message = format!(
                    "{text} is required but readOnly, so it can never be sent. Change one of the \
                     two."
                );
                findings.report(Rule::C02, property, message);
            }
            _ => {}
        }
    }
}

/// C09: `discriminator` names the property that tells which schema a value has.
fn discriminator(node: Node<'_>, findings: &mut Findings) {
    let Some((at, name)) = node.text_member("discriminator") else { return };
    let required = node.items_of("required").any(|item| item.text() == Some(name));
    let property = node.get("properties").and_then(|all| all.get(name));
    let is_text = property.is_some_and(|node| node.text_of("type") == Some("string"));
    if !(required && is_text) {
        let message = "discriminator must be the name of a required property of type string.";
        findings.report(Rule::C09, at, message);
    }
}

fn constraints(node: Node<'_>, findings: &mut Findings) {
    if let Some(format) = node.get("format")
        && !format.text().is_some_and(|text| FORMATS.contains(&text))
    {
        let message = format!(
            "The format {} is not supported. The supported formats are: {}.",
            format.text().unwrap_or("given"),
            FORMATS.join(", ")
        );
        findings.report(Rule::C04, format, message);
    }
    if let Some(pattern) = node.get("pattern")
        && pattern.text().is_none_or(|text| Regex::new(text).is_err())
    {
        let message = "The pattern is not a valid regular expression.";
        findings.report_as(Severity::Warning, Rule::C05, pattern, message);
    }
    if let Some(factor) = node.get("multipleOf")
        && factor.number().is_none_or(|number| number <= 0.0)
    {
        findings.report(Rule::C05, factor, "multipleOf must be a number greater than 0.");
    }
    for (min, max) in [
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
        ("minimum", "maximum"),
    ] {
        let number = |name: &str| node.get(name).and_then(Node::number);
        if let (Some(low), Some(high)) = (number(min), number(max))
            && low > high
        {
            let message = format!("{min} is greater than {max}, so no value is valid.");
            findings.report(Rule::C05, node, message);
        }
        for name in [min, max].into_iter().filter(|name| !name.ends_with("imum")) {
            if let Some(value) = node.get(name)
                && value.number().is_none_or(|number| number < 0.0 || number.fract() != 0.0)
            {
                let message = format!("{name} must be a whole number of at least 0.");
                findings.report(Rule::C05, value, message);
            }
        }
    }
    for (exclusive, partner) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(value) = node.get(exclusive)
            && node.get(partner).is_none()
        {
            let message = format!("{exclusive} has no effect without {partner}.");
            findings.report_as(Severity::Warning, Rule::C05, value, message);
        }
    }
}

fn property(schema: &Schema<'_>, input: bool, findings: &mut Findings) {
    let node = schema.node;
    let name = node.name().unwrap_or_default();
    let required = schema
        .property_of
        .is_some_and(|object| object.items_of("required").any(|item| item.text() == Some(name)));
    if input {
        internal(node, Some(required), findings);
    }
    if is_internal(node) {
        return;
    }
    let summary = node.text_of("x-ms-summary").or_else(|| node.text_of("title"));
    let description = node.text_of("description");
    let mut missing = Vec::new();
    if summary.is_none_or(|text| text.trim().is_empty()) {
        missing.push("x-ms-summary");
    }
    if description.is_none_or(|text| text.trim().is_empty()) {
        missing.push("description");
    }
    if !missing.is_empty() {
        let message = format!("The property {name} has no {}. Add it.", missing.join(" and no "));
        findings.report(Rule::C06, node, message);
    } else if let (Some(summary), Some(description)) = (summary, description) {
        if is_same_text(summary, description) {
            findings.report(Rule::C06, node, "The description only repeats the title. Say more.");
        } else if !ends_like_sentence(description) {
            let message = "Write the description as a sentence that ends with a full stop.";
            findings.report(Rule::C06, node, message);
        }
    }
}
