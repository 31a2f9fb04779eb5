//! From an OpenAPI document to a connector that the checker accepts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod any_document;
mod configuration;
mod connections;
mod texts;
mod triggers;

use std::fs;

use power_platform::check::{self, Finding, Gate, Level};
use power_platform::config::Config;
use power_platform::generate::{Builder, GenerateError, Generated};
use power_platform::{Connector, Effect};
use serde_json::{Value, json};

/// A document with two operations of a shop, in which nothing is missing.
fn shop() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Contoso Shop",
            "description": "Keeps the things that a shop has, and the orders of its customers.",
            "contact": {"name": "Contoso", "url": "https://contoso.com", "email": "help@contoso.com"},
            "version": "1.0",
        },
        "servers": [{"url": "https://shop.contoso.com/v1"}],
        "paths": {
            "/things/{id}": {
                "get": {
                    "operationId": "getThing",
                    "summary": "Get a thing",
                    "description": "Returns a thing that the shop has.",
                    "parameters": [
                        {
                            "name": "id", "in": "path", "required": true,
                            "description": "The number of the thing.", "schema": {"type": "integer"},
                        },
                        {
                            "name": "lang", "in": "query", "description": "The language of texts.",
                            "schema": {"type": "string", "enum": ["en", "de"], "default": "en"},
                        },
                    ],
                    "responses": {
                        "200": {
                            "description": "The thing.",
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                            },
                        },
                        "404": {"description": "There is no such thing."},
                    },
                },
            },
            "/things": {
                "post": {
                    "operationId": "addThing",
                    "summary": "Add a thing",
                    "description": "Adds a thing to those that the shop has.",
                    "requestBody": {
                        "required": true,
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                        },
                    },
                    "responses": {
                        "201": {
                            "description": "The thing is added.",
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                            },
                        },
                        "400": {"description": "The thing is not one of a shop."},
                    },
                },
            },
        },
        "components": {
            "schemas": {
                "Thing": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "description": "What it is called."},
                        "unitPrice": {"type": ["number", "null"], "description": "What it costs."},
                        "tags": {
                            "type": "array", "items": {"type": "string"}, "description": "Its tags.",
                        },
                    },
                },
            },
        },
    })
}

fn builder(document: &Value) -> Builder {
    Connector::from_openapi(&document.to_string()).unwrap()
}

/// What a builder makes with this configuration.
fn configured(document: &Value, config: &str) -> Result<Generated, GenerateError> {
    builder(document).config(toml::from_str::<Config>(config).unwrap()).build()
}

/// What keeps a connector from being made with this configuration.
fn faults(document: &Value, config: &str) -> String {
    configured(document, config).unwrap_err().to_string()
}

/// The findings of the checker that are no guidance.
fn checked(connector: &Connector, gate: Gate) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    for file in connector.files() {
        fs::write(folder.path().join(file.name), file.bytes).unwrap();
    }
    let findings = check::check(folder.path(), gate).unwrap();
    findings.into_iter().filter(|finding| finding.level != Level::Guidance).collect()
}

/// All that certification asks for beside the document.
const FOR_CERTIFICATION: &str = r#"
publisher = "Contoso"
stack-owner = "Contoso"
website = "https://contoso.com"
privacy-policy = "https://contoso.com/privacy"
categories = ["Commerce"]
"#;

#[test]
fn a_complete_document_becomes_a_connector_that_certification_accepts() {
    let Generated { connector, findings } = configured(&shop(), FOR_CERTIFICATION).unwrap();
    assert_eq!(findings, []);
    let found = checked(&connector, Gate::Certification);
    let lines: Vec<_> = found.iter().map(|f| format!("{:?} {}", f.level, f.message)).collect();
    insta::assert_snapshot!(lines.join("\n"), @"");
    insta::assert_snapshot!("shop", power_platform::print(&connector.definition));
    insta::assert_snapshot!(connector.readme, @r"
        # Contoso Shop

        Keeps the things that a shop has, and the orders of its customers.

        ## Publisher

        Contoso

        ## Prerequisites

        An account of the service: https://contoso.com

        ## Supported operations

        ### Add a thing

        Adds a thing to those that the shop has.

        ### Get a thing

        Returns a thing that the shop has.

        ## Obtaining credentials

        The service asks for no credentials.

        ## Known issues and limitations

        None are known.
    ");
}

#[test]
fn the_folder_is_opened_again_and_packaged() {
    let Generated { connector, .. } = builder(&shop()).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for file in connector.files() {
        fs::write(folder.path().join(file.name), file.bytes).unwrap();
    }
    assert_eq!(Connector::open(folder.path()).unwrap(), connector);
}

#[test]
fn what_is_refused_comes_in_one_go_and_losses_make_warnings_of_it() {
    let mut document = shop();
    let either = json!({"oneOf": [{"type": "string"}, {"type": "integer"}]});
    document["components"]["schemas"]["Thing"]["properties"]["code"] = either;
    document["paths"]["/things/{id}"]["get"]["callbacks"] = json!({"a": {"{$url}": {}}});
    let refused = builder(&document).build().unwrap_err();
    insta::assert_snapshot!(refused, @r"
        the document says what a connector cannot:
        /paths/~1things~1{id}/get/callbacks: callbacks cannot be expressed. Make a trigger of one in connector.toml, or leave them out with --lossy.
        /components/schemas/Thing/properties/code/oneOf: oneOf has variants without a common type. Describe one schema for all, or let the connector take any value with --lossy.
    ");
    let generated = builder(&document).lossy(true).build().unwrap();
    let effects: Vec<_> = generated.findings.iter().map(|finding| finding.effect).collect();
    assert_eq!(effects, [Effect::Widened, Effect::Widened]);
}

/// The designer may choose the schema of an error, so what it says is not looked at.
#[test]
fn the_schemas_of_errors_are_left_out() {
    let mut document = shop();
    let either = json!({"oneOf": [{"type": "string"}, {"type": "integer"}]});
    let content = json!({"application/json": {"schema": either}});
    document["paths"]["/things"]["post"]["responses"]["400"]["content"] = content;
    let generated = builder(&document).build().unwrap();
    assert_eq!(generated.findings, []);
    let operation = generated.connector.definition.operations().next().unwrap();
    assert_eq!(operation.responses["400"].schema, None);
}
