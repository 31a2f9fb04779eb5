use power_platform::check::Rule;
use power_platform::check::Severity::{Custom, Guidance, Warning};
use serde_json::json;

use crate::mutant::{
    DEFINITION, Mutant, PROPERTIES, assert_fine, assert_found, found, mutants_of, rules,
};
use crate::patch::{add, remove, rename, replace};

const KEY: &str = "/properties/connectionParameters/api_key";
const SHOP: &str = "/properties/connectionParameters/shop";
const POLICY: &str = "/properties/policyTemplateInstances/0/parameters";
const TEMPLATE: &str = "/properties/policyTemplateInstances/0/templateId";
const HEADER: &str =
    "/properties/policyTemplateInstances/0/parameters/x-ms-apimTemplateParameter.name";
const VALUE: &str =
    "/properties/policyTemplateInstances/0/parameters/x-ms-apimTemplateParameter.value";
const OPERATIONS: &str =
    "/properties/policyTemplateInstances/0/parameters/x-ms-apimTemplate-operationName";

pub fn mutants() -> Vec<Mutant> {
    let exists_action = format!("{POLICY}/x-ms-apimTemplateParameter.existsAction");
    let required = format!("{KEY}/uiDefinition/constraints/required");
    let shop = |key: &str| replace(VALUE, format!("https://@connectionParameters({key})"));
    mutants_of(
        PROPERTIES,
        [
            (Rule::A01, Custom, rename("/properties", "props")),
            (Rule::A01, Warning, add("/properties/owner", "me")),
            (Rule::A01, Custom, replace("/properties/capabilities", json!({}))),
            (Rule::A01, Custom, replace(format!("{SHOP}/type"), "text")),
            (Rule::A01, Custom, remove(format!("{SHOP}/type"))),
            (Rule::A01, Custom, replace(TEMPLATE, "setheaders")),
            (Rule::A11, Custom, remove(HEADER)),
            (Rule::A11, Warning, replace(exists_action, "overide")),
            (
                Rule::A11,
                Warning,
                replace(format!("{POLICY}/x-ms-apimTemplate-policySection"), "Req"),
            ),
            (Rule::A02, Custom, shop("'store'")),
            (Rule::A02, Warning, shop("'Shop'")),
            (Rule::A02, Warning, shop("'store','x'")),
            (Rule::A03, Warning, replace(HEADER, "Content-Length")),
            (Rule::A03, Warning, replace(HEADER, "Authorization")),
            (Rule::A04, Warning, replace(format!("{OPERATIONS}/0"), "ListThinks")),
            (Rule::A04, Warning, replace(OPERATIONS, "ListThings")),
            (
                Rule::A05,
                Warning,
                rename(KEY, "shop_name")
                    .and(replace("/properties/connectionParameters/shop_name/type", "string")),
            ),
            (Rule::A06, Warning, replace(format!("{KEY}/type"), "string")),
            (
                Rule::A06,
                Warning,
                replace(format!("{KEY}/uiDefinition/constraints/clearText"), true),
            ),
            (
                Rule::A06,
                Warning,
                add(
                    "/properties/connectionParameters/shop_pwd",
                    json!({
                        "type": "string",
                        "uiDefinition": {"displayName": "Password", "description": "Of the shop."}
                    }),
                ),
            ),
            (Rule::A07, Warning, replace(required.clone(), true)),
            (Rule::A07, Warning, replace(required, "yes")),
            (Rule::A08, Guidance, add("/properties/stackOwner", "Contoso, Ltd.")),
            (Rule::A09, Custom, replace("/properties/iconBrandColor", 5151)),
            (
                Rule::A10,
                Warning,
                replace(format!("{SHOP}/uiDefinition/description"), "https://shop.contoso.com"),
            ),
        ],
    )
}

#[test]
fn each_mutant_of_the_properties_is_found() {
    assert_found(&mutants());
}

#[test]
fn an_api_key_that_the_definition_does_not_send_is_found() {
    let change = remove("/securityDefinitions").and(remove("/security"));
    assert_eq!(rules(&found(DEFINITION, &change)), [(Rule::A05, Warning)]);
}

#[test]
fn properties_that_keep_the_rules_are_fine() {
    assert_fine(
        PROPERTIES,
        [
            replace(TEMPLATE, "setHeader"),
            add("/properties/scriptOperations", json!(["ListThings"])),
            replace(VALUE, "@connectionParameters(\"shop\",'x')"),
            replace(format!("{SHOP}/uiDefinition/description"), "Your shop, without https://"),
            add(
                "/properties/connectionParameters/tokenUrl",
                json!({
                    "type": "string",
                    "uiDefinition": {"displayName": "Token URL", "description": "Where tokens are."}
                }),
            ),
        ],
    );
}
