use power_platform::check::Rule;
use power_platform::check::Severity::{Custom, Review, Warning};
use serde_json::json;

use crate::mutant::{DEFINITION, Mutant, assert_fine, assert_found, mutants_of};
use crate::patch::{add, remove, replace};

const FORM: &str = "application/x-www-form-urlencoded";
const PICTURE_TYPE: &str = "/paths/~1pictures/post/consumes/0";
const PICTURE: &str = "/paths/~1pictures/post/parameters/0";

pub fn mutants() -> Vec<Mutant> {
    mutants_of(
        DEFINITION,
        [
            (Rule::H01, Custom, remove("/host")),
            (Rule::H01, Custom, replace("/host", "https://things.contoso.com")),
            (Rule::H01, Custom, replace("/host", "things.contoso.com/v1")),
            (Rule::H01, Custom, replace("/host", "{shop}.contoso.com")),
            (Rule::H01, Custom, replace("/host", "things.contoso.com:https")),
            (Rule::H02, Review, replace("/host", "things.staging.contoso.com")),
            (Rule::H02, Review, replace("/host", "things-dev.contoso.com")),
            (Rule::H02, Review, replace("/host", "localhost:8080")),
            (Rule::H02, Review, replace("/host", "192.168.1.1")),
            (Rule::H03, Custom, replace("/basePath", "v1")),
            (Rule::H03, Warning, replace("/basePath", "")),
            (Rule::H04, Custom, replace("/schemes/0", "ws")),
            (Rule::H04, Custom, replace("/schemes", json!([]))),
            (Rule::H04, Custom, replace("/schemes", "https")),
            (Rule::H04, Warning, replace("/schemes/0", "http")),
            (Rule::H04, Warning, remove("/schemes")),
            (Rule::H05, Custom, replace("/produces/0", "json")),
            (Rule::H05, Warning, replace("/consumes/0", "application/pdf")),
            (Rule::H05, Warning, remove("/consumes")),
            (Rule::H06, Warning, replace(PICTURE_TYPE, "application/json")),
            (Rule::H06, Warning, replace("/consumes/0", "multipart/form-data")),
            (Rule::H06, Custom, replace(PICTURE_TYPE, FORM)),
            (
                Rule::H06,
                Custom,
                replace(PICTURE_TYPE, FORM)
                    .and(replace(format!("{PICTURE}/type"), "string"))
                    .and(add(format!("{PICTURE}/format"), "binary")),
            ),
        ],
    )
}

#[test]
fn each_mutant_of_the_host_is_found() {
    assert_found(&mutants());
}

#[test]
fn hosts_that_keep_the_rules_are_fine() {
    assert_fine(
        DEFINITION,
        [
            replace("/host", "things.contoso.com:8443"),
            replace("/host", "@environmentVariables(\"contoso_Host\")"),
            replace("/basePath", "/"),
            replace("/consumes/0", "application/vnd.contoso+json; charset=utf-8"),
        ],
    );
}
