use power_platform::check::Rule;
use power_platform::check::Severity::{Certification, Custom, Guidance, Review, Solution, Warning};
use serde_json::{Value, json};

use crate::mutant::{
    DEFINITION, Mutant, assert_fine, assert_found, found, good, mutants_of, rules,
};
use crate::patch::{Change, add, add_before, remove, rename, replace, text};

const GET: &str = "/paths/~1things/get";
const LIMIT: &str = "/paths/~1things/get/parameters/0/$ref";
const LIST_SCHEMA: &str = "/paths/~1things/get/responses/200/schema/$ref";
const ORIGIN: &str = "/definitions/NewThing/properties/origin/default";

/// A schema that is nested as deep as this.
fn nested(depth: usize) -> Value {
    let text = json!({"type": "string"});
    (0..depth).fold(text, |items, _| json!({"type": "array", "items": items}))
}

/// More operations than a connector may have.
fn many_operations() -> Change {
    let operation = |i| {
        json!({"get": {
            "summary": "Test the connection",
            "description": "Answers whenever the service runs.",
            "operationId": format!("TestConnection{i}"),
            "x-ms-visibility": "internal",
            "responses": {"200": {"description": "The service runs."}}
        }})
    };
    let paths = (1..252).map(|i| add(format!("/paths/~1health{i}"), operation(i)));
    paths.fold(add("/paths/~1health0", operation(0)), Change::and)
}

/// A body with more properties than one may have.
fn many_properties() -> Change {
    let property = json!({"type": "string", "x-ms-visibility": "internal"});
    let properties =
        (0..520).map(|i| add(format!("/definitions/Thing/properties/p{i}"), property.clone()));
    properties.reduce(Change::and).unwrap()
}

