use power_platform::check::Rule;
use power_platform::check::Severity::{Custom, Review, Warning};
use serde_json::json;

use crate::mutant::{DEFINITION, Mutant, assert_fine, assert_found, mutants_of};
use crate::patch::{add, remove, replace};

const REQUIRED: &str = "/definitions/NewThing/required/1";
const NAME: &str = "/definitions/NewThing/properties/name";
const WEIGHT: &str = "/definitions/NewThing/properties/weight";
const MADE: &str = "/definitions/NewThing/properties/made";
const VALUE: &str = "/definitions/Things/properties/value";

pub fn mutants() -> Vec<Mutant> {
    mutants_of(
        DEFINITION,
        [
            (Rule::C01, Custom, add(REQUIRED, "nothing")),
            (Rule::C01, Custom, add(format!("{VALUE}/required"), json!(["items"]))),
            (Rule::C01, Custom, add("/definitions/Thing/required", json!([]))),
            (Rule::C01, Custom, add(format!("{WEIGHT}/required"), true)),
            (Rule::C02, Custom, add(REQUIRED, "made")),
            (Rule::C03, Custom, remove(format!("{VALUE}/items"))),
            (
                Rule::C03,
                Warning,
                remove(format!("{VALUE}/items")).and(add(format!("{VALUE}/properties"), json!({}))),
            ),
            (Rule::C04, Warning, replace(format!("{MADE}/format"), "datetime")),
            (Rule::C05, Warning, replace(format!("{NAME}/pattern"), "^[a-z+$")),
            (Rule::C05, Custom, replace(format!("{NAME}/maxLength"), 0)),
            (Rule::C05, Custom, replace(format!("{NAME}/minLength"), -1)),
            (Rule::C05, Custom, replace(format!("{WEIGHT}/maximum"), -1)),
            (Rule::C05, Warning, remove(format!("{WEIGHT}/maximum"))),
            (Rule::C05, Custom, add(format!("{WEIGHT}/multipleOf"), 0)),
            (Rule::C05, Custom, add("/definitions/NewThing/minProperties", -1)),
            (Rule::C09, Warning, add("/definitions/NewThing/discriminator", "weight")),
            (
                Rule::C10,
                Custom,
                replace(format!("{MADE}/type"), "file").and(remove(format!("{MADE}/format"))),
            ),
            (Rule::C06, Review, remove(format!("{WEIGHT}/x-ms-summary"))),
            (Rule::C06, Review, replace(format!("{WEIGHT}/description"), "weight")),
            (Rule::C06, Review, replace(format!("{WEIGHT}/description"), "How much it weighs")),
        ],
    )
}

#[test]
fn each_mutant_of_a_schema_is_found() {
    assert_found(&mutants());
}

#[test]
fn schemas_that_keep_the_rules_are_fine() {
    assert_fine(
        DEFINITION,
        [
            // A response may require what is readOnly.
            add("/definitions/Thing/properties/id/readOnly", true)
                .and(add("/definitions/Thing/required", json!(["id"]))),
            // A pattern of JavaScript and .NET.
            replace(format!("{NAME}/pattern"), "^(?!x)[a-z]+(?<=y)$"),
            replace(format!("{NAME}/maxLength"), 1),
        ],
    );
}
