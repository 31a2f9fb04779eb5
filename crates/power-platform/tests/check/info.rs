use power_platform::check::Rule;
use power_platform::check::Severity::{Certification, Custom, Guidance, Review, Solution, Warning};
use serde_json::json;

use crate::mutant::{DEFINITION, Mutant, assert_fine, assert_found, mutants_of};
use crate::patch::{add, add_before, remove, replace};

const TITLE: &str = "/info/title";
const DESCRIPTION: &str = "/info/description";
const CATEGORIES: &str = "/x-ms-connector-metadata/2/propertyValue";

pub fn mutants() -> Vec<Mutant> {
    mutants_of(
        DEFINITION,
        [
            (Rule::I01, Certification, replace(TITLE, "Good Things That Are Far Too Many")),
            (Rule::I01, Solution, replace(TITLE, "Things".repeat(40))),
            (Rule::I01, Custom, remove(TITLE)),
            (Rule::I02, Warning, replace(TITLE, "Good Things API")),
            (Rule::I02, Certification, replace(TITLE, "Connector of Things")),
            (Rule::I02, Certification, replace(TITLE, "Power Apps Things")),
            (Rule::I03, Certification, replace(TITLE, "Good Things!")),
            (Rule::I05, Certification, replace(DESCRIPTION, "Keeps things.")),
            (Rule::I05, Solution, replace(DESCRIPTION, "Keeps things.".repeat(80))),
            (Rule::I05, Custom, remove(DESCRIPTION)),
            (
                Rule::I06,
                Warning,
                replace(DESCRIPTION, "Keeps things for makers on Power Platform."),
            ),
            (
                Rule::I11,
                Warning,
                replace("/x-ms-connector-metadata/0/propertyValue", "htpts://contoso.com"),
            ),
            (
                Rule::I06,
                Certification,
                replace(DESCRIPTION, "Keeps things for Power Automate and tells about them."),
            ),
            (
                Rule::I07,
                Guidance,
                replace(DESCRIPTION, "Keeps things, and has an API to tell about them."),
            ),
            (Rule::I08, Custom, remove("/info/version")),
            (Rule::I09, Certification, remove("/info/contact")),
            (Rule::I09, Certification, replace("/info/contact/url", "contoso.com/support")),
            (Rule::I09, Certification, replace("/info/contact/email", "support at contoso")),
            (Rule::I09, Warning, remove("/info/contact/email")),
            (
                Rule::I09,
                Warning,
                add_before("/info/contact", "termsOfService", "https://contoso.com/terms"),
            ),
            (Rule::I10, Review, remove("/x-ms-connector-metadata")),
            (Rule::I10, Review, replace("/x-ms-connector-metadata/0/propertyName", "Site")),
            (
                Rule::I10,
                Review,
                replace("/x-ms-connector-metadata/1/propertyName", "Privacy Policy"),
            ),
            (
                Rule::I11,
                Certification,
                replace("/x-ms-connector-metadata/1/propertyValue", "contoso.com/privacy"),
            ),
            (Rule::I12, Certification, replace(CATEGORIES, "Things")),
            (Rule::I12, Warning, replace(CATEGORIES, "data")),
            (Rule::I12, Certification, replace(CATEGORIES, "Data;AI;Website")),
            (Rule::I12, Certification, replace(CATEGORIES, "")),
            (
                Rule::I14,
                Certification,
                add("/info/x-ms-api-annotation", json!({"status": "Preview"})),
            ),
        ],
    )
}

#[test]
fn each_mutant_of_info_is_found() {
    assert_found(&mutants());
}

#[test]
fn info_that_keeps_the_rules_is_fine() {
    assert_fine(
        DEFINITION,
        [
            // Words count, not letters.
            replace(TITLE, "OptiAPI Things"),
            replace(TITLE, "Good Things (independent)"),
            replace(
                DESCRIPTION,
                "Keeps things, and powers apps that automate the logic of things.",
            ),
            replace("/info/version", "preview"),
            replace(CATEGORIES, "Data; IT Operations"),
            replace(CATEGORIES, "Data"),
            add("/info/x-ms-api-annotation", json!({"status": "Production"})),
        ],
    );
}
