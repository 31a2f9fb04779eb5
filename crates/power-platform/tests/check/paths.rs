use power_platform::check::Rule;
use power_platform::check::Severity::{Custom, Guidance, Warning};
use serde_json::json;

use crate::mutant::{DEFINITION, Mutant, assert_found, mutants_of};
use crate::patch::{add, add_before, remove, rename, replace};

const GET: &str = "/paths/~1things~1{id}";
const ID: &str = "/paths/~1things~1{id}/get/parameters/0";

pub fn mutants() -> Vec<Mutant> {
    let path = |path: &str| add_before("/paths/~1health", path, json!({"x-nothing": 1}));
    mutants_of(
        DEFINITION,
        [
            (Rule::O12, Custom, path("more")),
            (Rule::O12, Custom, path("/more?x=1")),
            (Rule::O12, Custom, path("/more/*")),
            (Rule::O12, Custom, path("/more#x")),
            (Rule::O12, Custom, path("/Things")),
            (Rule::O12, Custom, path("/more/{a/b}")),
            (Rule::O12, Warning, path("/things/{other}")),
            (Rule::O12, Guidance, rename("/paths/~1health", "/things/health")),
            (Rule::O13, Custom, rename(GET, "/things/{id}/{part}")),
            (Rule::O13, Custom, rename(GET, "/thing")),
            (Rule::O13, Custom, remove(format!("{ID}/required"))),
            (Rule::O13, Custom, replace(format!("{ID}/x-ms-url-encoding"), "triple")),
            (Rule::O13, Warning, remove(format!("{ID}/x-ms-url-encoding"))),
            (
                Rule::O14,
                Warning,
                add("/paths/~1things/get/parameters/1/x-ms-url-encoding", "single"),
            ),
        ],
    )
}

#[test]
fn each_mutant_of_a_path_is_found() {
    assert_found(&mutants());
}
