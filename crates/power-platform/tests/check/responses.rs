use power_platform::check::Rule;
use power_platform::check::Severity::{Custom, Review, Warning};
use serde_json::json;

use crate::mutant::{DEFINITION, Mutant, assert_fine, assert_found, mutants_of};
use crate::patch::{add, add_before, remove, rename, replace};

const LIST: &str = "/paths/~1things/get/responses";
const HEALTH: &str = "/paths/~1health/get/responses";

pub fn mutants() -> Vec<Mutant> {
    let thing = json!({"$ref": "#/definitions/Thing"});
    let response = json!({"description": "No."});
    mutants_of(
        DEFINITION,
        [
            (Rule::O16, Warning, replace(HEALTH, json!({}))),
            (Rule::O16, Custom, replace(LIST, json!({}))),
            (Rule::O16, Warning, remove("/paths/~1things/post/responses/201")),
            (Rule::O17, Warning, remove(format!("{LIST}/200/schema"))),
            (Rule::O17, Warning, replace(format!("{LIST}/200/schema"), json!({}))),
            (
                Rule::O18,
                Warning,
                add("/paths/~1things/post/responses/default/schema", thing.clone()),
            ),
            (Rule::O18, Warning, rename(format!("{HEALTH}/200"), "default")),
            (Rule::O19, Review, add(format!("{LIST}/401/schema"), thing)),
            (Rule::O20, Review, rename("/paths/~1things~1{id}/get/responses/404", "418")),
            (Rule::O24, Custom, add(format!("{LIST}/200/examples"), json!({"first": {"a": 1}}))),
            (Rule::O24, Warning, add(format!("{LIST}/200/examples"), json!({"text/csv": "a"}))),
            (
                Rule::O25,
                Custom,
                add(
                    format!("{LIST}/200/headers"),
                    json!({"X-Count": {"type": "integer"}, "x-count": {"type": "integer"}}),
                ),
            ),
            (Rule::O21, Custom, add(format!("{LIST}/unauthorized"), response.clone())),
            (Rule::O21, Custom, add("/paths/~1things~1{id}/get/responses/999", response)),
        ],
    )
}

#[test]
fn each_mutant_of_a_response_is_found() {
    assert_found(&mutants());
}

#[test]
fn an_extension_beside_responses_is_fine() {
    assert_fine(DEFINITION, [add_before(format!("{LIST}/401"), "x-more", 1)]);
}
