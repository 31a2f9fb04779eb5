//! What certified connectors do, in a sample of 63 of them: none of it may be an error.

use power_platform::check::Level;

use super::{DEFINITION, PROPERTIES, changed, replaced};

const LIMIT: &str = "            \"default\": 10,\n";
const KIND: &str = "                            \"large\",\n                            \"small\"\n                        ],\n                        \"default\": \"large\",";

#[test]
fn the_ways_of_certified_definitions_are_no_errors() {
    for (from, to) in [
        // The exporter of the designer leaves sections behind.
        ("    \"consumes\": [\n        \"application/json\"\n    ]", "    \"consumes\": []"),
        ("    \"produces\": [\n        \"application/json\"\n    ]", "    \"produces\": []"),
        (
            "    \"tags\": [\n        {\n            \"name\": \"things\"\n        }\n    ]",
            "    \"tags\": []",
        ),
        (
            "    \"security\": [\n        {\n            \"API Key\": []\n        }\n    ]",
            "    \"security\": []",
        ),
        ("            \"API Key\": []\n", "            \"Old Key\": []\n"),
        (
            "\"x-ms-summary\": \"Weight\",",
            "\"x-ms-summary\": \"Weight\",\n                    \"title\": \"\",",
        ),
        // Texts.
        ("Lists all things that the user may see.", "Lists all the user\u{2019}s things\u{2026}"),
        ("\"Privacy policy\"", "\"Privacy Policy\""),
        ("            \"email\": \"support@contoso.com\"", "            \"x-email\": \"none\""),
        ("\"Data;IT Operations\"", "\"Data; IT Operations\""),
        // Addresses.
        ("\"/v1\"", "\"\""),
        ("\"/v1\"", "\"/v1/\""),
        ("\"/v1\"", "\"@environmentVariables(\\\"contoso_Path\\\")\""),
        ("        \"https\"\n", "        \"https\",\n        \"http\"\n"),
        // Operations.
        ("\"operationId\": \"GetThing\"", "\"operationId\": \"things/get_one\""),
        ("Adds a picture to a thing.", "Send a picture"),
        ("\"summary\": \"Send a picture\"", "\"summary\": \"Send: a picture, now\""),
        (
            "\"description\": \"The key is not valid.\"",
            "\"description\": \"No.\",\n                        \"schema\": {}",
        ),
        (
            "\"description\": \"Another failure.\"",
            "\"description\": \"No.\",\n                        \"schema\": {\n                            \"type\": \"string\"\n                        }",
        ),
        (
            "                    \"200\": {\n                        \"description\": \"The service runs.\"",
            "                    \"default\": {\n                        \"description\": \"The service runs.\"",
        ),
        ("\"/pictures\": {", "\"/things/\": {"),
        ("\"/things/{id}\": {", "\"/things(guid'{id}').json\": {"),
        // Parameters and schemas.
        (LIMIT, "            \"default\": null,\n"),
        (
            KIND,
            "                            \"large\",\n                            \"small\"\n                        ],\n                        \"default\": \"\",",
        ),
        (
            "\"type\": \"string\",\n                        \"enum\": [\n                            \"large\",\n                            \"small\"\n                        ],\n                        \"default\": \"large\",",
            "\"type\": \"array\",\n                        \"items\": {\n                            \"type\": \"string\"\n                        },\n                        \"enum\": [\n                            \"large\",\n                            \"small\"\n                        ],",
        ),
        ("\"format\": \"date-time\"", "\"format\": \"string\""),
        (
            "                    \"type\": \"string\",\n                    \"default\": \"flow\",",
            "                    \"type\": \"object\",\n                    \"properties\": {},",
        ),
        (
            "\"description\": \"How much it weighs, in kilograms.\"",
            "\"description\": \"How much it weighs.\",\n                    \"example\": {\n                        \"$ref\": \"#/nothing\"\n                    }",
        ),
        (
            "\"description\": \"How much it weighs, in kilograms.\"",
            "\"description\": \"How much it weighs.\",\n                    \"x-ms-dynamic-values\": {\n                        \"required\": [\n                            1,\n                            1\n                        ],\n                        \"$ref\": \"x\"\n                    }",
        ),
        (
            "                \"weight\": {",
            "                \"$ref\": {\n                    \"type\": \"string\"\n                },\n                \"required\": {\n                    \"type\": \"string\"\n                },\n                \"items\": {\n                    \"type\": \"string\"\n                },\n                \"x-ms-things\": {\n                    \"type\": \"string\"\n                },\n                \"weight\": {",
        ),
    ] {
        let findings = changed(DEFINITION, |text| replaced(&text, from, to));
        let errors: Vec<_> = findings.iter().filter(|f| f.level == Level::Error).collect();
        assert!(errors.is_empty(), "{from:?} -> {to:?}: {errors:#?}");
    }
}

#[test]
fn the_ways_of_certified_properties_are_no_errors() {
    for (from, to) in [
        (
            "\"capabilities\": [],",
            "\"capabilities\": [],\n        \"scriptOperations\": [],\n        \"connectionParameterSets\": {},",
        ),
        ("            \"api_key\": {", "            \"key\": {"),
        ("@connectionParameters('shop')", "@connectionParameters('Shop')"),
        ("@connectionParameters('shop')", "@connectionParameters('other','contoso.com')"),
        ("\"X-Shop\"", "\"Content-Type\""),
        ("\"X-Shop\"", "\"Authorization\""),
        ("\"#005151\"", "\"#007ee5\""),
        (",\n        \"publisher\": \"Contoso, Ltd.\"", ""),
        ("\"required\": \"true\"", "\"required\": true"),
        ("\"securestring\"", "\"string\""),
        ("                        \"ListThings\"\n", "                        \"Gone\"\n"),
    ] {
        let findings = changed(PROPERTIES, |text| replaced(&text, from, to));
        let errors: Vec<_> = findings.iter().filter(|f| f.level == Level::Error).collect();
        assert!(errors.is_empty(), "{from:?} -> {to:?}: {errors:#?}");
    }
}
