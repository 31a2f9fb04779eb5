//! Parameters in path, query and headers, with their styles.

use power_platform::lowering::Options;
use power_platform::swagger::Parameter;
use serde_json::{Value, json};

use super::{OPERATION, changed, listed, ordinary, set};

/// The parameters that one becomes, and what is found.
fn lowered(parameter: &Value, lossy: bool) -> String {
    let options = Options { lossy, ..Options::default() };
    let lowered = changed(&format!("{OPERATION}/parameters"), json!([parameter]), &options);
    let operation = lowered.definition.operations().next().unwrap();
    let own = operation.parameters.iter().filter(|parameter| match parameter {
        Parameter::Declared(declared) => declared.value().is_some(),
        Parameter::Reference(_) => true,
    });
    let mut lines: Vec<_> = own.map(|own| serde_json::to_string(own).unwrap()).collect();
    lines.push(listed(&lowered.findings));
    lines.join("\n").trim_end().to_owned()
}

fn parameter(place: &str, more: &Value) -> Value {
    let mut parameter = json!({"name": "it", "in": place, "description": "Which."});
    let more = more.as_object().unwrap().clone();
    parameter.as_object_mut().unwrap().extend(more);
    parameter
}

#[test]
fn arrays_are_written_as_their_style_says() {
    let texts = json!({"type": "array", "items": {"type": "string", "enum": ["a", "b"]}});
    let with = |place: &str, more: Value| {
        let mut more = more;
        more["schema"] = texts.clone();
        lowered(&parameter(place, &more), false)
    };
    let all = [
        with("query", json!({})),
        with("query", json!({"explode": false})),
        with("query", json!({"style": "spaceDelimited", "explode": false})),
        with("query", json!({"style": "pipeDelimited", "explode": false})),
        with("query", json!({"style": "pipeDelimited", "explode": true})),
        with("header", json!({})),
        with("header", json!({"style": "form"})),
    ];
    insta::assert_snapshot!(all.join("\n"), @r##"
        {"in":"query","name":"it","description":"Which.","type":"array","items":{"type":"string","enum":["a","b"]},"collectionFormat":"multi"}
        {"in":"query","name":"it","description":"Which.","type":"array","items":{"type":"string","enum":["a","b"]},"collectionFormat":"csv"}
        {"in":"query","name":"it","description":"Which.","type":"array","items":{"type":"string","enum":["a","b"]},"collectionFormat":"ssv"}
        {"in":"query","name":"it","description":"Which.","type":"array","items":{"type":"string","enum":["a","b"]},"collectionFormat":"pipes"}
        {"in":"query","name":"it","description":"Which.","type":"array","items":{"type":"string","enum":["a","b"]},"collectionFormat":"multi"}
        {"in":"header","name":"it","description":"Which.","type":"array","items":{"type":"string","enum":["a","b"]},"collectionFormat":"csv"}
        {"in":"header","name":"it","description":"Which.","type":"array","items":{"type":"string","enum":["a","b"]},"collectionFormat":"csv"}
        refused /paths/~1it/post/parameters/0/style: The style form cannot be expressed.
    "##);
}

#[test]
fn an_object_in_the_query_becomes_a_parameter_for_each_property() {
    let page = json!({
        "type": "object",
        "required": ["size"],
        "properties": {
            "size": {"type": "integer", "description": "How many.", "maximum": 100},
            "sort": {"type": "array", "items": {"type": "string"}},
        },
    });
    let all = [
        lowered(&parameter("query", &json!({"schema": page, "required": true})), false),
        lowered(&parameter("query", &json!({"schema": page, "style": "deepObject"})), false),
        lowered(&parameter("query", &json!({"schema": page, "explode": false})), true),
        lowered(&parameter("header", &json!({"schema": page})), false),
    ];
    insta::assert_snapshot!(all.join("\n"), @r##"
        {"in":"query","name":"size","description":"How many.","required":true,"type":"integer","maximum":100}
        {"in":"query","name":"sort","description":"","type":"array","items":{"type":"string"},"collectionFormat":"multi"}
        {"in":"query","name":"it[size]","description":"How many.","type":"integer","maximum":100}
        {"in":"query","name":"it[sort]","description":"","type":"array","items":{"type":"string"},"collectionFormat":"multi"}
        {"in":"query","name":"it","description":"Which.","type":"string"}
        widened /paths/~1it/post/parameters/0: An object cannot be written here.
        {"in":"header","name":"it","description":"Which.","type":"string"}
        refused /paths/~1it/post/parameters/0: An object cannot be written here.
    "##);
}

#[test]
fn what_no_parameter_can_be_is_text_if_losses_are_permitted() {
    let text = json!({"type": "string"});
    let all = [
        lowered(&parameter("query", &json!({"content": {"application/json": {}}})), true),
        lowered(
            &parameter("query", &json!({"schema": {"oneOf": [text, {"type": "boolean"}]}})),
            true,
        ),
        lowered(&parameter("cookie", &json!({"schema": text})), true),
        lowered(&parameter("query", &json!({"schema": text, "allowEmptyValue": true})), false),
        lowered(
            &parameter(
                "query",
                &json!({
                    "schema": {"anyOf": [text, {"type": "null"}], "title": "It"},
                    "x-ms-visibility": "advanced",
                }),
            ),
            false,
        ),
    ];
    insta::assert_snapshot!(all.join("\n"), @r##"
        {"in":"query","name":"it","description":"Which.","type":"string"}
        widened /paths/~1it/post/parameters/0/content: A parameter with a media type is sent as text.
        {"in":"query","name":"it","description":"Which.","type":"string"}
        widened /paths/~1it/post/parameters/0/schema/oneOf: oneOf has variants without a common type.
        left out /paths/~1it/post/parameters/0: A value without a type is sent as text.
        widened /paths/~1it/post/parameters/0: The platform cannot send a cookie.
        {"in":"query","name":"it","description":"Which.","type":"string","allowEmptyValue":true}
        {"in":"query","name":"it","x-ms-summary":"It","description":"Which.","type":"string","x-ms-visibility":"advanced"}
    "##);
}

#[test]
fn an_operation_replaces_parameters_of_its_path_and_declares_all_variables() {
    let mut document = ordinary();
    let text = json!({"type": "string"});
    let item = json!({
        "parameters": [
            {"name": "id", "in": "path", "required": true, "description": "Of all.", "schema": text},
            {"$ref": "#/components/parameters/Page"},
        ],
        "get": {
            "parameters": [
                {"name": "id", "in": "path", "description": "Of this.", "schema": {"type": "integer"}},
            ],
            "responses": {"200": {"description": "Done."}},
        },
        "delete": {"responses": {"204": {"description": "Gone."}}},
    });
    set(&mut document, "/paths", json!({"/a/{id}/{other}": item}));
    let page = json!({"name": "page", "in": "query", "schema": {"type": "integer"}});
    set(&mut document, "/components/parameters", json!({"Page": page}));
    let options = Options::default();
    let lowered =
        power_platform::lowering::lower_with(&document.to_string().parse().unwrap(), &options);
    assert_eq!(listed(&lowered.findings), "");
    let parameters = lowered.definition.operations().map(|operation| {
        let all = operation.parameters.iter().map(|p| serde_json::to_string(p).unwrap());
        all.collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(parameters.collect::<Vec<_>>().join("\n\n"), @r##"
        {"in":"path","name":"id","description":"Of this.","required":true,"type":"integer"}
        {"in":"query","name":"page","description":"","type":"integer"}
        {"in":"path","name":"other","description":"","required":true,"type":"string"}

        {"in":"path","name":"id","description":"Of all.","required":true,"type":"string"}
        {"in":"query","name":"page","description":"","type":"integer"}
        {"in":"path","name":"other","description":"","required":true,"type":"string"}
    "##);
}
