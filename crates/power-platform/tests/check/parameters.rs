use power_platform::check::Level::{Error, Warning};
use power_platform::check::Rule;

use super::{DEFINITION, are_fine, are_found};

#[test]
fn names_and_descriptions() {
    let long = format!("\"x-ms-summary\": \"Kind{}\"", " of a thing".repeat(8));
    let long: &'static str = Box::leak(long.into_boxed_str());
    are_found(
        DEFINITION,
        &[
            (Rule::P01, Error, "                        \"x-ms-summary\": \"Kind\",\n", ""),
            (Rule::P01, Error, "            \"x-ms-summary\": \"Limit\",\n", ""),
            (Rule::P01, Error, "\"x-ms-summary\": \"Kind\"", long),
            (
                Rule::P02,
                Error,
                "\"x-ms-summary\": \"Kind\",\n                        \"description\": \"Only things of this kind.\"",
                "\"x-ms-summary\": \"Kind\"",
            ),
            (Rule::P02, Warning, "\"Only things of this kind.\"", "\"Kind.\""),
        ],
    );
}

#[test]
fn what_nobody_sees() {
    are_found(
        DEFINITION,
        &[
            (Rule::P03, Error, "                        \"default\": \"2\",\n", ""),
            (
                Rule::P03,
                Error,
                "                    \"default\": \"flow\",\n                    \"x-ms-visibility\": \"internal\"",
                "                    \"x-ms-visibility\": \"internal\"",
            ),
            (
                Rule::P04,
                Warning,
                "                        \"required\": true,\n                        \"default\": \"2\",\n",
                "                        \"default\": \"2\",\n",
            ),
            (
                Rule::P04,
                Warning,
                "                \"name\",\n                \"origin\"\n",
                "                \"name\"\n",
            ),
        ],
    );
    are_fine(
        DEFINITION,
        &[(
            "                    \"default\": \"flow\",\n                    \"x-ms-visibility\": \"internal\"",
            "                    \"x-ms-notification-url\": true,\n                    \"x-ms-visibility\": \"internal\"",
        )],
    );
}

#[test]
fn values() {
    are_found(
        DEFINITION,
        &[
            (Rule::P05, Error, "\"default\": 10", "\"default\": \"10\""),
            (Rule::P05, Error, "\"default\": 10", "\"default\": 1.5"),
            (
                Rule::P05,
                Error,
                "                            \"large\",\n                            \"small\"\n",
                "                            1\n",
            ),
            (
                Rule::P05,
                Error,
                "[\n                            \"large\",\n                            \"small\"\n                        ]",
                "[]",
            ),
            (Rule::P05, Error, "\"default\": \"flow\"", "\"default\": 7"),
        ],
    );
    are_fine(
        DEFINITION,
        &[
            ("\"default\": 10", "\"default\": 10.0"),
            (
                "\"weight\": {\n                    \"type\": \"number\",",
                "\"weight\": {\n                    \"type\": \"number\",\n                    \"default\": 1,",
            ),
        ],
    );
}

#[test]
fn shapes() {
    are_found(
        DEFINITION,
        &[
            (Rule::P06, Error, "\"name\": \"kind\"", "\"name\": \"connectionId\""),
            (Rule::P06, Error, "\"name\": \"kind\"", "\"name\": \"api-version\""),
            (
                Rule::P07,
                Error,
                "                        \"required\": true,\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/NewThing\"\n                        }",
                "                        \"required\": true",
            ),
            (
                Rule::P07,
                Warning,
                "                        \"required\": true,\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/NewThing\"",
                "                        \"type\": \"object\",\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/NewThing\"",
            ),
            (
                Rule::P07,
                Error,
                "\"name\": \"kind\",\n",
                "\"name\": \"kind\",\n                        \"schema\": {\n                            \"type\": \"string\"\n                        },\n",
            ),
        ],
    );
    are_found(
        DEFINITION,
        &[(
            Rule::P08,
            Error,
            "            \"type\": \"integer\",\n            \"format\": \"int32\",\n            \"default\": 10,",
            "            \"type\": \"file\",",
        )],
    );
}
