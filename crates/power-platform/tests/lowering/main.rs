//! From OpenAPI 3.0 to Swagger 2.0: what cannot be expressed is refused at its place, never lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::error::Error as _;

use serde_json::{Value, json};

use power_platform::lowering::{LoweringError, lower};
use power_platform::print;
use power_platform::swagger::Document;

/// A document with one operation and one schema, in which nothing is refused.
fn ordinary() -> Value {
    json!({
        "openapi": "3.0.0",
        "info": {
            "title": "Things",
            "description": "All things.",
            "contact": {
                "name": "Contoso",
                "url": "https://contoso.com",
                "email": "help@contoso.com",
            },
            "version": "1.0",
        },
        "servers": [{"url": "https://example.com/base"}],
        "tags": [],
        "paths": {
            "/it": {
                "post": {
                    "summary": "Do it",
                    "description": "Does it\n  at once.",
                    "operationId": "DoIt",
                    "deprecated": false,
                    "parameters": [{
                        "name": "X-Thing",
                        "in": "header",
                        "description": "A thing.",
                        "required": false,
                        "explode": true,
                        "schema": {"type": "string"},
                    }],
                    "requestBody": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                            "text/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                        },
                        "required": true,
                    },
                    "responses": {
                        "200": {
                            "description": "Done.",
                            "content": {
                                "application/json; charset=utf-8": {"schema": {"type": "object"}},
                            },
                        },
                    },
                },
            },
        },
        "components": {
            "schemas": {
                "Thing": {
                    "title": "Thing",
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "maxLength": 9, "writeOnly": true},
                        "secret": {"type": "string", "format": "password", "default": "none"},
                        "number": {"type": "integer", "format": "int32"},
                    },
                },
            },
        },
    })
}

const OPERATION: &str = "/paths/~1it/post";
const THING: &str = "/components/schemas/Thing";

fn lowered(document: &str) -> Result<Document, LoweringError> {
    lower(document, &"https://example.com/base".parse().unwrap())
}

/// The refusal of the document that is ordinary but for one value.
fn refusal(pointer: &str, value: Value) -> String {
    let mut document = ordinary();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent).unwrap() {
        Value::Object(object) => drop(object.insert(key, value)),
        Value::Array(array) => array.push(value),
        other => panic!("{other} has no keys"),
    }
    refused(&document.to_string())
}

/// The refusal of the document that is ordinary but for one key, which is not there.
fn refusal_without(pointer: &str, key: &str) -> String {
    let mut document = ordinary();
    let parent = document.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
    parent.remove(key).unwrap();
    refused(&document.to_string())
}

