//! The models of definition and properties lose nothing: what they do not hold is refused.

use power_platform::print;
use power_platform::swagger::Document;
use serde_json::{Value, json};

const DEFINITION: &str = include_str!("../things/apiDefinition.swagger.json");

fn read(pointer: &str, value: Value) -> serde_json::Result<Document> {
    let mut document: Value = serde_json::from_str(DEFINITION).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match parent {
        Value::Array(array) => array.push(value),
        _ => parent[key] = value,
    }
    serde_json::from_value(document)
}

#[test]
fn what_a_definition_may_say_is_read_and_printed_again() {
    let schema = json!({
        "type": "object",
        "required": ["list"],
        "properties": {
            "list": {
                "type": "array",
                "items": {"type": "number", "format": "double", "maximum": 2.5, "exclusiveMaximum": true},
                "minItems": 1,
            },
            "choice": {"type": "string", "enum": ["a"], "x-nullable": true, "readOnly": true},
            "both": {"allOf": [{"$ref": "#/definitions/Two"}]},
        },
        "additionalProperties": {"type": "boolean", "default": false},
        "example": {"list": []},
    });
    let definition = read("/definitions/Two", schema.clone()).unwrap();
    let printed: Value = serde_json::from_str(&print(&definition)).unwrap();
    assert_eq!(printed["definitions"]["Two"], schema);
    let parameter = json!({
        "in": "query", "name": "a", "description": "A.", "type": "array",
        "items": {"type": "integer", "format": "int64", "minimum": 1},
        "collectionFormat": "multi", "maxItems": 9,
    });
    let definition = read("/paths/~1things/post/parameters/-", parameter.clone()).unwrap();
    let printed: Value = serde_json::from_str(&print(&definition)).unwrap();
    let parameters = printed["paths"]["/things"]["post"]["parameters"].as_array().unwrap();
    assert_eq!(parameters.last(), Some(&parameter));
}

#[test]
fn what_the_model_does_not_hold_is_refused() {
    read("/definitions/Two", json!({"type": "string"})).unwrap();
    for (pointer, value) in [
        ("/thing", json!(1)),
        ("/info/thing", json!(1)),
        ("/definitions/Two", json!({"type": "string", "thing": 1})),
        ("/definitions/Two", json!({"type": "array", "items": {"thing": 1}})),
        ("/definitions/Two", json!({"type": "text"})),
        ("/definitions/Two", json!({"type": "string", "format": "money"})),
        ("/paths/~1things/post/thing", json!(1)),
        (
            "/paths/~1things/post/parameters/-",
            json!({"in": "query", "name": "a", "description": "A.", "type": "string", "thing": 1}),
        ),
        (
            "/paths/~1things/post/parameters/-",
            json!({
                "in": "query", "name": "a", "description": "A.", "type": "array",
                "items": {"type": "string", "thing": 1},
            }),
        ),
        ("/paths/~1things/post/responses/200/thing", json!(1)),
    ] {
        assert!(read(pointer, value.clone()).is_err(), "{pointer} {value}");
    }
}
