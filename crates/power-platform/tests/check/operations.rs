use power_platform::check::Level::{Error, Warning};
use power_platform::check::Rule;

use super::{DEFINITION, are_fine, are_found, changed};

#[test]
fn ids() {
    are_found(
        DEFINITION,
        &[
            (Rule::O01, Error, "                \"operationId\": \"GetThing\",\n", ""),
            (Rule::O01, Error, "\"operationId\": \"GetThing\"", "\"operationId\": \"MakeThing\""),
            (Rule::O02, Warning, "\"operationId\": \"GetThing\"", "\"operationId\": \"Get_Thing\""),
            (Rule::O03, Warning, "\"operationId\": \"GetThing\"", "\"operationId\": \"getThing\""),
            (
                Rule::O04,
                Warning,
                "\"operationId\": \"GetThing\"",
                "\"operationId\": \"GetThingButWithAnIdThatIsSoLongThatNobodyWouldEverWantToReadIt\"",
            ),
        ],
    );
}

#[test]
fn summaries_and_descriptions() {
    let long = format!("\"summary\": \"Send a picture{}\"", " and another one".repeat(5));
    let long: &'static str = Box::leak(long.into_boxed_str());
    are_found(
        DEFINITION,
        &[
            (Rule::O05, Error, "                \"summary\": \"Send a picture\",\n", ""),
            (Rule::O05, Error, "\"summary\": \"Send a picture\"", long),
            (
                Rule::O06,
                Error,
                "\"summary\": \"Send a picture\"",
                "\"summary\": \"Send a picture/film\"",
            ),
            (
                Rule::O06,
                Error,
                "\"summary\": \"Send a picture\"",
                "\"summary\": \"Send a picture?\"",
            ),
            (
                Rule::O07,
                Warning,
                "\"summary\": \"Send a picture\"",
                "\"summary\": \"Send a picture.\"",
            ),
            (
                Rule::O07,
                Warning,
                "\"summary\": \"Send a picture\"",
                "\"summary\": \"Send The Picture\"",
            ),
            (
                Rule::O08,
                Error,
                "                \"description\": \"Adds a picture to a thing.\",\n",
                "",
            ),
            (Rule::O08, Warning, "Adds a picture to a thing.", "Adds a picture to a thing"),
            (Rule::O09, Warning, "Adds a picture to a thing.", "Send a picture."),
            (Rule::O10, Warning, "Adds a picture to a thing.", "Adds a picture in Power Apps."),
            (
                Rule::O10,
                Error,
                "\"summary\": \"Send a picture\"",
                "\"summary\": \"Send a picture to Power Apps\"",
            ),
        ],
    );
    are_fine(
        DEFINITION,
        &[
            ("\"summary\": \"Send a picture\"", "\"summary\": \"Send a picture (JPEG)\""),
            ("\"summary\": \"Send a picture\"", "\"summary\": \"Send a picture to UKG Pro\""),
        ],
    );
}

#[test]
fn visibility() {
    are_found(
        DEFINITION,
        &[
            (
                Rule::O11,
                Error,
                "\"x-ms-visibility\": \"important\"",
                "\"x-ms-visibility\": \"hidden\"",
            ),
            (Rule::O11, Warning, "\"x-ms-visibility\": \"important\"", "\"x-ms-visibility\": \"\""),
        ],
    );
    are_fine(
        DEFINITION,
        &[("\"x-ms-visibility\": \"important\"", "\"x-ms-visibility\": \"advanced\"")],
    );
}

#[test]
fn paths_and_variables() {
    let more = |path: &str| {
        let operation = "{\n            \"x-nothing\": 1\n        },\n        \"/health\": {";
        format!("\"{path}\": {operation}")
    };
    for (path, level) in [
        ("more", Error),
        ("/more?x=1", Error),
        ("/more/*", Error),
        ("/more#x", Error),
        ("/Things", Error),
        ("/things/{other}", Warning),
        ("/more/{a/b}", Error),
    ] {
        let findings = changed(DEFINITION, |text| {
            text.replacen("\"/health\": {", &more(path), 1).into_bytes()
        });
        let found: Vec<_> = findings.iter().map(|f| (f.rule, f.level)).collect();
        assert!(found.contains(&(Rule::O12, level)), "{path}: {found:?}");
        assert!(found.iter().all(|(rule, _)| *rule == Rule::O12), "{path}: {found:?}");
    }
    are_found(
        DEFINITION,
        &[
            (Rule::O13, Error, "\"/things/{id}\"", "\"/things/{id}/{part}\""),
            (Rule::O13, Error, "\"/things/{id}\"", "\"/thing\""),
            (
                Rule::O13,
                Error,
                "                        \"required\": true,\n                        \"x-ms-summary\": \"Number\"",
                "                        \"x-ms-summary\": \"Number\"",
            ),
            (
                Rule::O13,
                Warning,
                "of the thing.\",\n                        \"x-ms-url-encoding\": \"single\"",
                "of the thing.\"",
            ),
            (
                Rule::O14,
                Warning,
                "\"description\": \"Only things of this kind.\"",
                "\"description\": \"Only things of this kind.\",\n                        \"x-ms-url-encoding\": \"single\"",
            ),
        ],
    );
}