fn refused(document: &str) -> String {
    let error = lowered(document).unwrap_err();
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

#[test]
fn an_ordinary_document_becomes_a_definition() {
    let definition = lowered(&ordinary().to_string()).unwrap();
    insta::assert_snapshot!(print(&definition), @r##"
    {
        "swagger": "2.0",
        "info": {
            "title": "Things",
            "description": "All things.",
            "contact": {
                "name": "Contoso",
                "url": "https://contoso.com",
                "email": "help@contoso.com"
            },
            "version": "1.0"
        },
        "host": "example.com",
        "basePath": "/base",
        "schemes": [
            "https"
        ],
        "paths": {
            "/it": {
                "post": {
                    "summary": "Do it",
                    "description": "Does it at once.",
                    "operationId": "DoIt",
                    "consumes": [
                        "application/json",
                        "text/json"
                    ],
                    "produces": [
                        "application/json"
                    ],
                    "parameters": [
                        {
                            "in": "header",
                            "name": "X-Thing",
                            "description": "A thing.",
                            "type": "string"
                        },
                        {
                            "in": "body",
                            "name": "body",
                            "required": true,
                            "schema": {
                                "$ref": "#/definitions/Thing"
                            }
                        }
                    ],
                    "responses": {
                        "200": {
                            "description": "Done.",
                            "schema": {
                                "type": "object"
                            }
                        }
                    }
                }
            }
        },
        "definitions": {
            "Thing": {
                "type": "object",
                "required": [
                    "name"
                ],
                "properties": {
                    "name": {
                        "type": "string",
                        "maxLength": 9
                    },
                    "number": {
                        "type": "integer",
                        "format": "int32"
                    },
                    "secret": {
                        "type": "string",
                        "format": "password",
                        "default": "none"
                    }
                }
            }
        },
        "x-ms-connector-metadata": []
    }
    "##);
}

#[test]
fn the_server_may_be_left_out_but_not_be_another_one() {
    let mut document = ordinary();
    document.as_object_mut().unwrap().remove("servers");
    assert_eq!(lowered(&document.to_string()).unwrap().host, "example.com");
    insta::assert_snapshot!(
        refusal("/servers/0/url", json!("https://example.com")),
        @"/servers/0: a server at another address cannot be expressed in the definition"
    );
}

#[test]
fn what_a_document_cannot_say_is_refused_at_its_place() {
    let refusals = [
        refusal("/openapi", json!("3.1.0")),
        refusal("/tags/0", json!({"name": "tag"})),
        refusal("/security", json!([{"key": []}])),
        refusal("/externalDocs", json!({"url": "https://example.com"})),
        refusal("/x-thing", json!(1)),
        refusal("/servers/1", json!({"url": "https://example.com/base", "variables": {}})),
        refusal_without("/info", "description"),
        refusal_without("/info", "contact"),
        refusal_without("/info/contact", "name"),
        refusal_without("/info/contact", "url"),
        refusal_without("/info/contact", "email"),
        refusal("/info/license", json!({"name": "MIT"})),
        refusal("/info/termsOfService", json!("https://example.com")),
        refusal("/paths/~1{id}", json!({})),
        refusal("/paths/~1other", json!({"$ref": "#/paths/~1it"})),
        refusal("/paths/~1it/summary", json!("It")),
        refusal("/paths/~1it/parameters", json!([{"$ref": "#/components/parameters/Thing"}])),
        refusal("/paths/~1it/servers", json!([{"url": "https://example.com"}])),
        refusal("/paths/~1it/put", json!({"responses": {}})),
        refusal("/components/securitySchemes", json!({"key": {"type": "http", "scheme": "basic"}})),
        refusal("/components/responses", json!({"Done": {"description": "Done."}})),
        refusal("/components/schemas/Other", json!({"$ref": "other.json"})),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @"
    /openapi: this version of OpenAPI cannot be expressed in the definition
    : a tag cannot be expressed in the definition
    : a security requirement cannot be expressed in the definition
    : externalDocs cannot be expressed in the definition
    /x-thing: an extension cannot be expressed in the definition
    /servers/1: a server with variables cannot be expressed in the definition
    /info: an info without a description cannot be expressed in the definition
    /info: an info without a contact cannot be expressed in the definition
    /info/contact: a contact without a name cannot be expressed in the definition
    /info/contact: a contact without a url cannot be expressed in the definition
    /info/contact: a contact without an email cannot be expressed in the definition
    /info: a license cannot be expressed in the definition
    /info: termsOfService cannot be expressed in the definition
    /paths/~1{id}: a variable in a path cannot be expressed in the definition
    /paths/~1other: a reference to something that is not a schema cannot be expressed in the definition
    /paths/~1it: the description of a path cannot be expressed in the definition
    /paths/~1it: parameters of a path cannot be expressed in the definition
    /paths/~1it: the server of a path cannot be expressed in the definition
    /paths/~1it/put: this method cannot be expressed in the definition
    /components: a security scheme cannot be expressed in the definition
    /components: a shared response cannot be expressed in the definition
    /components/schemas/Other: a reference to something that is not a schema cannot be expressed in the definition
    ");
}

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
        refusal(&at("in"), json!("query")),
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
    /paths/~1it/post/parameters/0: a parameter that is not a header cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a parameter that is not a header cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a deprecated parameter cannot be expressed in the definition
    /paths/~1it/post/parameters/0: an example cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a parameter without a description cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a header that is not plain text cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a header that is not plain text cannot be expressed in the definition
    /paths/~1it/post/parameters/0: a header that is not plain text cannot be expressed in the definition
    /paths/~1it/post/parameters/1: a reference to something that is not a schema cannot be expressed in the definition
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
