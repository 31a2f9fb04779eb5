use power_platform::check::Rule;
use power_platform::check::Severity::{Certification, Custom, Guidance, Review, Warning};
use serde_json::json;

use crate::mutant::{DEFINITION, Mutant, assert_fine, assert_found, mutants_of};
use crate::patch::{add, remove, replace};

const ID: &str = "/paths/~1things~1{id}/get/operationId";
const SUMMARY: &str = "/paths/~1pictures/post/summary";
const DESCRIPTION: &str = "/paths/~1pictures/post/description";
const VISIBILITY: &str = "/paths/~1things~1{id}/get/x-ms-visibility";
const ANNOTATION: &str = "/paths/~1things/post/x-ms-api-annotation";
const NEXT_LINK: &str = "/paths/~1things/get/x-ms-pageable/nextLinkName";

pub fn mutants() -> Vec<Mutant> {
    let body = json!({"name": "more", "in": "body", "schema": {"$ref": "#/definitions/Thing"}});
    let get_with_body = json!({"get": {
        "summary": "Think",
        "description": "Thinks about things.",
        "operationId": "Think",
        "parameters": [body],
        "responses": {"204": {"description": "Done."}, "400": {"description": "Not done."}}
    }});
    let long_id = "GetThingButWithAnIdThatIsSoLongThatNobodyWouldEverWantToReadIt";
    let long_summary = format!("Send a picture{}", " and another one".repeat(5));
    mutants_of(
        DEFINITION,
        [
            (Rule::O01, Custom, remove(ID)),
            (Rule::O01, Custom, replace(ID, "MakeThing")),
            (Rule::O02, Warning, replace(ID, "Get_Thing")),
            (Rule::O03, Review, replace(ID, "getThing")),
            (Rule::O04, Review, replace(ID, long_id)),
            (Rule::O05, Certification, remove(SUMMARY)),
            (Rule::O05, Guidance, remove("/paths/~1health/get/summary")),
            (Rule::O05, Certification, replace(SUMMARY, long_summary)),
            (Rule::O06, Certification, replace(SUMMARY, "Send a picture/film")),
            (Rule::O06, Certification, replace(SUMMARY, "Send a picture?")),
            (Rule::O07, Review, replace(SUMMARY, "Send a picture.")),
            (Rule::O07, Review, replace(SUMMARY, "Send The Picture")),
            (Rule::O08, Certification, remove(DESCRIPTION)),
            (Rule::O08, Review, replace(DESCRIPTION, "Adds a picture to a thing")),
            (Rule::O08, Guidance, remove("/paths/~1health/get/description")),
            (Rule::O09, Review, replace(DESCRIPTION, "Send a picture.")),
            (Rule::O10, Warning, replace(DESCRIPTION, "Adds a picture in Power Apps.")),
            (Rule::O10, Certification, replace(SUMMARY, "Send a picture to Power Apps")),
            (Rule::O11, Custom, replace(VISIBILITY, "hidden")),
            (Rule::O11, Warning, replace(VISIBILITY, "")),
            (Rule::O11, Warning, replace(VISIBILITY, "Important")),
            (Rule::O15, Warning, add("/paths/~1thinks", get_with_body)),
            (Rule::O15, Custom, add("/paths/~1things/post/parameters/1", body)),
            (Rule::O22, Certification, replace(format!("{ANNOTATION}/family"), "List")),
            (Rule::O22, Certification, replace(format!("{ANNOTATION}/revision"), 1.5)),
            (
                Rule::O22,
                Warning,
                add(format!("{ANNOTATION}/replacement"), json!({"operationId": "Nothing"})),
            ),
            (
                Rule::O22,
                Warning,
                add(
                    format!("{ANNOTATION}/replacement"),
                    json!({"api": "things", "operationId": "ListThings"}),
                ),
            ),
            (Rule::O22, Warning, replace(format!("{ANNOTATION}/revision"), 2)),
            (
                Rule::O22,
                Warning,
                replace(format!("{ANNOTATION}/family"), "List")
                    .and(remove(format!("{ANNOTATION}/revision"))),
            ),
            (Rule::O23, Custom, replace(NEXT_LINK, "next")),
        ],
    )
}

#[test]
fn each_mutant_of_an_operation_is_found() {
    assert_found(&mutants());
}

#[test]
fn operations_that_keep_the_rules_are_fine() {
    assert_fine(
        DEFINITION,
        [
            replace(SUMMARY, "Send a picture (JPEG)"),
            replace(SUMMARY, "Send a picture to UKG Pro"),
            replace(VISIBILITY, "advanced"),
            replace(NEXT_LINK, "@odata.nextLink"),
        ],
    );
}