#[test]
fn bodies() {
    are_found(
        DEFINITION,
        &[
            (
                Rule::O15,
                Error,
                "        \"/things/{id}\": {\n            \"get\": {",
                "        \"/thinks\": {\n            \"get\": {\n                \"summary\": \"Think\",\n                \
             \"description\": \"Thinks about things.\",\n                \"operationId\": \"Think\",\n                \
             \"parameters\": [\n                    {\n                        \"name\": \"body\",\n                        \
             \"in\": \"body\",\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/Thing\"\n                        \
             }\n                    }\n                ],\n                \"responses\": {\n                    \"204\": {\n                        \
             \"description\": \"Done.\"\n                    },\n                    \"400\": {\n                        \
             \"description\": \"Not done.\"\n                    }\n                }\n            }\n        },\n        \
             \"/things/{id}\": {\n            \"get\": {",
            ),
            (
                Rule::O15,
                Error,
                "                        \"name\": \"body\",\n                        \"in\": \"body\",\n                        \"required\": true,",
                "                        \"name\": \"more\",\n                        \"in\": \"body\",\n                        \"schema\": {\n                            \
             \"$ref\": \"#/definitions/Thing\"\n                        }\n                    },\n                    {\n                        \
             \"name\": \"body\",\n                        \"in\": \"body\",\n                        \"required\": true,",
            ),
        ],
    );
}

#[test]
fn responses() {
    let things = "\"200\": {\n                        \"description\": \"The things.\",\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/Things\"\n                        }\n                    },";
    are_found(
        DEFINITION,
        &[
            (
                Rule::O17,
                Warning,
                things,
                "\"200\": {\n                        \"description\": \"The things.\"\n                    },",
            ),
            (
                Rule::O17,
                Warning,
                things,
                "\"200\": {\n                        \"description\": \"The things.\",\n                        \"schema\": {}\n                    },",
            ),
            (
                Rule::O18,
                Warning,
                "\"description\": \"Another failure.\"",
                "\"description\": \"Another failure.\",\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/Thing\"\n                        }",
            ),
            (
                Rule::O18,
                Warning,
                "                    \"200\": {\n                        \"description\": \"The service runs.\"",
                "                    \"default\": {\n                        \"description\": \"The service runs.\"",
            ),
            (
                Rule::O19,
                Warning,
                "\"description\": \"The key is not valid.\"",
                "\"description\": \"The key is not valid.\",\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/Thing\"\n                        }",
            ),
            (
                Rule::O20,
                Warning,
                "                    \"404\": {\n",
                "                    \"418\": {\n",
            ),
            (
                Rule::O21,
                Error,
                "                    \"401\": {\n",
                "                    \"unauthorized\": {\n                        \"description\": \"No.\"\n                    },\n                    \"401\": {\n",
            ),
        ],
    );
    are_found(
        DEFINITION,
        &[(
            Rule::O16,
            Warning,
            "                    \"201\": {\n                        \"description\": \"The thing.\",\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/Thing\"\n                        }\n                    },\n",
            "",
        )],
    );
    are_found(
        DEFINITION,
        &[(
            Rule::O16,
            Error,
            "                \"responses\": {\n                    \"200\": {\n                        \"description\": \"The service runs.\"\n                    }\n                }",
            "                \"responses\": {}",
        )],
    );
    are_fine(
        DEFINITION,
        &[(
            "                    \"401\": {\n",
            "                    \"x-more\": 1,\n                    \"401\": {\n",
        )],
    );
}

#[test]
fn revisions_and_pages() {
    are_found(
        DEFINITION,
        &[
            (Rule::O22, Error, "\"family\": \"Make\"", "\"family\": \"List\""),
            (Rule::O22, Error, "\"revision\": 1,", "\"revision\": 1.5,"),
            (
                Rule::O22,
                Warning,
                "\"family\": \"Make\"",
                "\"replacement\": {\n                        \"operationId\": \"Nothing\"\n                    },\n                    \"family\": \"Make\"",
            ),
            (Rule::O23, Warning, "\"nextLinkName\": \"nextLink\"", "\"nextLinkName\": \"next\""),
        ],
    );
    are_fine(
        DEFINITION,
        &[("\"nextLinkName\": \"nextLink\"", "\"nextLinkName\": \"@odata.nextLink\"")],
    );
}
