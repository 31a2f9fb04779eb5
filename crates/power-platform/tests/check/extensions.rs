//! Dynamic values, choices and editors.

use power_platform::check::Severity::{Custom, Guidance, Warning};
use power_platform::check::{Rule, Severity};
use serde_json::{Value, json};

use crate::mutant::{DEFINITION, Mutant, assert_fine, assert_found, found, mutants_of};
use crate::patch::{Change, add, remove, rename, replace};

const KIND: &str = "/paths/~1things/get/parameters/1";
const WEIGHT: &str = "/definitions/NewThing/properties/weight";
const NAME: &str = "/definitions/Thing/properties/name";
const THINGS: &str = "/definitions/Things/properties";

/// An extension at a parameter that has no choices of its own.
fn at_kind(name: &str, extension: Value) -> Change {
    let plain = remove(format!("{KIND}/enum")).and(remove(format!("{KIND}/default")));
    plain.and(add(format!("{KIND}/{name}"), extension))
}

/// Dynamic values that are those of all things, but for one member.
fn values(member: &str, value: impl Into<Value>) -> Change {
    let good = json!({
        "operationId": "ListThings",
        "parameters": {"limit": 10, "kind": {"parameter": "api-version"}},
        "value-collection": "value",
        "value-path": "id",
        "value-title": "name"
    });
    let base = at_kind("x-ms-dynamic-values", good);
    base.and(replace(format!("{KIND}/x-ms-dynamic-values/{member}"), value))
}

fn list(parameters: &Value, items_path: &str) -> Change {
    let list = json!({
        "operationId": "GetThing",
        "parameters": parameters,
        "itemsPath": items_path,
        "itemValuePath": "id"
    });
    at_kind("x-ms-dynamic-list", list)
}

fn schema(value_path: &str, item_value_path: Option<&str>) -> Change {
    let call = json!({"operationId": "TestConnection", "value-path": value_path});
    let older = add("/definitions/Thing/x-ms-dynamic-schema", call);
    item_value_path.iter().fold(older, |change, path| {
        let call = json!({"operationId": "TestConnection", "itemValuePath": path});
        change.and(add("/definitions/Thing/x-ms-dynamic-properties", call))
    })
}

fn names(entries: Value) -> Change {
    add(format!("{KIND}/x-ms-enum-values"), entries)
}

/// What is given to the called operation, or the extension that says so, does not fit.
fn mutants_of_arguments() -> Vec<Mutant> {
    mutants_of(
        DEFINITION,
        [
            (Rule::E06, Warning, values("parameters", json!({"limit": "ten"}))),
            (Rule::E06, Warning, values("parameters", json!({"limit": {"parameter": "size"}}))),
            (Rule::E06, Warning, values("parameters", json!({"limit": {"parameter": "kind"}}))),
            (
                Rule::E06,
                Warning,
                values("parameters/kind", json!({"parameter": "api-version"}))
                    .and(remove("/paths/~1things/get/parameters/2/default"))
                    .and(remove("/paths/~1things/get/parameters/2/required")),
            ),
            (
                Rule::E06,
                Guidance,
                replace("/paths/~1things~1{id}/get/parameters/0/type", "string")
                    .and(remove("/paths/~1things~1{id}/get/parameters/0/format"))
                    .and(at_kind(
                        "x-ms-dynamic-properties",
                        json!({
                            "operationId": "GetThing",
                            "parameters": {"id": {"parameterReference": "kind"}}
                        }),
                    )),
            ),
            (
                Rule::E08,
                Warning,
                rename("/definitions/NewThing/properties/weight", "limit").and(add(
                    format!("{NAME}/x-ms-dynamic-schema"),
                    json!({"operationId": "MakeThing", "parameters": {"limit": 7}}),
                )),
            ),
            (Rule::E08, Warning, schema("schema/properties", None)),
            (Rule::E08, Warning, schema("schema/properties", Some("properties"))),
            (
                Rule::E08,
                Warning,
                add(
                    format!("{WEIGHT}/x-ms-dynamic-values"),
                    json!({
                        "operationId": "ListThings",
                        "parameters": {"kind": {"parameter": "body/name"}},
                        "value-collection": "value",
                        "value-path": "id"
                    }),
                ),
            ),
            (
                Rule::E08,
                Warning,
                at_kind("x-ms-dynamic-values", json!({"capability": "file-picker"})),
            ),
        ],
    )
}

