//! What is refused in an operation, a parameter and a schema.

use serde_json::json;

use super::{OPERATION, THING, ordinary, refusal, refusal_without, refused};

#[test]
fn what_an_operation_cannot_say_is_refused_at_its_place() {
    let at = |key: &str| format!("{OPERATION}/{key}");
    let response = at("responses/200");
    let refusals = [
        refusal(&at("tags"), json!(["tag"])),
        refusal_without(OPERATION, "summary"),
        refusal_without(OPERATION, "description"),
        refusal_without(OPERATION, "operationId"),
        refusal(&at("deprecated"), json!(true)),
        refusal(&at("externalDocs"), json!({"url": "https://example.com"})),
        refusal(&at("security"), json!([])),
        refusal(&at("servers"), json!([{"url": "https://example.com"}])),
        refusal(&at("callbacks"), json!({"done": {}})),
        refusal(&at("x-codeSamples"), json!([])),
        refusal(&at("requestBody"), json!({"$ref": "#/components/requestBodies/Thing"})),
        refusal(&at("requestBody/content"), json!({})),
        refusal(&at("requestBody/content/text~1json"), json!({})),
        refusal(&at("requestBody/content/text~1json"), json!({"schema": {"type": "string"}})),
        refusal(&at("requestBody/content/text~1json/example"), json!("a")),
        refusal(&at("requestBody/content/text~1json/encoding"), json!({"name": {}})),
        refusal(&at("responses/default"), json!({"description": "Done."})),
        refusal(&at("responses/4XX"), json!({"description": "Refused."})),
        refusal(&at("responses/404"), json!({"$ref": "#/components/responses/NotFound"})),
        refusal(&format!("{response}/headers"), json!({"X-Thing": {"schema": {"type": "string"}}})),
        refusal(&format!("{response}/links"), json!({"next": {"operationId": "DoIt"}})),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @"
    /paths/~1it/post: a tag cannot be expressed in the definition
    /paths/~1it/post: an operation without a summary cannot be expressed in the definition
    /paths/~1it/post: an operation without a description cannot be expressed in the definition
    /paths/~1it/post: an operation without an id cannot be expressed in the definition
    /paths/~1it/post: a deprecated operation cannot be expressed in the definition
    /paths/~1it/post: externalDocs cannot be expressed in the definition
    /paths/~1it/post: a security requirement cannot be expressed in the definition
    /paths/~1it/post: the server of an operation cannot be expressed in the definition
    /paths/~1it/post: a callback cannot be expressed in the definition
    /paths/~1it/post/x-codeSamples: an extension cannot be expressed in the definition
    /paths/~1it/post/requestBody: a reference to something that is not a schema cannot be expressed in the definition
    /paths/~1it/post/requestBody: a body without a media type cannot be expressed in the definition
    /paths/~1it/post/requestBody/content/text~1json: a media type without a schema cannot be expressed in the definition
    /paths/~1it/post/requestBody/content/text~1json: a second schema of a body cannot be expressed in the definition
    /paths/~1it/post/requestBody/content/text~1json: an example cannot be expressed in the definition
    /paths/~1it/post/requestBody/content/text~1json: an encoding cannot be expressed in the definition
    /paths/~1it/post/responses: a response without a status cannot be expressed in the definition
    /paths/~1it/post/responses/4XX: a range of statuses cannot be expressed in the definition
    /paths/~1it/post/responses/404: a reference to something that is not a schema cannot be expressed in the definition
    /paths/~1it/post/responses/200: a response header cannot be expressed in the definition
    /paths/~1it/post/responses/200: a link cannot be expressed in the definition
    ");
}

#[test]
fn what_a_parameter_cannot_say_is_refused_at_its_place() {
    let at = |key: &str| format!("{OPERATION}/parameters/0/{key}");
    let refusals = [
        refusal(&at("in"), json!("cookie")),
        refusal(&at("deprecated"), json!(true)),
        refusal(&at("example"), json!("a")),
        refusal_without(&format!("{OPERATION}/parameters/0"), "description"),
        refusal(&at("schema"), json!({"$ref": "#/components/schemas/Thing"})),
        refusal(&at("schema"), json!({"type": "integer"})),
        refusal(&at("schema/maxLength"), json!(9)),
        refusal(&format!("{OPERATION}/parameters/-"), json!({"$ref": "#/components/parameters/A"})),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @"
    /paths/~1it/post/parameters/0: a parameter that is neither a header nor a query parameter cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a deprecated parameter cannot be expressed in the definition
    /paths/~1it/post/parameters/0: an example cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a parameter without a description cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a header that is not plain text cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a header that is not plain text cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a header that is not plain text cannot be expressed in the definition
    /paths/~1it/post/parameters/3: a reference to something that is not a schema cannot be expressed in the definition
    ");
}

#[test]
fn what_a_query_parameter_cannot_say_is_refused_at_its_place() {
    let at = |key: &str| format!("{OPERATION}/parameters/1/{key}");
    let refusals = [
        refusal(&at("style"), json!("pipeDelimited")),
        refusal(&at("allowReserved"), json!(true)),
        refusal(&at("allowEmptyValue"), json!(true)),
        refusal(&at("example"), json!(true)),
        refusal_without(&format!("{OPERATION}/parameters/1"), "description"),
        refusal(&at("schema"), json!({"type": "integer"})),
        refusal(&at("schema"), json!({"type": "string", "maxLength": 9})),
        refusal(&at("schema/default"), json!(true)),
        refusal(&at("schema/enum"), json!([true])),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @r"
        /paths/~1it/post/parameters/1: the style of a query parameter cannot be expressed in the definition
        /paths/~1it/post/parameters/1: allowReserved cannot be expressed in the definition
        /paths/~1it/post/parameters/1: allowEmptyValue cannot be expressed in the definition
        /paths/~1it/post/parameters/1: an example cannot be expressed in the definition
        /paths/~1it/post/parameters/1: a parameter without a description cannot be expressed in the definition
        /paths/~1it/post/parameters/1: a query parameter that is neither plain text nor a boolean cannot be expressed in the definition
        /paths/~1it/post/parameters/1: a query parameter that is neither plain text nor a boolean cannot be expressed in the definition
        /paths/~1it/post/parameters/1/schema/default: a default that is not text cannot be expressed in the definition
        /paths/~1it/post/parameters/1/schema: the type boolean cannot be expressed in the definition
    ");
}

#[test]
fn what_a_schema_cannot_say_is_refused_at_its_place() {
    let name = |key: &str| format!("{THING}/properties/name/{key}");
    let number = |key: &str| format!("{THING}/properties/number/{key}");
    let thing = |key: &str| format!("{THING}/{key}");
    let text = json!({"type": "string"});
    let refusals = [
        refusal(&name("title"), json!("Another")),
        refusal(&name("type"), json!("number")),
        refusal(&name("format"), json!("date")),
        refusal(&name("format"), json!("money")),
        refusal(&number("format"), json!("uint32")),
        refusal(&number("default"), json!(7)),
        refusal(&name("externalDocs"), json!({"url": "https://example.com"})),
        refusal(&thing("discriminator"), json!({"propertyName": "name"})),
        refusal(&thing("additionalProperties"), text.clone()),
        refusal(&name("enum"), json!(["a"])),
        refusal(&number("enum"), json!([1])),
        refusal(&name("deprecated"), json!(true)),
        refusal(&name("nullable"), json!(true)),
        refusal(&name("readOnly"), json!(true)),
        refusal(&name("example"), json!("a")),
        refusal(&name("x-ms-summary"), json!("Name")),
        refusal(&name("pattern"), json!("a")),
        refusal(&name("minimum"), json!(1)),
        refusal(&number("multipleOf"), json!(2)),
        refusal(&number("minimum"), json!(1)),
        refusal(&number("exclusiveMaximum"), json!(true)),
        refusal(&thing("maxProperties"), json!(1)),
        refusal(&thing("properties/deep"), json!({"type": "array", "items": text})),
        refusal(&thing("properties/deep"), json!({"type": "boolean"})),
        refusal(&thing("properties/deep"), json!({"anyOf": [text]})),
        refusal(&thing("properties/deep"), json!({"oneOf": [text]})),
        refusal(&thing("properties/deep"), json!({"allOf": [text]})),
        refusal(&thing("properties/deep"), json!({"not": text})),
        refusal(&thing("properties/deep"), json!({"$ref": "#/definitions/Thing"})),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @"
    /components/schemas/Thing/properties/name: a title cannot be expressed in the definition
    /components/schemas/Thing/properties/name: a schema that does not keep to one type cannot be expressed in the definition
    /components/schemas/Thing/properties/name/format: this format cannot be expressed in the definition
    /components/schemas/Thing/properties/name/format: this format cannot be expressed in the definition
    /components/schemas/Thing/properties/number/format: this format cannot be expressed in the definition
    /components/schemas/Thing/properties/number/default: a default that is not text cannot be expressed in the definition
    /components/schemas/Thing/properties/name: externalDocs cannot be expressed in the definition
    /components/schemas/Thing: a discriminator cannot be expressed in the definition
    /components/schemas/Thing: additionalProperties cannot be expressed in the definition
    /components/schemas/Thing/properties/name: enum cannot be expressed in the definition
    /components/schemas/Thing/properties/number: enum cannot be expressed in the definition
    /components/schemas/Thing/properties/name: a deprecated schema cannot be expressed in the definition
    /components/schemas/Thing/properties/name: nullable cannot be expressed in the definition
    /components/schemas/Thing/properties/name: readOnly cannot be expressed in the definition
    /components/schemas/Thing/properties/name: an example cannot be expressed in the definition
    /components/schemas/Thing/properties/name/x-ms-summary: an extension cannot be expressed in the definition
    /components/schemas/Thing/properties/name: a pattern cannot be expressed in the definition
    /components/schemas/Thing/properties/name/minimum: this value cannot be expressed in the definition
    /components/schemas/Thing/properties/number: multipleOf cannot be expressed in the definition
    /components/schemas/Thing/properties/number: a minimum cannot be expressed in the definition
    /components/schemas/Thing/properties/number: a maximum cannot be expressed in the definition
    /components/schemas/Thing: a number of properties cannot be expressed in the definition
    /components/schemas/Thing/properties/deep: the type array cannot be expressed in the definition
    /components/schemas/Thing/properties/deep: the type boolean cannot be expressed in the definition
    /components/schemas/Thing/properties/deep: anyOf cannot be expressed in the definition
    /components/schemas/Thing/properties/deep: oneOf cannot be expressed in the definition
    /components/schemas/Thing/properties/deep: allOf cannot be expressed in the definition
    /components/schemas/Thing/properties/deep: not cannot be expressed in the definition
    /components/schemas/Thing/properties/deep: a reference to something that is not a schema cannot be expressed in the definition
    ");
}

/// serde would ignore these keys.
#[test]
fn what_the_model_of_the_document_does_not_hold_is_refused() {
    let written_twice = ordinary().to_string().replacen(
        "\"/it\":",
        "\"/it\": {\"post\": {\"responses\": {}}}, \"/it\":",
        1,
    );
    let refusals = [
        refusal("/webhooks", json!({"done": {}})),
        refusal(&format!("{THING}/properties/name/const"), json!("a")),
        refusal(&format!("{THING}/properties/secret/minimumLength"), json!(8)),
        refusal(
            &format!("{OPERATION}/responses/200/content/application~1json; charset=utf-8/schema"),
            json!({"$ref": "#/components/schemas/Thing", "description": "A thing."}),
        ),
        refusal(&format!("{OPERATION}/responses/2000"), json!({"description": "Done."})),
        refused(&written_twice),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @"
    /webhooks: this key cannot be expressed in the definition
    /components/schemas/Thing/properties/name/const: this key cannot be expressed in the definition
    /components/schemas/Thing/properties/secret/minimumLength: this key cannot be expressed in the definition
    /paths/~1it/post/responses/200/content/application~1json; charset=utf-8/schema/description: this key cannot be expressed in the definition
    /paths/~1it/post/responses/2000: this key cannot be expressed in the definition
    /paths/~1it: a second value for the same key cannot be expressed in the definition
    ");
}

#[test]
fn what_is_not_an_openapi_document_is_refused() {
    let refusals = ["", "{}", "[1]", r#"{"swagger": "2.0", "info": {}, "paths": {}}"#].map(refused);
    insta::assert_snapshot!(refusals.join("\n"), @"
    this is not an OpenAPI 3.0 document: EOF while parsing a value at line 1 column 0
    this is not an OpenAPI 3.0 document: missing field `openapi` at line 1 column 2
    this is not an OpenAPI 3.0 document: invalid type: sequence, expected struct OpenAPI at line 1 column 0
    this is not an OpenAPI 3.0 document: missing field `title` at line 1 column 29
    ");
}
