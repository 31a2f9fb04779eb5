//! Further ways to break rules that have other ways too.

use power_platform::check::Level::{Error, Warning};
use power_platform::check::Rule;

use super::{DEFINITION, PROPERTIES, are_found};

const KIND: &str = "                        \"name\": \"kind\",\n                        \"in\": \"query\",\n                        \"type\": \"string\",";

#[test]
fn of_definitions() {
    are_found(
        DEFINITION,
        &[
            (
                Rule::D05,
                Error,
                "            \"name\": \"Contoso\",",
                "            \"name\": \"Contoso\",\n            \"phone\": \"1\",",
            ),
            (
                Rule::D05,
                Error,
                "        \"/health\": {",
                "        \"/health\": {\n            \"summary\": \"Health\",",
            ),
            (
                Rule::D05,
                Error,
                "            \"name\": \"things\"",
                "            \"name\": \"things\",\n            \"colour\": \"red\"",
            ),
            (
                Rule::D08,
                Error,
                "\"$ref\": \"#/parameters/Limit\"",
                "\"$ref\": \"#/definitions/Thing\"",
            ),
            (Rule::D08, Error, "\"$ref\": \"#/definitions/Things\"", "\"$ref\": 7"),
            (
                Rule::D08,
                Error,
                "    \"definitions\": {\n",
                "    \"definitions\": {\n        \"exampleThing\": {\n            \"type\": \"array\",\n            \"items\": {\n                \"$ref\": \"#/definitions/Nothing\"\n            }\n        },\n",
            ),
            (
                Rule::D08,
                Error,
                "    \"definitions\": {\n",
                "    \"definitions\": {\n        \"A\": {\n            \"allOf\": [\n                {\n                    \"$ref\": \"#/definitions/A\"\n                }\n            ]\n        },\n",
            ),
            (Rule::F01, Warning, "Good Things\"", "Good\tThings\""),
            (Rule::H02, Warning, "\"things.contoso.com\"", "\"things-dev.contoso.com\""),
            (Rule::H02, Warning, "\"things.contoso.com\"", "\"192.168.1.1\""),
            (Rule::H04, Error, "[\n        \"https\"\n    ]", "\"https\""),
            (Rule::H05, Warning, "    \"consumes\": [\n        \"application/json\"\n    ],\n", ""),
            (
                Rule::H06,
                Error,
                "                    \"multipart/form-data\"",
                "                    \"application/x-www-form-urlencoded\"",
            ),
            (
                Rule::O13,
                Error,
                "\"x-ms-url-encoding\": \"single\"",
                "\"x-ms-url-encoding\": \"triple\"",
            ),
            (
                Rule::O21,
                Error,
                "                    \"404\": {\n",
                "                    \"999\": {\n                        \"description\": \"No.\"\n                    },\n                    \"404\": {\n",
            ),
            (
                Rule::P06,
                Error,
                "                        \"$ref\": \"#/parameters/Limit\"\n                    },\n",
                "                        \"$ref\": \"#/parameters/Limit\"\n                    },\n                    {\n                        \"$ref\": \"#/parameters/Limit\"\n                    },\n",
            ),
            (
                Rule::P06,
                Error,
                KIND,
                "                        \"name\": \"kind\",\n                        \"in\": \"url\",\n                        \"type\": \"string\",",
            ),
            (
                Rule::C01,
                Warning,
                "                    \"type\": \"number\",",
                "                    \"type\": \"number\",\n                    \"required\": true,",
            ),
            (
                Rule::P08,
                Warning,
                "\"type\": \"string\",\n                    \"pattern\"",
                "\"type\": \"string\",\n                    \"format\": \"binary\",\n                    \"pattern\"",
            ),
            (Rule::S02, Error, "\"type\": \"apiKey\"", "\"type\": \"bearer\""),
            (
                Rule::D11,
                Warning,
                "                            \"large\",\n                            \"small\"\n",
                "                            \"large\",\n                            \"large\"\n",
            ),
        ],
    );
}

#[test]
fn of_lists_in_parameters() {
    let list = |items: &str| {
        format!(
            "                        \"name\": \"kinds\",\n                        \"in\": \"query\",\n                        \"type\": \"array\",{items}\n                        \"x-ms-summary\": \"Kinds\",\n                        \"description\": \"Kinds of things.\"\n                    }},\n                    {{\n{KIND}"
        )
    };
    for (rule, level, items) in [
        (Rule::C03, Error, ""),
        (
            Rule::P05,
            Error,
            "\n                        \"items\": {\n                            \"type\": \"integer\",\n                            \"enum\": [\n                                \"x\"\n                            ]\n                        },",
        ),
        (
            Rule::C04,
            Warning,
            "\n                        \"items\": {\n                            \"type\": \"string\",\n                            \"format\": \"text\"\n                        },",
        ),
    ] {
        let to: &'static str = Box::leak(list(items).into_boxed_str());
        are_found(DEFINITION, &[(rule, level, KIND, to)]);
    }
}

#[test]
fn of_properties() {
    are_found(
        PROPERTIES,
        &[
            (
                Rule::A01,
                Error,
                "                    \"x-ms-apimTemplateParameter.name\": \"X-Shop\",\n",
                "",
            ),
            (Rule::A01, Warning, "\"override\"", "\"overide\""),
            (Rule::A01, Warning, "\"Request\"", "\"Req\""),
            (Rule::A01, Error, "\"capabilities\": []", "\"capabilities\": {}"),
            (
                Rule::A02,
                Warning,
                "@connectionParameters('shop')",
                "@connectionParameters('store','x')",
            ),
            (Rule::A03, Warning, "\"X-Shop\"", "\"Authorization\""),
            (
                Rule::A06,
                Warning,
                "                        \"clearText\": false,",
                "                        \"clearText\": true,",
            ),
            (
                Rule::A06,
                Warning,
                "            \"shop\": {\n                \"type\": \"string\",",
                "            \"shop_pwd\": {\n                \"type\": \"string\"\n            },\n            \"shop\": {\n                \"type\": \"string\",",
            ),
            (Rule::A07, Warning, "\"required\": \"true\"", "\"required\": \"yes\""),
            (
                Rule::A04,
                Warning,
                "[\n                        \"ListThings\"\n                    ]",
                "\"ListThings\"",
            ),
        ],
    );
}
