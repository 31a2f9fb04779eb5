use power_platform::check::Rule;
use power_platform::check::Severity::{Certification, Custom, Review, Warning};
use serde_json::{Value, json};

use crate::mutant::{DEFINITION, Mutant, assert_fine, assert_found, mutants_of};
use crate::patch::{Change, add, remove, replace};

const KIND: &str = "/paths/~1things/get/parameters/1";
const API_VERSION: &str = "/paths/~1things/get/parameters/2";
const BODY: &str = "/paths/~1things/post/parameters/1";
const LIMIT: &str = "/parameters/Limit";
const ORIGIN: &str = "/definitions/NewThing/properties/origin";

/// One more query parameter, with a list of these.
fn list_of(items: Option<Value>) -> Change {
    let parameter = json!({
        "name": "kinds",
        "in": "query",
        "type": "array",
        "x-ms-summary": "Kinds",
        "description": "Kinds of things."
    });
    let list = add(KIND, parameter);
    match items {
        Some(items) => list.and(add(format!("{KIND}/items"), items)),
        None => list,
    }
}

pub fn mutants() -> Vec<Mutant> {
    let limit = json!({"$ref": "#/parameters/Limit"});
    let long_summary = format!("Kind{}", " of a thing".repeat(8));
    let choices = json!({"type": "integer", "enum": ["x"]});
    mutants_of(
        DEFINITION,
        [
            (Rule::P01, Certification, remove(format!("{KIND}/x-ms-summary"))),
            (Rule::P01, Certification, remove(format!("{LIMIT}/x-ms-summary"))),
            (Rule::P01, Certification, replace(format!("{KIND}/x-ms-summary"), long_summary)),
            (Rule::P02, Certification, remove(format!("{KIND}/description"))),
            (Rule::P02, Review, replace(format!("{KIND}/description"), "Kind.")),
            (Rule::P03, Certification, remove(format!("{API_VERSION}/default"))),
            (Rule::P03, Certification, remove(format!("{ORIGIN}/default"))),
            (Rule::P04, Warning, remove(format!("{API_VERSION}/required"))),
            (Rule::P04, Warning, remove("/definitions/NewThing/required/1")),
            (Rule::P05, Warning, replace(format!("{LIMIT}/default"), "10")),
            (Rule::P05, Custom, replace(format!("{LIMIT}/default"), "ten")),
            (Rule::P05, Custom, replace(format!("{LIMIT}/default"), 1.5)),
            (Rule::P05, Custom, replace(format!("{KIND}/enum"), json!([1]))),
            (Rule::P05, Custom, replace(format!("{KIND}/enum"), json!([]))),
            (Rule::P05, Custom, replace(format!("{ORIGIN}/default"), 7)),
            (Rule::P05, Custom, list_of(Some(choices))),
            (Rule::P06, Custom, replace(format!("{KIND}/name"), "connectionId")),
            (Rule::P06, Custom, replace(format!("{KIND}/name"), "api-version")),
            (Rule::P06, Custom, replace(format!("{KIND}/in"), "url")),
            (Rule::P06, Custom, add(KIND, json!({"$ref": "#/parameters/Limit"}))),
            (Rule::P06, Custom, add("/paths/~1health/parameters", json!([limit, limit]))),
            (
                Rule::P09,
                Custom,
                add("/paths/~1things~1{id}/get/parameters/0/allowEmptyValue", true),
            ),
            (Rule::P07, Custom, remove(format!("{BODY}/schema"))),
            (
                Rule::P07,
                Custom,
                remove(format!("{BODY}/required")).and(add(format!("{BODY}/type"), "object")),
            ),
            (Rule::P07, Custom, add(format!("{KIND}/schema"), json!({"type": "string"}))),
            (
                Rule::P08,
                Custom,
                replace(format!("{LIMIT}/type"), "file")
                    .and(remove(format!("{LIMIT}/format")))
                    .and(remove(format!("{LIMIT}/default"))),
            ),
            (Rule::P08, Warning, add("/definitions/NewThing/properties/name/format", "binary")),
            (Rule::C03, Custom, list_of(None)),
            (Rule::C04, Warning, list_of(Some(json!({"type": "string", "format": "text"})))),
        ],
    )
}

#[test]
fn each_mutant_of_a_parameter_is_found() {
    assert_found(&mutants());
}

#[test]
fn parameters_that_keep_the_rules_are_fine() {
    assert_fine(
        DEFINITION,
        [
            remove(format!("{ORIGIN}/default"))
                .and(replace(format!("{ORIGIN}/type"), "array"))
                .and(add(format!("{ORIGIN}/items"), json!({"type": "string"}))),
            replace(format!("{LIMIT}/default"), 10.0),
            add("/definitions/NewThing/properties/weight/default", 1),
        ],
    );
}
