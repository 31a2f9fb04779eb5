//! What certified connectors do, in a sample of 63 of them: none of it may be an error.

use power_platform::check::Level;
use serde_json::json;

use crate::mutant::{DEFINITION, PROPERTIES, found};
use crate::patch::{Change, add, remove, rename, replace};

const KIND: &str = "/paths/~1things/get/parameters/1";
const WEIGHT: &str = "/definitions/NewThing/properties/weight";
const ORIGIN: &str = "/definitions/NewThing/properties/origin";
const PROPERTIES_OF_THING: &str = "/definitions/NewThing/properties";
const KEY: &str = "/properties/connectionParameters/api_key";
const HEADER: &str =
    "/properties/policyTemplateInstances/0/parameters/x-ms-apimTemplateParameter.name";
const VALUE: &str =
    "/properties/policyTemplateInstances/0/parameters/x-ms-apimTemplateParameter.value";
const OPERATION: &str =
    "/properties/policyTemplateInstances/0/parameters/x-ms-apimTemplate-operationName/0";

fn assert_no_error<const N: usize>(file: &str, changes: [Change; N]) {
    for change in changes {
        let findings = found(file, &change);
        let errors: Vec<_> = findings.iter().filter(|found| found.level == Level::Error).collect();
        assert!(errors.is_empty(), "{change:?}: {errors:#?}");
    }
}

#[test]
fn sections_that_the_designer_leaves_behind_are_no_errors() {
    assert_no_error(
        DEFINITION,
        [
            replace("/consumes", json!([])),
            replace("/produces", json!([])),
            replace("/tags", json!([])),
            replace("/security", json!([])),
            rename("/security/0/API Key", "Old Key"),
            add(format!("{WEIGHT}/title"), ""),
        ],
    );
}

#[test]
fn their_texts_and_addresses_are_no_errors() {
    assert_no_error(
        DEFINITION,
        [
            replace("/paths/~1things/get/description", "Lists the user\u{2019}s things\u{2026}"),
            replace("/x-ms-connector-metadata/1/propertyName", "Privacy Policy"),
            replace("/x-ms-connector-metadata/2/propertyValue", "Data; IT Operations"),
            remove("/info/contact/email").and(add("/info/contact/x-email", "none")),
            replace("/basePath", ""),
            replace("/basePath", "/v1/"),
            replace("/basePath", "@environmentVariables(\"contoso_Path\")"),
            add("/schemes/1", "http"),
        ],
    );
}

#[test]
fn their_operations_are_no_errors() {
    let text = json!({"type": "string"});
    assert_no_error(
        DEFINITION,
        [
            replace("/paths/~1things~1{id}/get/operationId", "things/get_one"),
            replace("/paths/~1pictures/post/description", "Send a picture"),
            replace("/paths/~1pictures/post/summary", "Send: a picture, now"),
            add("/paths/~1things/get/responses/401/schema", json!({})),
            add("/paths/~1things/post/responses/default/schema", text),
            rename("/paths/~1health/get/responses/200", "default"),
            rename("/paths/~1pictures", "/things/"),
            rename("/paths/~1things~1{id}", "/things(guid'{id}').json"),
        ],
    );
}

#[test]
fn their_parameters_and_schemas_are_no_errors() {
    let text = json!({"type": "string"});
    assert_no_error(
        DEFINITION,
        [
            replace("/parameters/Limit/default", json!(null)),
            replace(format!("{KIND}/default"), ""),
            // The choices of a list are those of its items.
            replace(format!("{KIND}/type"), "array")
                .and(add(format!("{KIND}/items"), text.clone()))
                .and(remove(format!("{KIND}/default"))),
            replace("/definitions/NewThing/properties/made/format", "string"),
            replace(format!("{ORIGIN}/type"), "object")
                .and(remove(format!("{ORIGIN}/default")))
                .and(add(format!("{ORIGIN}/properties"), json!({}))),
            // Data that looks like keywords.
            add(format!("{WEIGHT}/example"), json!({"$ref": "#/nothing"})),
            add(
                format!("{WEIGHT}/x-ms-dynamic-values"),
                json!({"operationId": "TestConnection", "required": [1, 1], "$ref": "x"}),
            ),
            // Properties that are called like keywords.
            add(format!("{PROPERTIES_OF_THING}/$ref"), text.clone())
                .and(add(format!("{PROPERTIES_OF_THING}/required"), text.clone()))
                .and(add(format!("{PROPERTIES_OF_THING}/items"), text.clone()))
                .and(add(format!("{PROPERTIES_OF_THING}/x-ms-things"), text)),
        ],
    );
}

#[test]
fn their_properties_are_no_errors() {
    assert_no_error(
        PROPERTIES,
        [
            add("/properties/scriptOperations", json!([]))
                .and(add("/properties/connectionParameterSets", json!({}))),
            rename("/properties/connectionParameters/api_key", "key"),
            replace(VALUE, "https://@connectionParameters('Shop')"),
            replace(VALUE, "https://@connectionParameters('other','contoso.com')"),
            replace(HEADER, "Content-Type"),
            replace(HEADER, "Authorization"),
            replace(format!("{KEY}/uiDefinition/constraints/required"), true),
            replace(format!("{KEY}/type"), "string"),
            replace(OPERATION, "Gone"),
        ],
    );
}
