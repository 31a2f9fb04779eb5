//! What `connector.toml` says beside the document.

use std::fs;

use power_platform::swagger::{Declared, Parameter};
use serde_json::{Value, json};

use super::{configured, faults, shop};

#[test]
fn inputs_get_names_defaults_and_constants() {
    let config = r#"
        [actions.getThing]
        visibility = "important"
        parameters.id = {summary = "Number", description = "The number on the label."}
        parameters.lang = {constant = "de"}
        [actions.addThing.body]
        name = {summary = "Name", visibility = "important"}
        unitPrice = {default = 1.5}
        tags = {constant = ["new"]}
    "#;
    let generated = configured(&shop(), config).unwrap();
    let operations: Vec<_> = generated.connector.definition.operations().collect();
    let printed = |value: &Declared| serde_json::to_string(value).unwrap();
    let lines = operations.iter().flat_map(|operation| &operation.parameters).map(|p| match p {
        Parameter::Declared(declared) => printed(declared),
        Parameter::Reference(_) => String::new(),
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
        {"in":"body","name":"body","required":true,"schema":{"type":"object","required":["name","tags"],"properties":{"name":{"type":"string","x-ms-summary":"Name","description":"What it is called.","x-ms-visibility":"important"},"tags":{"type":"array","x-ms-summary":"Tags","description":"Its tags.","default":["new"],"x-ms-visibility":"internal","items":{"type":"string"}},"unitPrice":{"type":"number","x-ms-summary":"Unit Price","description":"What it costs.","default":1.5,"x-nullable":true}}}}
        {"in":"path","name":"id","x-ms-summary":"Number","description":"The number on the label.","required":true,"type":"integer","x-ms-url-encoding":"single"}
        {"in":"query","name":"lang","x-ms-summary":"Lang","description":"The language of texts.","required":true,"type":"string","default":"de","enum":["en","de"],"x-ms-visibility":"internal"}
    "#);
    // The response is still described by the definition that the body shared.
    let definitions = serde_json::to_string(&generated.connector.definition.definitions).unwrap();
    assert!(!definitions.contains("internal"), "{definitions}");
}

#[test]
fn what_contradicts_the_document_is_reported_in_one_go() {
    let config = r#"
        address = "shop.contoso.com"
        color = "blue"
    "#;
    insta::assert_snapshot!(faults(&shop(), config), @r"
        address: expected an address such as https://tokens.example.com/wfm
        color: expected a colour such as #005151
    ");
    let config = r#"
        test-connection = "getThings"
        [actions.getThin]
        summary = "Get"
        [actions.getThing.parameters]
        ids = {summary = "Number"}
        lang = {constant = 7}
        [actions.getThing.body]
        a = {summary = "A"}
        [actions.addThing.body]
        nam = {summary = "Name"}
        [fields."a b"]
        label = "A"
        description = "An a."
        [[policies]]
        template = "setqueryparameter"
        title = "Set it"
        operations = ["GetThin"]
    "#;
    insta::assert_snapshot!(faults(&shop(), config), @r"
        actions.addThing.body: the connector has no nam: did you mean name
        actions: the connector has no getThin: did you mean getThing
        actions.getThing.parameters: the connector has no ids: did you mean id
        actions.getThing.parameters.lang: the value is not of the type that the document says
        actions.getThing.body: the operation has no object as its body
        policies.operations: the connector has no GetThin: did you mean GetThing
        test-connection: the connector has no getThings: did you mean GetThing
        fields.a b: a key has letters and digits only
    ");
}

#[test]
fn operations_policies_and_the_test_of_a_connection_are_chosen() {
    let config = r#"
        test-connection = "getThing"
        [operations]
        exclude = ["POST /**"]
        [[policies]]
        template = "setqueryparameter"
        title = "Say the version"
        operations = ["GetThing"]
        section = "Request"
        parameters = {name = "v", value = "1", existsAction = "override"}
    "#;
    let connector = configured(&shop(), config).unwrap().connector;
    assert_eq!(connector.definition.operations().count(), 1);
    let capabilities = serde_json::to_value(&connector.definition.capabilities).unwrap();
    assert_eq!(capabilities["testConnection"]["operationId"], "GetThing");
    let policies = &connector.properties.properties.policy_template_instances;
    insta::assert_json_snapshot!(policies, @r#"
        [
          {
            "templateId": "setqueryparameter",
            "title": "Say the version",
            "parameters": {
              "x-ms-apimTemplateParameter.existsAction": "override",
              "x-ms-apimTemplateParameter.name": "v",
              "x-ms-apimTemplateParameter.value": "1",
              "x-ms-apimTemplate-policySection": "Request",
              "x-ms-apimTemplate-operationName": [
                "GetThing"
              ]
            }
          }
        ]
    "#);
}

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/connector.schema.json");

/// Editors complete and check `connector.toml` by it. `UPDATE_SCHEMA=1` rewrites the file.
#[test]
#[cfg(feature = "cli")]
fn the_json_schema_is_that_of_the_configuration() {
    let schema = power_platform::cli::schema();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(SCHEMA, &schema).unwrap();
    }
    assert_eq!(fs::read_to_string(SCHEMA).unwrap(), schema, "UPDATE_SCHEMA=1 rewrites it");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(schema["additionalProperties"], json!(false));
    for key in ["title", "server-variables", "test-connection", "fields", "policies"] {
        assert!(schema["properties"][key].is_object(), "{key}");
    }
}
