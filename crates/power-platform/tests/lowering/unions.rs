//! `oneOf` and `anyOf`, which Swagger 2.0 does not have.

use power_platform::lowering::Options;
use serde_json::{Value, json};

use super::{THING, changed, listed};

fn union(schema: Value, lossy: bool) -> String {
    let options = Options { lossy, ..Options::default() };
    let lowered = changed(&format!("{THING}/properties/deep"), schema, &options);
    let definitions = serde_json::to_value(&lowered.definition.definitions).unwrap();
    let property = &definitions["Thing"]["properties"]["deep"];
    format!("{property}\n{}", listed(&lowered.findings)).trim_end().to_owned()
}

#[test]
fn alternatives_with_a_common_shape_become_that_shape() {
    let cat = json!({
        "type": "object",
        "required": ["kind", "lives"],
        "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
    });
    let dog = json!({
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "dog"}, "barks": {"type": "boolean"}},
    });
    let text = json!({"type": "string"});
    let schemas = [
        json!({"oneOf": [{"enum": ["a"]}, {"enum": ["b"]}]}),
        json!({"anyOf": [{"type": "string", "format": "date"}, text]}),
        json!({"anyOf": [{"type": "integer"}, {"type": "number"}], "description": "A size."}),
        json!({"oneOf": [cat, dog], "discriminator": {"propertyName": "kind"}}),
        json!({"oneOf": [{"type": "array", "items": cat}, {"type": "array", "items": dog}]}),
        json!({"oneOf": [{"$ref": "#/components/schemas/Thing/properties/name"}, {"enum": ["b"]}]}),
        json!({"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]}),
        json!({"anyOf": [text, {"type": "null"}], "title": "Name"}),
    ];
    let lowered = schemas.map(|schema| union(schema, false));
    insta::assert_snapshot!(lowered.join("\n"), @r##"
        {"enum":["a","b"],"type":"string"}
        {"type":"string"}
        {"description":"A size.","type":"number"}
        {"properties":{"barks":{"type":"boolean"},"kind":{"enum":["cat","dog"],"type":"string"},"lives":{"type":"integer"}},"required":["kind"],"type":"object"}
        left out /components/schemas/Thing/properties/deep/discriminator: discriminator is left out.
        {"items":{"properties":{"barks":{"type":"boolean"},"kind":{"enum":["cat","dog"],"type":"string"},"lives":{"type":"integer"}},"required":["kind"],"type":"object"},"type":"array"}
        {"type":"string"}
        {"$ref":"#/definitions/Thing"}
        left out /components/schemas/Thing/properties/deep: What is said beside a reference is left out.
        {"title":"Name","type":"string","x-nullable":true}
    "##);
}

#[test]
fn alternatives_without_a_common_shape_become_anything_if_losses_are_permitted() {
    let schemas = [
        json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        json!({"oneOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {"type": "object", "properties": {"a": {"type": "integer"}}},
        ]}),
        json!({
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        }),
        json!({"type": ["string", "integer"], "maxLength": 3}),
        json!({"not": {"type": "string"}}),
    ];
    let lowered = schemas.map(|schema| union(schema, true));
    insta::assert_snapshot!(lowered.join("\n"), @r##"
        {}
        widened /components/schemas/Thing/properties/deep/oneOf: oneOf has variants without a common type.
        {}
        widened /components/schemas/Thing/properties/deep/oneOf: oneOf has variants in which a differs.
        {"properties":{"a":{"type":"string"},"b":{"type":"string"}},"type":"object"}
        widened /components/schemas/Thing/properties/deep/anyOf: anyOf with required properties cannot be expressed.
        {"maxLength":3}
        widened /components/schemas/Thing/properties/deep/type: A value of one of several types cannot be expressed.
        {}
        widened /components/schemas/Thing/properties/deep/not: not cannot be expressed.
    "##);
}

/// Each alternative leads to all others again.
#[test]
fn alternatives_of_one_another_end() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let names: Vec<_> = (0..12).map(|number| format!("N{number}")).collect();
    let all: Vec<_> = names.iter().map(|name| reference(name)).collect();
    let mut document = super::ordinary();
    for name in &names {
        let schema = json!({"type": "object", "properties": {"next": {"oneOf": all}, name: {}}});
        super::set(&mut document, &format!("/components/schemas/{name}"), schema);
    }
    super::set(&mut document, &format!("{THING}/properties/deep"), json!({"oneOf": all}));
    let text = document.to_string();
    let options = Options { lossy: true, ..Options::default() };
    let lowered = power_platform::lowering::lower_with(&text.parse().unwrap(), &options);
    assert!(lowered.definition.definitions.contains_key("Thing"));
}
