use power_platform::check::Level::{Error, Warning};

use super::{DEFINITION, are_fine, are_found, changed};

#[test]
fn ids() {
    are_found(
        DEFINITION,
        &[
            ("O01", Error, "                \"operationId\": \"GetThing\",\n", ""),
            ("O01", Error, "\"operationId\": \"GetThing\"", "\"operationId\": \"MakeThing\""),
            ("O02", Warning, "\"operationId\": \"GetThing\"", "\"operationId\": \"Get_Thing\""),
            ("O03", Warning, "\"operationId\": \"GetThing\"", "\"operationId\": \"getThing\""),
            (
                "O04",
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
            ("O05", Error, "                \"summary\": \"Send a picture\",\n", ""),
            ("O05", Error, "\"summary\": \"Send a picture\"", long),
            (
                "O06",
                Error,
                "\"summary\": \"Send a picture\"",
                "\"summary\": \"Send a picture/film\"",
            ),
            ("O06", Error, "\"summary\": \"Send a picture\"", "\"summary\": \"Send a picture?\""),
            ("O07", Warning, "\"summary\": \"Send a picture\"", "\"summary\": \"Send a picture.\""),
            (
                "O07",
                Warning,
                "\"summary\": \"Send a picture\"",
                "\"summary\": \"Send The Picture\"",
            ),
            (
                "O08",
                Error,
                "                \"description\": \"Adds a picture to a thing.\",\n",
                "",
            ),
            ("O08", Warning, "Adds a picture to a thing.", "Adds a picture to a thing"),
            ("O09", Warning, "Adds a picture to a thing.", "Send a picture."),
            ("O10", Warning, "Adds a picture to a thing.", "Adds a picture in Power Apps."),
            (
                "O10",
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
            ("O11", Error, "\"x-ms-visibility\": \"important\"", "\"x-ms-visibility\": \"hidden\""),
            ("O11", Warning, "\"x-ms-visibility\": \"important\"", "\"x-ms-visibility\": \"\""),
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
        assert!(found.contains(&("O12", level)), "{path}: {found:?}");
        assert!(found.iter().all(|(rule, _)| *rule == "O12"), "{path}: {found:?}");
    }
    are_found(
        DEFINITION,
        &[
            ("O13", Error, "\"/things/{id}\"", "\"/things/{id}/{part}\""),
            ("O13", Error, "\"/things/{id}\"", "\"/thing\""),
            (
                "O13",
                Error,
                "                        \"required\": true,\n                        \"x-ms-summary\": \"Number\"",
                "                        \"x-ms-summary\": \"Number\"",
            ),
            (
                "O13",
                Warning,
                "of the thing.\",\n                        \"x-ms-url-encoding\": \"single\"",
                "of the thing.\"",
            ),
            (
                "O14",
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
                "O15",
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
                "O15",
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
                "O17",
                Warning,
                things,
                "\"200\": {\n                        \"description\": \"The things.\"\n                    },",
            ),
            (
                "O17",
                Warning,
                things,
                "\"200\": {\n                        \"description\": \"The things.\",\n                        \"schema\": {}\n                    },",
            ),
            (
                "O18",
                Warning,
                "\"description\": \"Another failure.\"",
                "\"description\": \"Another failure.\",\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/Thing\"\n                        }",
            ),
            (
                "O18",
                Warning,
                "                    \"200\": {\n                        \"description\": \"The service runs.\"",
                "                    \"default\": {\n                        \"description\": \"The service runs.\"",
            ),
            (
                "O19",
                Warning,
                "\"description\": \"The key is not valid.\"",
                "\"description\": \"The key is not valid.\",\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/Thing\"\n                        }",
            ),
            (
                "O20",
                Warning,
                "                    \"404\": {\n",
                "                    \"418\": {\n",
            ),
            (
                "O21",
                Error,
                "                    \"401\": {\n",
                "                    \"unauthorized\": {\n                        \"description\": \"No.\"\n                    },\n                    \"401\": {\n",
            ),
        ],
    );
    are_found(
        DEFINITION,
        &[(
            "O16",
            Warning,
            "                    \"201\": {\n                        \"description\": \"The thing.\",\n                        \"schema\": {\n                            \"$ref\": \"#/definitions/Thing\"\n                        }\n                    },\n",
            "",
        )],
    );
    are_found(
        DEFINITION,
        &[(
            "O16",
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
            ("O22", Error, "\"family\": \"Make\"", "\"family\": \"List\""),
            ("O22", Error, "\"revision\": 1,", "\"revision\": 1.5,"),
            (
                "O22",
                Warning,
                "\"family\": \"Make\"",
                "\"replacement\": {\n                        \"operationId\": \"Nothing\"\n                    },\n                    \"family\": \"Make\"",
            ),
            ("O23", Warning, "\"nextLinkName\": \"nextLink\"", "\"nextLinkName\": \"next\""),
        ],
    );
    are_fine(
        DEFINITION,
        &[("\"nextLinkName\": \"nextLink\"", "\"nextLinkName\": \"@odata.nextLink\"")],
    );
}