pub fn mutants() -> Vec<Mutant> {
    let id = json!({"id": {"value": 7}});
    let tree = |step: &str| {
        let call = json!({
            "operationId": "ListThings", "itemsPath": "value", "selectedItemValuePath": "id"
        });
        at_kind("x-ms-dynamic-tree", json!({step: call}))
    };
    let filters = |functions: Value| {
        add(format!("{NAME}/x-ms-capabilities"), json!({"filterFunctions": functions}))
    };
    let mut mutants = mutants_of(
        DEFINITION,
        [
            (Rule::E01, Custom, values("value-path", 7)),
            (Rule::E01, Custom, add("/paths/~1things/get/x-ms-trigger", "multiple")),
            (Rule::E01, Custom, at_kind("x-ms-dynamic-properties", json!({}))),
            (Rule::E01, Custom, names(json!({"large": "Large"}))),
            (
                Rule::E01,
                Warning,
                at_kind(
                    "x-ms-dynamic-values",
                    json!({"operationId": "ListThings", "value-collection": "value", "path": "id"}),
                ),
            ),
            (Rule::E02, Custom, values("operationId", "ListThinks")),
            (Rule::E02, Custom, values("operationId", "Nothing")),
            (Rule::E03, Custom, values("parameters", json!({"owner": "me"}))),
            (
                Rule::E04,
                Custom,
                add("/definitions/Thing/x-ms-dynamic-schema", json!({"operationId": "GetThing"})),
            ),
            (Rule::E05, Warning, values("value-collection", "things")),
            (Rule::E05, Warning, values("value-collection", "nextLink")),
            (Rule::E05, Warning, values("value-path", "number")),
            (Rule::E05, Warning, list(&id, "")),
            (
                Rule::E07,
                Custom,
                add(
                    "/paths/~1things/post/parameters/1/x-ms-dynamic-schema",
                    json!({"operationId": "TestConnection"}),
                ),
            ),
            (Rule::E01, Custom, at_kind("x-ms-dynamic-values", json!({"value-path": "id"}))),
            (Rule::E07, Custom, tree("open")),
            (Rule::E09, Custom, names(json!([{"value": "huge", "displayName": "Huge"}]))),
            (Rule::E09, Custom, names(json!([{"value": "large"}]))),
            (
                Rule::E09,
                Custom,
                names(json!([
                    {"value": "large", "displayName": "Large"},
                    {"value": "large", "displayName": "Big"}
                ])),
            ),
            (Rule::E10, Custom, add(format!("{NAME}/x-ms-editor"), "dictionary")),
            (Rule::E10, Custom, filters(json!([]))),
            (Rule::E10, Custom, filters(json!(["eq", "eq"]))),
            (
                Rule::E10,
                Custom,
                add(format!("{WEIGHT}/x-ms-capabilities"), json!({"filterFunctions": ["eq"]})),
            ),
        ],
    );
    mutants.extend(mutants_of_arguments());
    mutants
}

#[test]
fn each_mutant_of_an_extension_is_found() {
    assert_found(&mutants());
}

#[test]
fn extensions_that_keep_the_rules_are_fine() {
    let text = json!({"type": "string", "x-ms-summary": "T", "description": "Text."});
    assert_fine(
        DEFINITION,
        [
            values("operationId", "ListThings"),
            values("value-title", "{name} ({id})"),
            at_kind("x-ms-dynamic-values", json!({"builtInOperation": "AadGraph.GetUsers"})),
            at_kind(
                "x-ms-dynamic-tree",
                json!({"browse": {
                    "operationId": "ListThings", "itemsPath": "value", "selectedItemValuePath": "id"
                }}),
            ),
            schema("schema", None),
            schema("schema/properties", Some("schema")),
            names(json!([
                {"value": "large", "displayName": "Large"},
                {"value": "small", "displayName": "Small"}
            ])),
            // The response does not say what is in it.
            values("value-collection", "others/all")
                .and(replace(
                    format!("{THINGS}/value"),
                    json!({"type": "object", "x-ms-summary": "A", "description": "All."}),
                ))
                .and(add("/definitions/Things/additionalProperties", text)),
        ],
    );
}

/// A maker who misspells a name learns the right one.
#[test]
fn a_name_that_is_nearly_right_is_suggested() {
    for (change, suggestion) in [
        (values("operationId", "ListThinks"), "Did you mean ListThings?"),
        (add(format!("{KIND}/x-ms-enum-value"), json!([])), "Did you mean x-ms-enum-values?"),
        (add(format!("{KIND}/x-ms-visbility"), "advanced"), "Did you mean x-ms-visibility?"),
        (
            replace("/x-ms-connector-metadata/2/propertyValue", "Comunication"),
            "Did you mean \"Communication\"?",
        ),
    ] {
        let findings = found(DEFINITION, &change);
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].message.ends_with(suggestion), "{findings:#?}");
        assert!(findings[0].severity >= Severity::Warning);
    }
}
