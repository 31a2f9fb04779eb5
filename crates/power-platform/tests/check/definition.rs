use power_platform::check::Level::{Error, Guidance, Warning};
use power_platform::check::Rule;

use super::{DEFINITION, are_fine, are_found, changed};

#[test]
fn the_document() {
    are_found(
        DEFINITION,
        &[
            (Rule::D01, Error, r#""swagger": "2.0""#, r#""swagger": "3.0""#),
            (Rule::D01, Error, r#""swagger": "2.0""#, r#""swagger": 2.0"#),
            (Rule::D03, Guidance, "    \"host\"", "   \"host\""),
            (Rule::D03, Guidance, "    \"host\"", "\t\"host\""),
            (Rule::D03, Guidance, "\"basePath\": \"/v1\",", "\"basePath\": \"/v1\", "),
            (
                Rule::D04,
                Warning,
                "    \"host\": \"things.contoso.com\",\n    \"basePath\": \"/v1\",\n",
                "    \"basePath\": \"/v1\",\n    \"host\": \"things.contoso.com\",\n",
            ),
            (Rule::D05, Error, r#""host":"#, "\"scriptOperations\": 1,\n    \"host\":"),
            (
                Rule::D05,
                Error,
                r#""version": "1.0""#,
                "\"version\": \"1.0\",\n        \"owner\": \"me\"",
            ),
            (
                Rule::D05,
                Error,
                r#""operationId": "ListThings","#,
                "\"operationId\": \"ListThings\",\n                \"returns\": 1,",
            ),
            (
                Rule::D06,
                Warning,
                r#""operationId": "ListThings","#,
                "\"operationId\": \"ListThings\",\n                \"x-ms-openai-data\": {\"a\": 1},",
            ),
            (
                Rule::D07,
                Warning,
                "                        \"$ref\": \"#/parameters/Limit\"\n",
                "                        \"$ref\": \"#/parameters/Limit\",\n                        \
             \"description\": \"x\"\n",
            ),
        ],
    );
}

#[test]
fn references() {
    are_found(
        DEFINITION,
        &[
            (
                Rule::D08,
                Error,
                "\"$ref\": \"#/definitions/Things\"",
                "\"$ref\": \"#/definitions/Thingz\"",
            ),
            (
                Rule::D08,
                Error,
                "\"$ref\": \"#/definitions/Things\"",
                "\"$ref\": \"other.json#/Things\"",
            ),
            (Rule::D08, Error, "\"$ref\": \"#/parameters/Limit\"", "\"$ref\": \"#/info/title\""),
            (
                Rule::D08,
                Error,
                "    \"definitions\": {\n",
                "    \"definitions\": {\n        \"A\": {\n            \"$ref\": \"#/definitions/B\"\n        \
             },\n        \"B\": {\n            \"$ref\": \"#/definitions/A\"\n        },\n",
            ),
            (
                Rule::D08,
                Error,
                "    \"definitions\": {\n",
                "    \"definitions\": {\n        \"A\": {\n            \"type\": \"object\",\n            \
             \"required\": [\n                \"a\"\n            ],\n            \"properties\": {\n                \
             \"a\": {\n                    \"$ref\": \"#/definitions/A\"\n                }\n            }\n        },\n",
            ),
            (
                Rule::D08,
                Error,
                "    \"paths\": {\n",
                "    \"paths\": {\n        \"/more\": {\n            \"$ref\": \"#/definitions/Thing\"\n        },\n",
            ),
            (
                Rule::D09,
                Warning,
                "\"maxLength\": 40,",
                "\"maxLength\": 40,\n                    \"uniqueItems\": true,",
            ),
            (
                Rule::D09,
                Warning,
                "\"default\": 10,",
                "\"default\": 10,\n            \"collectionFormat\": \"semicolons\",",
            ),
        ],
    );
    are_fine(
        DEFINITION,
        &[
            // A property may be called like a keyword, and refer to its own object where it is optional.
            (
                "        \"Thing\": {\n            \"type\": \"object\",\n            \"properties\": {\n",
                "        \"Thing\": {\n            \"type\": \"object\",\n            \"properties\": {\n                \
             \"parent\": {\n                    \"$ref\": \"#/definitions/Thing\"\n                },\n                \
             \"discriminator\": {\n                    \"type\": \"string\",\n                    \"x-ms-summary\": \"D\",\n                    \
             \"description\": \"A property.\"\n                },\n",
            ),
            ("\"default\": 10,", "\"default\": 10,\n            \"collectionFormat\": \"csv\","),
        ],
    );
}

#[test]
fn repetition_and_emptiness() {
    are_found(
        DEFINITION,
        &[
            (
                Rule::F02,
                Warning,
                "\"basePath\": \"/v1\",",
                "\"basePath\": \"/v1\",\n    \"basePath\": \"/v1\",",
            ),
            (
                Rule::D11,
                Error,
                "            \"name\": \"things\"\n        }",
                "            \"name\": \"things\"\n        },\n        {\n            \"name\": \"things\"\n        }",
            ),
            (Rule::D11, Warning, "\"small\"\n", "\"large\"\n"),
        ],
    );
    let twice = changed(DEFINITION, |text| {
        let parameter =
            text.find("                    {\n                        \"name\": \"kind\"").unwrap();
        let end = text[parameter..].find("},").unwrap() + parameter + 2;
        let copy = text[parameter..end].to_owned() + "\n";
        let post =
            text.find("                    {\n                        \"name\": \"body\"").unwrap();
        (text[..post].to_owned() + &copy + &text[post..]).into_bytes()
    });
    assert_eq!(twice.iter().map(|f| (f.rule, f.level)).collect::<Vec<_>>(), [(Rule::D12, Warning)]);
    are_found(
        DEFINITION,
        &[
            (
                Rule::D13,
                Error,
                "    \"paths\": {\n",
                "    \"paths\": {\n        \"/more\": {\n            \"get\": {}\n        },\n",
            ),
            (Rule::D13, Warning, "\"description\": \"The things.\"", "\"description\": \"\""),
            (
                Rule::D14,
                Warning,
                "Lists all things that the user may see.",
                "Lists all things that the user\u{2019}s team may see.",
            ),
            (Rule::D15, Warning, "\"flow\"", "\"fl\u{f6}w\""),
        ],
    );
    are_fine(
        DEFINITION,
        &[
            ("\"default\": \"flow\"", "\"default\": \"\""),
            // What Microsoft's own exporter writes.
            ("    \"securityDefinitions\"", "    \"responses\": {},\n    \"securityDefinitions\""),
        ],
    );
}

#[test]
fn limits() {
    let many = changed(DEFINITION, |text| {
        let at = text.find("        \"/things\": {").unwrap();
        let template = text
            [text.find("        \"/health\"").unwrap()..text.find("    \"definitions\"").unwrap()]
            .to_owned();
        let template = template.trim_end().trim_end_matches("},").trim_end().to_owned();
        let more: String = (0..252)
            .map(|i| {
                let path = template.replace("/health", &format!("/health{i}"));
                path.replace("TestConnection", &format!("TestConnection{i}")) + ",\n"
            })
            .collect();
        (text[..at].to_owned() + &more + &text[at..]).into_bytes()
    });
    assert_eq!(many.iter().map(|f| f.rule).collect::<Vec<_>>(), [Rule::D10], "{many:#?}");
    let deep = changed(DEFINITION, |text| {
        let open = "{\"type\": \"array\", \"items\": ".repeat(40);
        let nested = format!("{open}{{\"type\": \"string\"}}{}", "}".repeat(40));
        let definitions = "    \"definitions\": {\n";
        text.replacen(definitions, &format!("{definitions}        \"Deep\": {nested},\n"), 1)
            .into_bytes()
    });
    assert_eq!(deep.iter().map(|f| f.rule).collect::<Vec<_>>(), [Rule::D10], "{deep:#?}");
    let large = changed(DEFINITION, |text| {
        let blanks = " ".repeat(1_000_000);
        text.replacen("Keeps things", &format!("Keeps{blanks}things"), 1).into_bytes()
    });
    let rules: Vec<_> = large.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, [Rule::D02, Rule::I05]);
}

#[test]
fn host_and_media_types() {
    are_found(
        DEFINITION,
        &[
            (Rule::H01, Error, "\"things.contoso.com\"", "\"https://things.contoso.com\""),
            (Rule::H01, Error, "\"things.contoso.com\"", "\"things.contoso.com/v1\""),
            (Rule::H01, Error, "\"things.contoso.com\"", "\"{shop}.contoso.com\""),
            (Rule::H01, Error, "\"things.contoso.com\"", "\"things.contoso.com:https\""),
            (Rule::H02, Warning, "\"things.contoso.com\"", "\"things.staging.contoso.com\""),
            (Rule::H02, Warning, "\"things.contoso.com\"", "\"localhost:8080\""),
            (Rule::H03, Error, "\"/v1\"", "\"v1\""),
            (Rule::H04, Error, "        \"https\"\n", "        \"ws\"\n"),
            (Rule::H04, Warning, "        \"https\"\n", "        \"http\"\n"),
            (Rule::H04, Error, "[\n        \"https\"\n    ]", "[]"),
            (Rule::H04, Warning, "    \"schemes\": [\n        \"https\"\n    ],\n", ""),
            (
                Rule::H05,
                Error,
                "    \"produces\": [\n        \"application/json\"",
                "    \"produces\": [\n        \"json\"",
            ),
            (
                Rule::H05,
                Warning,
                "    \"consumes\": [\n        \"application/json\"",
                "    \"consumes\": [\n        \"application/pdf\"",
            ),
            (Rule::H06, Warning, "\"multipart/form-data\"", "\"application/json\""),
            (
                Rule::H06,
                Warning,
                "    \"consumes\": [\n        \"application/json\"",
                "    \"consumes\": [\n        \"multipart/form-data\"",
            ),
            (
                Rule::H06,
                Error,
                "                    \"multipart/form-data\"\n                ],\n                \"parameters\": [\n                    {\n                        \"name\": \"picture\",\n                        \"in\": \"formData\",\n                        \"type\": \"file\"",
                "                    \"application/x-www-form-urlencoded\"\n                ],\n                \"parameters\": [\n                    {\n                        \"name\": \"picture\",\n                        \"in\": \"formData\",\n                        \"type\": \"string\",\n                        \"format\": \"binary\"",
            ),
        ],
    );
    are_fine(
        DEFINITION,
        &[
            ("\"things.contoso.com\"", "\"things.contoso.com:8443\""),
            ("\"things.contoso.com\"", "\"@environmentVariables(\\\"contoso_Host\\\")\""),
            (
                "    \"consumes\": [\n        \"application/json\"",
                "    \"consumes\": [\n        \"application/vnd.contoso+json; charset=utf-8\"",
            ),
            ("\"/v1\"", "\"/\""),
        ],
    );
}

#[test]
fn security() {
    are_found(
        DEFINITION,
        &[
            (Rule::S01, Warning, "            \"API Key\": []", "            \"Another Key\": []"),
            (
                Rule::S01,
                Error,
                "            \"API Key\": []",
                "            \"API Key\": [\n                \"read\"\n            ]",
            ),
            (
                Rule::S02,
                Error,
                "\"type\": \"apiKey\",\n            \"in\": \"header\",\n            \"name\": \"X-API-Key\"",
                "\"type\": \"apiKey\",\n            \"in\": \"header\"",
            ),
            (
                Rule::S02,
                Error,
                "\"in\": \"header\",\n            \"name\": \"X-API-Key\"",
                "\"in\": \"cookie\",\n            \"name\": \"X-API-Key\"",
            ),
            (
                Rule::S02,
                Warning,
                "\"name\": \"X-API-Key\"",
                "\"name\": \"X-API-Key\",\n            \"prefix\": \"Key\"",
            ),
            (
                Rule::S03,
                Warning,
                "            \"name\": \"X-API-Key\"\n        }",
                "            \"name\": \"X-API-Key\"\n        },\n        \"Second\": {\n            \"type\": \"basic\"\n        }",
            ),
            (
                Rule::S05,
                Warning,
                "    \"security\": [\n        {\n            \"API Key\": []\n        }\n    ],\n",
                "",
            ),
            (
                Rule::S06,
                Warning,
                "\"name\": \"kind\",\n                        \"in\": \"query\"",
                "\"name\": \"Authorization\",\n                        \"in\": \"header\"",
            ),
        ],
    );
    are_found(
        DEFINITION,
        &[(
            Rule::S04,
            Error,
            "            \"type\": \"apiKey\",\n            \"in\": \"header\",\n            \"name\": \"X-API-Key\"",
            "            \"type\": \"oauth2\",\n            \"flow\": \"password\",\n            \"tokenUrl\": \"https://contoso.com/token\",\n            \"scopes\": {}",
        )],
    );
    are_fine(
        DEFINITION,
        &[
            (
                "\"name\": \"X-API-Key\"",
                "\"name\": \"X-API-Key\",\n            \"description\": \"The key.\"",
            ),
            ("\"name\": \"X-API-Key\"", "\"name\": \"Authorization\""),
            (
                "            \"API Key\": []\n        }",
                "            \"API Key\": []\n        },\n        {}",
            ),
        ],
    );
}
