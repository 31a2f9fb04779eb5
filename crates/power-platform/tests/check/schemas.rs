use power_platform::check::Level::{Error, Warning};
use power_platform::check::Rule;

use super::{DEFINITION, are_fine, are_found};

#[test]
fn required() {
    are_found(
        DEFINITION,
        &[
            (
                Rule::C01,
                Warning,
                "                \"name\",\n                \"origin\"\n",
                "                \"name\",\n                \"nothing\",\n                \"origin\"\n",
            ),
            (
                Rule::C01,
                Warning,
                "                \"value\": {\n                    \"type\": \"array\",",
                "                \"value\": {\n                    \"type\": \"array\",\n                    \"required\": [\n                        \"items\"\n                    ],",
            ),
            (
                Rule::C01,
                Warning,
                "        \"Thing\": {\n            \"type\": \"object\",",
                "        \"Thing\": {\n            \"type\": \"object\",\n            \"required\": [],",
            ),
            (
                Rule::C02,
                Error,
                "                \"name\",\n                \"origin\"\n",
                "                \"name\",\n                \"made\",\n                \"origin\"\n",
            ),
        ],
    );
    are_fine(
        DEFINITION,
        &[
            // What comes back may be required and readOnly.
            (
                "        \"Thing\": {\n            \"type\": \"object\",\n            \"properties\": {\n                \"id\": {\n",
                "        \"Thing\": {\n            \"type\": \"object\",\n            \"required\": [\n                \"id\"\n            ],\n            \"properties\": {\n                \"id\": {\n                    \"readOnly\": true,\n",
            ),
        ],
    );
}

#[test]
fn lists_formats_and_bounds() {
    are_found(
        DEFINITION,
        &[
            (
                Rule::C03,
                Error,
                "                    \"items\": {\n                        \"$ref\": \"#/definitions/Thing\"\n                    },\n",
                "",
            ),
            (Rule::C04, Warning, "\"format\": \"date-time\"", "\"format\": \"datetime\""),
            (Rule::C05, Warning, "\"^[a-z]+$\"", "\"^[a-z+$\""),
            (Rule::C05, Error, "\"maxLength\": 40", "\"maxLength\": 0"),
            (Rule::C05, Error, "\"minLength\": 1,", "\"minLength\": -1,"),
            (Rule::C05, Error, "\"maximum\": 1000", "\"maximum\": -1"),
            (Rule::C05, Warning, "                    \"maximum\": 1000,\n", ""),
        ],
    );
    are_fine(
        DEFINITION,
        &[
            // A pattern of JavaScript and .NET.
            ("\"^[a-z]+$\"", "\"^(?!x)[a-z]+(?<=y)$\""),
            ("\"maxLength\": 40", "\"maxLength\": 1"),
        ],
    );
}

#[test]
fn properties() {
    are_found(
        DEFINITION,
        &[
            (Rule::C06, Warning, "                    \"x-ms-summary\": \"Weight\",\n", ""),
            (Rule::C06, Warning, "How much it weighs, in kilograms.", "weight"),
            (Rule::C06, Warning, "How much it weighs, in kilograms.", "How much it weighs"),
        ],
    );
}
