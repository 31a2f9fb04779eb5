use power_platform::check::Rule;
use power_platform::check::Severity::{Certification, Custom, Warning};
use serde_json::json;

use crate::mutant::{DEFINITION, Mutant, assert_fine, assert_found, mutants_of};
use crate::patch::{add, remove, rename, replace};

const KEY: &str = "/securityDefinitions/API Key";
const KEY_NAME: &str = "/securityDefinitions/API Key/name";
const KIND_NAME: &str = "/paths/~1things/get/parameters/1/name";
const KIND_PLACE: &str = "/paths/~1things/get/parameters/1/in";

pub fn mutants() -> Vec<Mutant> {
    let no_url = json!({
        "type": "oauth2",
        "flow": "accessCode",
        "tokenUrl": "https://contoso.com/token",
        "scopes": {}
    });
    let listed = json!({
        "type": "oauth2",
        "flow": "implicit",
        "authorizationUrl": "https://contoso.com/authorize",
        "scopes": ["read"]
    });
    let oauth = json!({
        "type": "oauth2",
        "flow": "accessCode",
        "authorizationUrl": "https://contoso.com/authorize",
        "tokenUrl": "https://contoso.com/token",
        "scopes": {"read": "Read things"}
    });
    let password = json!({
        "type": "oauth2",
        "flow": "password",
        "tokenUrl": "https://contoso.com/token",
        "scopes": {}
    });
    mutants_of(
        DEFINITION,
        [
            (Rule::S01, Warning, rename("/security/0/API Key", "Another Key")),
            (Rule::S01, Custom, replace("/security/0/API Key", json!(null))),
            (Rule::S01, Custom, add("/security/0/Another Key", 1)),
            (Rule::S01, Custom, replace("/security/0/API Key", json!(["read"]))),
            (
                Rule::S01,
                Warning,
                replace(KEY, oauth).and(replace("/security/0/API Key", json!(["write"]))),
            ),
            (Rule::D16, Custom, replace(KEY, no_url)),
            (Rule::D16, Custom, replace(KEY, listed)),
            (Rule::S02, Custom, remove(KEY_NAME)),
            (Rule::S02, Custom, replace("/securityDefinitions/API Key/in", "cookie")),
            (Rule::S02, Custom, replace("/securityDefinitions/API Key/type", "bearer")),
            (Rule::S02, Custom, add("/securityDefinitions/API Key/prefix", "Key")),
            (Rule::S03, Warning, add("/securityDefinitions/Second", json!({"type": "basic"}))),
            (Rule::S04, Certification, replace(KEY, password)),
            (Rule::S05, Warning, remove("/security")),
            (
                Rule::S06,
                Warning,
                replace(KIND_NAME, "Authorization").and(replace(KIND_PLACE, "header")),
            ),
        ],
    )
}

#[test]
fn each_mutant_of_security_is_found() {
    assert_found(&mutants());
}

#[test]
fn security_that_keeps_the_rules_is_fine() {
    assert_fine(
        DEFINITION,
        [
            add("/securityDefinitions/API Key/description", "The key."),
            replace(KEY_NAME, "Authorization"),
            add("/security/1", json!({})),
        ],
    );
}
