//! What is refused in an operation, a parameter and a schema unless losses are permitted, and what is
//! left out in any case.

use serde_json::json;

use super::{OPERATION, THING, refusal, refusal_without};

#[test]
fn what_an_operation_cannot_say_is_refused_at_its_place() {
    let at = |key: &str| format!("{OPERATION}/{key}");
    let response = at("responses/200");
    let refusals = [
        refusal(&at("tags"), json!(["tag"])),
        refusal_without(OPERATION, "summary"),
        refusal_without(OPERATION, "description"),
        refusal_without(OPERATION, "operationId"),
        refusal(&at("externalDocs"), json!({"url": "https://example.com"})),
        refusal(&at("servers"), json!([{"url": "https://example.com"}])),
        refusal(&at("callbacks"), json!({"done": {"{$request.body#/url}": {}}})),
        refusal(&at("x-codeSamples"), json!([1])),
        refusal(&at("requestBody"), json!({"$ref": "#/components/requestBodies/Thing"})),
        refusal(&at("requestBody/content/text~1json"), json!({"schema": {"type": "string"}})),
        refusal(&at("requestBody/content/application~1json/example"), json!("a")),
        refusal(&at("requestBody/content/application~1json/thing"), json!("a")),
        refusal(&at("responses/4XX"), json!({"description": "Refused."})),
        refusal(&at("responses"), json!({"2XX": {"description": "Done."}})),
        refusal(&at("responses"), json!({"default": {"description": "Done."}})),
        refusal(&at("responses"), json!({"404": {"description": "Not found."}})),
        refusal(&at("responses/404"), json!({"$ref": "#/components/responses/NotFound"})),
        refusal(&format!("{response}/headers"), json!({"X-Thing": {"schema": {"type": "string"}}})),
        refusal(&format!("{response}/links"), json!({"next": {"operationId": "DoIt"}})),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @r"
        /paths/~1it/post/tags: tags is left out.
        /paths/~1it/post: The operation has no summary. Write it there or in connector.toml.
        /paths/~1it/post: The operation has no description. Write it there or in connector.toml.
        /paths/~1it/post: The operation has no operationId. Write it there or in connector.toml.
        /paths/~1it/post/externalDocs: externalDocs is left out.
        /paths/~1it/post/servers: servers cannot be expressed. A connector has one address.
        /paths/~1it/post/callbacks: callbacks cannot be expressed. Make a trigger of one in connector.toml, or leave them out with --lossy.
        /paths/~1it/post/x-codeSamples: The extension x-codeSamples is left out.
        /paths/~1it/post/requestBody: The reference leads to nothing. Correct it, or add what it names.
        /paths/~1it/post/requestBody/content/text~1json: application/json is used instead of this media type.
        /paths/~1it/post/requestBody/content/application~1json/example: example of a body is left out.
        /paths/~1it/post/requestBody/content/application~1json/thing: The key thing is left out.
        /paths/~1it/post/responses/4XX: A range of statuses is left out: the platform shows errors as they are.
        /paths/~1it/post/responses/2XX: All of these statuses are described as 200.
        /paths/~1it/post/responses/default: The only response is described as 200.
        /paths/~1it/post: The operation has no response for success. 200 takes its place.
        /paths/~1it/post/responses/404: The reference leads to nothing. Correct it, or add what it names.
        /paths/~1it/post/responses/200/headers: The platform does not show headers of a response.
        /paths/~1it/post/responses/200/links: links cannot be expressed. Makers connect actions themselves. Leave links out with --lossy.
    ");
}

#[test]
fn what_a_parameter_cannot_say_is_refused_at_its_place() {
    let at = |key: &str| format!("{OPERATION}/parameters/0/{key}");
    let query = |key: &str| format!("{OPERATION}/parameters/1/{key}");
    let refusals = [
        refusal(&at("in"), json!("cookie")),
        refusal(&at("in"), json!("body")),
        refusal(&at("in"), json!("path")),
        refusal(&at("name"), json!("Content-Type")),
        refusal(&at("name"), json!("connectionId")),
        refusal(&at("deprecated"), json!(true)),
        refusal(&at("example"), json!("a")),
        refusal(&at("style"), json!("matrix")),
        refusal_without(&format!("{OPERATION}/parameters/0"), "description"),
        refusal(&at("schema"), json!({"$ref": "#/components/schemas/Thing"})),
        refusal(&at("schema"), json!({})),
        refusal(&query("allowReserved"), json!(true)),
        refusal(&query("schema/oneOf"), json!([{"type": "string"}, {"type": "boolean"}])),
        refusal(&format!("{OPERATION}/parameters/-"), json!({"$ref": "#/components/parameters/A"})),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @r"
        /paths/~1it/post/parameters/0: The platform cannot send a cookie. Let the service take a header instead.
        /paths/~1it/post/parameters/0: The parameter is neither in the path, the query nor a header. Correct its key in.
        /paths/~1it/post/parameters/0: The path has no such variable, so it is left out.
        /paths/~1it/post/parameters/0: The platform sends this header itself, so it is left out.
        /paths/~1it/post/parameters/0: The platform does not accept the name of the parameter. Rename it.
        /paths/~1it/post/parameters/0/deprecated: deprecated of a parameter is left out.
        /paths/~1it/post/parameters/0/example: example of a parameter is left out.
        /paths/~1it/post/parameters/0/style: The style matrix cannot be expressed. Let the service take the plain value, too.
        /paths/~1it/post: The parameter X-Thing has no description. Write it there or in connector.toml.
        /paths/~1it/post/parameters/0: An object cannot be written here. Take single values, or let makers write a text with --lossy.
        /paths/~1it/post/parameters/0: A value without a type is sent as text.
        /paths/~1it/post/parameters/1/allowReserved: The platform encodes reserved characters.
        /paths/~1it/post/parameters/1/schema/oneOf: oneOf has variants without a common type. Describe one schema for all, or let the connector take any value with --lossy.
        /paths/~1it/post/parameters/1: A value without a type is sent as text.
        /paths/~1it/post/parameters/3: The reference leads to nothing. Correct it, or add what it names.
    ");
}

#[test]
fn what_a_schema_cannot_say_is_refused_at_its_place() {
    let name = |key: &str| format!("{THING}/properties/name/{key}");
    let number = |key: &str| format!("{THING}/properties/number/{key}");
    let thing = |key: &str| format!("{THING}/{key}");
    let text = json!({"type": "string"});
    let integer = json!({"type": "integer"});
    let refusals = [
        refusal(&name("type"), json!(["string", "integer"])),
        refusal(&name("type"), json!("text")),
        refusal(&name("format"), json!("money")),
        refusal(&number("format"), json!("date")),
        refusal(&number("default"), json!("seven")),
        refusal(&number("enum"), json!([1, "two"])),
        refusal(&number("minimum"), json!("one")),
        refusal(&name("minLength"), json!(10)),
        refusal(&number("multipleOf"), json!(0)),
        refusal(&name("externalDocs"), json!({"url": "https://example.com"})),
        refusal(&thing("discriminator"), json!({"propertyName": "name"})),
        refusal(&name("deprecated"), json!(true)),
        refusal(&name("readOnly"), json!(true)),
        refusal(&name("x-thing"), json!("Name")),
        refusal(&name("minimumLength"), json!(8)),
        refusal(&thing("patternProperties"), json!({"^a": text})),
        refusal(&thing("if"), json!({"required": ["name"]})),
        refusal(&thing("unevaluatedProperties"), json!(true)),
        refusal(&thing("properties/deep"), json!({"type": "array", "prefixItems": [text]})),
        refusal(&thing("properties/deep"), json!(false)),
        refusal(&thing("properties/deep"), json!({"anyOf": [text, integer]})),
        refusal(&thing("properties/deep"), json!({"oneOf": [text, integer]})),
        refusal(&thing("properties/deep"), json!({"not": text})),
        refusal(&thing("properties/deep"), json!({"$ref": "#/definitions/Thing"})),
        refusal(&thing("properties/deep"), json!({"$ref": "other.json#/Thing"})),
        refusal(
            &format!("{OPERATION}/responses/200/content/application~1json; charset=utf-8/schema"),
            json!({"$ref": "#/components/schemas/Thing", "description": "A thing."}),
        ),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @r"
        /components/schemas/Thing/properties/name/type: A value of one of several types cannot be expressed. Keep one type, or let the connector take any value with --lossy.
        /components/schemas/Thing/properties/name/type: There is no type text. Use one of JSON Schema.
        /components/schemas/Thing/properties/name/format: The format money is left out.
        /components/schemas/Thing/properties/number/format: The format date is left out.
        /components/schemas/Thing/properties/number: The default contradicts the schema and is left out.
        /components/schemas/Thing/properties/number: A value of enum contradicts the schema and is left out.
        /components/schemas/Thing/properties/number/minimum: The key minimum is left out.
        /components/schemas/Thing/properties/name: A length contradicts the schema and is left out.
        /components/schemas/Thing/properties/number: multipleOf contradicts the schema and is left out.
        /components/schemas/Thing/properties/name/externalDocs: externalDocs is left out.
        /components/schemas/Thing/discriminator: discriminator is left out.
        /components/schemas/Thing/properties/name/deprecated: deprecated is left out.
        /components/schemas/Thing: name is readOnly and no longer required.
        /components/schemas/Thing/properties/name/x-thing: The extension x-thing is left out.
        /components/schemas/Thing/properties/name/minimumLength: The key minimumLength is left out.
        /components/schemas/Thing/patternProperties: patternProperties cannot be expressed. Take it out of the document, or let the connector permit more with --lossy.
        /components/schemas/Thing/if: if cannot be expressed. Take it out of the document, or let the connector permit more with --lossy.
        /components/schemas/Thing/unevaluatedProperties: unevaluatedProperties cannot be expressed. Take it out of the document, or let the connector permit more with --lossy.
        /components/schemas/Thing/properties/deep/prefixItems: prefixItems cannot be expressed. Take it out of the document, or let the connector permit more with --lossy.
        /components/schemas/Thing/properties/deep: This is no schema that a value can satisfy. Describe it.
        /components/schemas/Thing/properties/deep/anyOf: anyOf has variants without a common type. Describe one schema for all, or let the connector take any value with --lossy.
        /components/schemas/Thing/properties/deep/oneOf: oneOf has variants without a common type. Describe one schema for all, or let the connector take any value with --lossy.
        /components/schemas/Thing/properties/deep/not: not cannot be expressed. Take it out of the document, or let the connector permit more with --lossy.
        /components/schemas/Thing/properties/deep: The reference leads to nothing. Correct it, or add what it names.
        /components/schemas/Thing/properties/deep: The reference leads to another file. Bundle the document into one file first, for example with redocly bundle.
        /paths/~1it/post/responses/200/content/application~1json; charset=utf-8/schema: What is said beside a reference is left out.
    ");
}