pub fn mutants() -> Vec<Mutant> {
    let definition: Value = serde_json::from_slice(&good(DEFINITION)).unwrap();
    let kind = definition.pointer("/paths/~1things/get/parameters/1").unwrap().clone();
    let padded = [good(DEFINITION), vec![b'\n'; 1_000_000]].concat();
    mutants_of(
        DEFINITION,
        [
            (Rule::D01, Custom, replace("/swagger", "3.0")),
            (Rule::D01, Custom, replace("/swagger", 2.0)),
            (Rule::D02, Solution, Change::Content(padded)),
            (Rule::D03, Guidance, text("    \"host\"", "   \"host\"")),
            (Rule::D03, Guidance, text("    \"host\"", "\t\"host\"")),
            (Rule::D03, Guidance, text("\"basePath\": \"/v1\",", "\"basePath\": \"/v1\", ")),
            (Rule::D04, Review, remove("/host").and(add_before("/schemes", "host", "contoso.com"))),
            (Rule::D05, Custom, add("/scriptOperations", 1)),
            (Rule::D05, Custom, add("/info/owner", "me")),
            (Rule::D05, Custom, add("/info/contact/phone", "1")),
            (Rule::D05, Custom, add("/tags/0/colour", "red")),
            (Rule::D05, Custom, add("/paths/~1health/summary", "Health")),
            (Rule::D05, Custom, add("/paths/~1things/get/returns", 1)),
            (Rule::D05, Custom, add("/paths/~1things/get/parameters/1/nullable", true)),
            (Rule::D05, Custom, add("/definitions/Thing/nullable", true)),
            (Rule::D06, Warning, add("/paths/~1things/get/x-ms-openai-data", json!({"a": 1}))),
            (Rule::D07, Warning, add("/paths/~1things/get/parameters/0/description", "x")),
            (Rule::D08, Custom, replace(LIST_SCHEMA, "#/definitions/Thingz")),
            (Rule::D08, Custom, replace(LIST_SCHEMA, "other.json#/Things")),
            (Rule::D08, Custom, replace(LIST_SCHEMA, 7)),
            (Rule::D08, Custom, replace(LIMIT, "#/info/title")),
            (Rule::D08, Custom, replace(LIMIT, "#/definitions/Thing")),
            (
                Rule::D08,
                Custom,
                add("/definitions/A", json!({"$ref": "#/definitions/B"}))
                    .and(add("/definitions/B", json!({"$ref": "#/definitions/A"}))),
            ),
            (
                Rule::D08,
                Custom,
                add(
                    "/definitions/A",
                    json!({
                        "type": "object",
                        "required": ["a"],
                        "properties": {"a": {"$ref": "#/definitions/A"}}
                    }),
                ),
            ),
            (
                Rule::D08,
                Custom,
                add("/definitions/A", json!({"allOf": [{"$ref": "#/definitions/A"}]})),
            ),
            (
                Rule::D08,
                Custom,
                add(
                    "/definitions/exampleThing",
                    json!({"type": "array", "items": {"$ref": "#/definitions/Nothing"}}),
                ),
            ),
            (Rule::D08, Custom, add("/paths/~1more", json!({"$ref": "#/definitions/Thing"}))),
            (
                Rule::D08,
                Custom,
                rename("/definitions/Things", "v1/Things")
                    .and(replace(LIST_SCHEMA, "#/definitions/v1/Things")),
            ),
            (Rule::D09, Warning, add("/definitions/NewThing/properties/name/uniqueItems", true)),
            (Rule::D09, Warning, add("/parameters/Limit/collectionFormat", "semicolons")),
            (Rule::D10, Custom, many_operations()),
            (Rule::D10, Warning, add("/definitions/Deep", nested(40))),
            (Rule::D10, Certification, many_properties()),
            (Rule::D11, Custom, add("/tags/1", json!({"name": "things"}))),
            (Rule::D11, Warning, replace("/paths/~1things/get/parameters/1/enum/1", "large")),
            (Rule::D12, Review, add("/paths/~1things/post/parameters/1", kind)),
            (Rule::D13, Custom, add("/paths/~1more", json!({"get": {}}))),
            (Rule::D13, Warning, replace("/paths/~1things/get/responses/200/description", "")),
            (
                Rule::D14,
                Review,
                text("that the user may see.", "that the user\\u2019s team may see."),
            ),
            (Rule::D15, Warning, replace(ORIGIN, "fl\u{f6}w")),
            (Rule::D15, Warning, text("{", "\u{feff}{")),
            (Rule::D16, Custom, replace(format!("{GET}/parameters/1/type"), "datetime")),
            (Rule::D16, Custom, replace("/paths/~1things~1{id}/get/parameters/0/type", "object")),
            (Rule::D16, Custom, remove(format!("{GET}/parameters/1/type"))),
            (Rule::D16, Custom, add(format!("{GET}/parameters/1/required"), "true")),
            (Rule::D16, Custom, add(format!("{GET}/deprecated"), "false")),
            (Rule::D16, Custom, remove(format!("{GET}/responses/401/description"))),
            (Rule::D16, Custom, add("/definitions/Choices", json!(["large", "small"]))),
            (Rule::D16, Custom, replace("/definitions/Thing/properties/id/type", "int")),
            (Rule::D16, Custom, replace("/definitions/Thing/properties", json!([]))),
            (Rule::D16, Custom, add(format!("{GET}/tags"), "things")),
            (
                Rule::D16,
                Custom,
                add(format!("{GET}/responses/200/headers"), json!({"X-Count": {"type": "object"}})),
            ),
        ],
    )
}

#[test]
fn each_mutant_of_the_document_is_found() {
    assert_found(&mutants());
}

#[test]
fn a_file_that_is_too_large_is_checked_all_the_same() {
    let long = format!("Keeps{}things.", " ".repeat(1_000_000));
    let findings = found(DEFINITION, &replace("/info/description", long));
    assert_eq!(rules(&findings), [(Rule::D02, Solution), (Rule::I05, Solution)]);
}

#[test]
fn documents_that_keep_the_rules_are_fine() {
    assert_fine(
        DEFINITION,
        [
            replace(ORIGIN, ""),
            rename("/definitions/Things", "v1/Things")
                .and(replace(LIST_SCHEMA, "#/definitions/v1~1Things")),
            add("/parameters/Limit/collectionFormat", "csv"),
            // The exporter of Power Platform writes this.
            add_before("/securityDefinitions", "responses", json!({})),
            // A property may be called like a keyword, and an optional one may refer to its object.
            add(
                "/definitions/Thing/properties/discriminator",
                json!({"type": "string", "x-ms-summary": "D", "description": "A property."}),
            )
            .and(add(
                "/definitions/Thing/properties/parent",
                json!({"$ref": "#/definitions/Thing"}),
            )),
        ],
    );
}
