use power_platform::check::Level::{Error, Guidance, Warning};
use power_platform::check::Rule;

use super::{DEFINITION, are_fine, are_found};

const TITLE: &str = "\"title\": \"Good Things\"";
const DESCRIPTION: &str =
    "Keeps things, lists them and tells about them. Made for tests of a checker.";

#[test]
fn title_and_description() {
    are_found(
        DEFINITION,
        &[
            (Rule::I01, Error, TITLE, "\"title\": \"Good Things That Are Far Too Many\""),
            (Rule::I01, Error, "        \"title\": \"Good Things\",\n", ""),
            (Rule::I02, Error, TITLE, "\"title\": \"Good Things API\""),
            (Rule::I02, Error, TITLE, "\"title\": \"Connector of Things\""),
            (Rule::I02, Error, TITLE, "\"title\": \"Power Apps Things\""),
            (Rule::I03, Error, TITLE, "\"title\": \"Good Things!\""),
            (Rule::I05, Error, DESCRIPTION, "Keeps things."),
            (
                Rule::I06,
                Error,
                DESCRIPTION,
                "Keeps things for Power Automate and tells about them.",
            ),
            (Rule::I07, Guidance, DESCRIPTION, "Keeps things, and has an API to tell about them."),
        ],
    );
    are_fine(
        DEFINITION,
        &[
            // Words, not letters.
            (TITLE, "\"title\": \"OptiAPI Things\""),
            (TITLE, "\"title\": \"Good Things (independent)\""),
            (DESCRIPTION, "Keeps things, and powers apps that automate the logic of things."),
            ("\"version\": \"1.0\"", "\"version\": \"preview\""),
        ],
    );
}

#[test]
fn version_and_contact() {
    are_found(
        DEFINITION,
        &[
            (Rule::I08, Error, ",\n        \"version\": \"1.0\"", ""),
            (Rule::I09, Error, "\"https://contoso.com/support\"", "\"contoso.com/support\""),
            (Rule::I09, Error, "\"support@contoso.com\"", "\"support at contoso\""),
            (
                Rule::I09,
                Warning,
                "            \"url\": \"https://contoso.com/support\",\n            \"email\": \"support@contoso.com\"",
                "            \"url\": \"https://contoso.com/support\"",
            ),
        ],
    );
    are_found(
        DEFINITION,
        &[(
            Rule::I09,
            Error,
            ",\n        \"contact\": {\n            \"name\": \"Contoso\",\n            \"url\": \"https://contoso.com/support\",\n            \"email\": \"support@contoso.com\"\n        }",
            "",
        )],
    );
    are_found(
        DEFINITION,
        &[(
            Rule::I09,
            Warning,
            "        \"contact\": {",
            "        \"termsOfService\": \"https://contoso.com/terms\",\n        \"contact\": {",
        )],
    );
}

#[test]
fn metadata() {
    are_found(
        DEFINITION,
        &[
            (Rule::I10, Warning, "\"propertyName\": \"Website\"", "\"propertyName\": \"Site\""),
            (Rule::I10, Warning, "\"Privacy policy\"", "\"Privacy Policy\""),
            (Rule::I11, Error, "\"https://contoso.com/privacy\"", "\"contoso.com/privacy\""),
            (Rule::I12, Error, "\"Data;IT Operations\"", "\"Things\""),
            (Rule::I12, Error, "\"Data;IT Operations\"", "\"Data;AI;Website\""),
            (Rule::I12, Error, "\"Data;IT Operations\"", "\"\""),
            (
                Rule::I14,
                Error,
                "\"version\": \"1.0\"\n",
                "\"version\": \"1.0\",\n        \"x-ms-api-annotation\": {\n            \"status\": \"Preview\"\n        }\n",
            ),
        ],
    );
    are_fine(
        DEFINITION,
        &[
            ("\"Data;IT Operations\"", "\"Data; IT Operations\""),
            ("\"Data;IT Operations\"", "\"Data\""),
            (
                "\"version\": \"1.0\"\n",
                "\"version\": \"1.0\",\n        \"x-ms-api-annotation\": {\n            \"status\": \"Production\"\n        }\n",
            ),
        ],
    );
}

#[test]
fn without_metadata_there_is_one_error() {
    let findings = super::changed(DEFINITION, |text| {
        let end = text.find(",\n    \"x-ms-connector-metadata\"").unwrap();
        (text[..end].to_owned() + "\n}\n").into_bytes()
    });
    assert_eq!(
        findings.iter().map(|f| (f.rule, f.level)).collect::<Vec<_>>(),
        [(Rule::I10, Warning)]
    );
}
