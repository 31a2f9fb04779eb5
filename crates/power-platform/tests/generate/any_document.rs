//! Whatever the document is, what is made of it is a connector that the platform saves.

use power_platform::check::{Gate, Level};
use power_platform::generate::GenerateError;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{builder, checked, shop};

/// Names that lead somewhere, clash, or need care.
fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "Id", "x-y", "a/b", "ü", "connectionId", "$", "name"])
        .prop_map(str::to_owned)
}

/// Schemas that make sense, and some that do not.
fn schema() -> impl Strategy<Value = Value> {
    let plain = prop::sample::select(vec![
        json!({"type": "string", "format": "binary"}),
        json!({"type": "string", "enum": ["a", "b", 1, null], "default": "c"}),
        json!({"type": ["integer", "null"], "minimum": 5, "maximum": 1, "default": "x"}),
        json!({"type": "number", "exclusiveMinimum": 1, "multipleOf": -1}),
        json!({"type": "boolean", "nullable": true, "default": null}),
        json!({"type": ["string", "object"], "maxLength": 3}),
        json!({"const": {"a": 1}}),
        json!({"type": "array"}),
        json!({"type": "string", "minLength": 9, "maxLength": 2, "pattern": "("}),
        json!({"$ref": "#/components/schemas/Thing"}),
        json!({"$ref": "#/components/schemas/Loop", "description": "A loop."}),
        json!({"type": "null"}),
        json!({"required": ["a", "a", "c"], "type": "object", "readOnly": true}),
        json!({"type": "string", "required": ["a"]}),
        json!(true),
        json!(false),
        json!({}),
        json!(7),
    ]);
    plain.prop_recursive(4, 24, 4, |inner| {
        let many = prop::collection::vec(inner.clone(), 0..4);
        let properties = prop::collection::vec((name(), inner.clone()), 0..4);
        prop_oneof![
            (properties, prop::collection::vec(name(), 0..3)).prop_map(|(properties, required)| {
                let properties: Map<_, _> = properties.into_iter().collect();
                json!({"type": "object", "properties": properties, "required": required})
            }),
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            inner.prop_map(|more| json!({"type": "object", "additionalProperties": more})),
            (prop::sample::select(vec!["oneOf", "anyOf", "allOf"]), many).prop_map(
                |(key, many)| json!({key: many, "description": "Several", "example": [1]})
            ),
        ]
    })
}

fn parameter() -> impl Strategy<Value = Value> {
    let place = prop::sample::select(vec!["query", "header", "path", "cookie", "body"]);
    let style = prop::sample::select(vec![
        json!(null),
        json!("form"),
        json!("simple"),
        json!("deepObject"),
        json!("pipeDelimited"),
        json!("matrix"),
    ]);
    (name(), place, style, any::<bool>(), schema()).prop_map(
        |(name, place, style, flag, schema)| {
            json!({
                "name": name, "in": place, "style": style, "explode": flag, "required": flag,
                "schema": schema,
            })
        },
    )
}

fn operation() -> impl Strategy<Value = Value> {
    let media_types = vec![
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
        "image/*",
        "*/*",
    ];
    let media_type = prop::sample::select(media_types);
    let status = prop::sample::select(vec!["200", "201", "2XX", "404", "default", "4XX", "x-a"]);
    let responses = prop::collection::vec((status, schema()), 0..3);
    (prop::collection::vec(parameter(), 0..4), media_type, schema(), responses).prop_map(
        |(parameters, media_type, schema, responses)| {
            let content = |schema: Value| json!({"application/json": {"schema": schema}});
            let responses: Map<_, _> = responses
                .into_iter()
                .map(|(status, schema)| {
                    (status.to_owned(), json!({"description": "", "content": content(schema)}))
                })
                .collect();
            json!({
                "operationId": "same",
                "parameters": parameters,
                "requestBody": {"content": {media_type: {"schema": schema}}},
                "responses": responses,
            })
        },
    )
}

fn document() -> impl Strategy<Value = Value> {
    let path =
        prop::sample::select(vec!["/a", "/A", "/a/{Id}", "/a/{Id}/{b}", "b", "/c?d", "/{x-y}.z"]);
    let method =
        prop::sample::select(vec!["get", "put", "post", "delete", "head", "patch", "trace"]);
    let operations = prop::collection::vec((path, method, operation()), 1..4);
    (operations, schema()).prop_map(|(operations, looping)| {
        let mut document = shop();
        for (path, method, operation) in operations {
            document["paths"][path][method] = operation;
        }
        let reference = json!({"$ref": "#/components/schemas/Loop"});
        document["components"]["schemas"]["Loop"] = json!({
            "type": "object",
            "required": ["self", "other"],
            "properties": {"self": reference, "other": looping},
        });
        document
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_generated_has_no_error(document in document()) {
        match builder(&document).lossy(true).build() {
            Ok(generated) => {
                let errors: Vec<_> = checked(&generated.connector, Gate::Custom)
                    .into_iter()
                    .filter(|finding| finding.level == Level::Error)
                    .map(|finding| format!("{:?} {} {}", finding.rule, finding.path.display(), finding.message))
                    .collect();
                prop_assert!(errors.is_empty(), "{errors:#?}");
            }
            Err(GenerateError::Refused(findings)) => {
                // Only what no reader could follow.
                prop_assert!(findings.iter().any(|finding| !finding.remedy.is_empty()));
            }
            Err(error @ GenerateError::Config(_)) => prop_assert!(false, "{error}"),
        }
    }
}
