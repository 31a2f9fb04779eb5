//! From OpenAPI to Swagger 2.0: what cannot be expressed is refused at its place, never lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bodies;
mod documents;
mod parameters;
mod refusals;
mod schemas;
mod security;
mod unions;

use std::error::Error as _;

use serde_json::{Value, json};

use power_platform::lowering::{
    Effect, Finding, Lowered, LoweringError, Options, lower, lower_with,
};
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
                    }, {
                        "name": "fresh",
                        "in": "query",
                        "description": "Not an old\n  one.",
                        "required": false,
                        "style": "form",
                        "schema": {"type": "boolean"},
                    }, {
                        "name": "kind",
                        "in": "query",
                        "description": "Which one.",
                        "required": true,
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
    set(&mut document, pointer, value);
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
                        "application/json"
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
                            "in": "query",
                            "name": "fresh",
                            "description": "Not an old one.",
                            "type": "boolean"
                        },
                        {
                            "in": "query",
                            "name": "kind",
                            "description": "Which one.",
                            "required": true,
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
        @"/servers/0: The connector calls another address than this server."
    );
}

/// What is lowered of the document that is ordinary but for one value, with what is found.
fn changed(pointer: &str, value: Value, options: &Options) -> Lowered {
    let mut document = ordinary();
    set(&mut document, pointer, value);
    lower_with(&document.to_string().parse().unwrap(), options)
}

fn set(document: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent).unwrap() {
        Value::Object(object) => drop(object.insert(key, value)),
        Value::Array(array) => array.push(value),
        other => panic!("{other} has no keys"),
    }
}

/// The findings, each with what becomes of it.
fn listed(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let effect = match finding.effect {
            Effect::Refused => "refused",
            Effect::Widened => "widened",
            Effect::Missing => "missing",
            Effect::LeftOut => "left out",
        };
        format!("{effect} {}: {}", finding.pointer, finding.what)
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
