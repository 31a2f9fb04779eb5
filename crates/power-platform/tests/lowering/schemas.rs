//! Schemas of OpenAPI 3.0 and 3.1 in the words of Swagger 2.0.

use power_platform::lowering::Options;
use serde_json::{Value, json};

use super::{THING, changed, listed};

/// A property of this schema as the definition has it, and what is found.
fn property(schema: Value) -> String {
    let lowered = changed(&format!("{THING}/properties/deep"), schema, &Options::default());
    let definitions = serde_json::to_value(&lowered.definition.definitions).unwrap();
    let property = &definitions["Thing"]["properties"]["deep"];
    format!("{property}\n{}", listed(&lowered.findings)).trim_end().to_owned()
}

#[test]
fn types_limits_and_annotations_are_kept() {
    let schemas = [
        json!({"type": "number", "format": "double", "minimum": 0.5, "maximum": 1e3, "default": 1}),
        json!({"type": "integer", "format": "int64", "multipleOf": 5, "enum": [5, 10, 5]}),
        json!({"type": "boolean", "default": false, "description": "Whether\n so."}),
        json!({"type": "string", "pattern": "^a", "minLength": 1, "maxLength": 2.0, "example": "ab"}),
        json!({"type": "string", "format": "date-time", "title": "When", "readOnly": true}),
        json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3}),
        json!({"type": "array"}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 4}),
        json!({"type": "object", "additionalProperties": false}),
        json!({"type": "object", "additionalProperties": {}}),
        json!({"type": "object", "required": ["a", "b", "a"], "properties": {"a": {}}}),
        json!({"properties": {"a": {"type": "string", "writeOnly": true}}}),
        json!({"items": {"$ref": "#/components/schemas/Thing"}}),
        json!({"enum": ["a", "b"]}),
        json!({"enum": [1, 2.5]}),
        json!(true),
        json!({}),
    ];
    insta::assert_snapshot!(schemas.map(property).join("\n"), @r##"
        {"default":1,"format":"double","maximum":1000.0,"minimum":0.5,"type":"number"}
        {"enum":[5,10],"format":"int64","multipleOf":5,"type":"integer"}
        {"default":false,"description":"Whether so.","type":"boolean"}
        {"example":"ab","maxLength":2,"minLength":1,"pattern":"^a","type":"string"}
        {"format":"date-time","readOnly":true,"title":"When","type":"string"}
        {"items":{"type":"string"},"maxItems":3,"minItems":1,"type":"array"}
        {"items":{},"type":"array"}
        {"additionalProperties":{"type":"integer"},"maxProperties":4,"type":"object"}
        {"additionalProperties":false,"type":"object"}
        {"additionalProperties":true,"type":"object"}
        {"properties":{"a":{},"b":{}},"required":["a","b"],"type":"object"}
        {"properties":{"a":{"type":"string"}},"type":"object"}
        {"items":{"$ref":"#/definitions/Thing"},"type":"array"}
        {"enum":["a","b"],"type":"string"}
        {"enum":[1,2.5],"type":"number"}
        {}
        {}
    "##);
}

#[test]
fn what_differs_between_the_versions_of_openapi_becomes_the_same() {
    let pairs = [
        (json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]})),
        (
            json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true}),
            json!({"type": "integer", "exclusiveMinimum": 1}),
        ),
        (
            json!({"type": "integer", "maximum": 9, "exclusiveMaximum": true}),
            json!({"type": "integer", "exclusiveMaximum": 9, "maximum": 12}),
        ),
        (json!({"type": "string", "enum": ["a"]}), json!({"const": "a"})),
        (
            json!({"type": "string", "nullable": true, "enum": ["a", null]}),
            json!({"anyOf": [{"const": "a"}, {"type": "null"}]}),
        ),
        (
            json!({"type": "string", "example": "a"}),
            json!({"type": "string", "examples": ["a", "b"]}),
        ),
        (
            json!({"type": "string", "format": "byte"}),
            json!({"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"}),
        ),
        (json!({"type": "number"}), json!({"type": ["integer", "number"]})),
    ];
    let both: Vec<_> = pairs.map(|(old, new)| (property(old), property(new))).into();
    for (old, new) in &both {
        assert_eq!(old, new);
    }
    let old: Vec<_> = both.into_iter().map(|(old, _)| old).collect();
    insta::assert_snapshot!(old.join("\n"), @r##"
        {"type":"string","x-nullable":true}
        {"exclusiveMinimum":true,"minimum":1,"type":"integer"}
        {"exclusiveMaximum":true,"maximum":9,"type":"integer"}
        {"enum":["a"],"type":"string"}
        {"enum":["a"],"type":"string","x-nullable":true}
        {"example":"a","type":"string"}
        {"format":"byte","type":"string"}
        {"type":"number"}
    "##);
}

#[test]
fn all_of_is_kept_unless_it_says_the_same_without() {
    let thing = json!({"$ref": "#/components/schemas/Thing"});
    let schemas = [
        json!({"allOf": [thing]}),
        json!({"allOf": [thing], "description": "A thing."}),
        json!({"allOf": [thing, {"type": "object", "properties": {"a": {"type": "string"}}}]}),
        json!({"allOf": [{"type": "string", "maxLength": 3}], "minLength": 1}),
    ];
    insta::assert_snapshot!(schemas.map(property).join("\n"), @r##"
        {"$ref":"#/definitions/Thing"}
        {"$ref":"#/definitions/Thing"}
        left out /components/schemas/Thing/properties/deep: What is said beside a reference is left out.
        {"allOf":[{"$ref":"#/definitions/Thing"},{"properties":{"a":{"type":"string"}},"type":"object"}]}
        {"maxLength":3,"minLength":1,"type":"string"}
    "##);
}

/// Definitions have the names of components, and others one of their place.
#[test]
fn a_reference_may_lead_to_any_schema_of_the_document() {
    let to = |pointer: &str| property(json!({"$ref": pointer}));
    let references = [
        to("#/components/schemas/Thing"),
        to("#/components/schemas/Thing/properties/name"),
        to("#/paths/~1it/post/responses/200/content/application~1json;%20charset=utf-8/schema"),
    ];
    insta::assert_snapshot!(references.join("\n"), @r##"
        {"$ref":"#/definitions/Thing"}
        {"$ref":"#/definitions/properties_name"}
        {"$ref":"#/definitions/application_json__charset_utf-8_schema"}
    "##);
}
