use power_platform::check::Level::{Error, Guidance, Warning};
use power_platform::check::{self, Rule};

use super::{DEFINITION, PROPERTIES, are_fine, are_found};
use crate::folder::{Folder, good};

#[test]
fn shape() {
    are_found(
        PROPERTIES,
        &[
            (
                Rule::A01,
                Error,
                "    \"properties\": {\n        \"connectionParameters\"",
                "    \"props\": {\n        \"connectionParameters\"",
            ),
            (
                Rule::A01,
                Warning,
                "\"capabilities\": [],",
                "\"capabilities\": [],\n        \"owner\": \"me\",",
            ),
            (
                Rule::A01,
                Error,
                "                \"type\": \"string\",\n",
                "                \"type\": \"text\",\n",
            ),
            (Rule::A01, Error, "                \"type\": \"string\",\n", ""),
            (Rule::A01, Warning, "\"templateId\": \"setheader\"", "\"templateId\": \"setheaders\""),
        ],
    );
    are_fine(
        PROPERTIES,
        &[
            ("\"templateId\": \"setheader\"", "\"templateId\": \"setHeader\""),
            (
                "\"capabilities\": [],",
                "\"capabilities\": [],\n        \"scriptOperations\": [\n            \"ListThings\"\n        ],",
            ),
        ],
    );
}

#[test]
fn expressions_and_policies() {
    are_found(
        PROPERTIES,
        &[
            (Rule::A02, Error, "@connectionParameters('shop')", "@connectionParameters('store')"),
            (Rule::A02, Warning, "@connectionParameters('shop')", "@connectionParameters('Shop')"),
            (Rule::A03, Warning, "\"X-Shop\"", "\"Content-Length\""),
            (
                Rule::A04,
                Warning,
                "                        \"ListThings\"\n",
                "                        \"ListThinks\"\n",
            ),
            (
                Rule::A10,
                Warning,
                "\"description\": \"shop.contoso.com\"",
                "\"description\": \"https://shop.contoso.com\"",
            ),
        ],
    );
    are_fine(
        PROPERTIES,
        &[
            ("https://@connectionParameters('shop')", "@connectionParameters(\\\"shop\\\",'x')"),
            (
                "\"description\": \"shop.contoso.com\"",
                "\"description\": \"Your shop, without https://\"",
            ),
        ],
    );
}

#[test]
fn secrets() {
    are_found(
        PROPERTIES,
        &[
            (
                Rule::A05,
                Warning,
                "            \"api_key\": {\n                \"type\": \"securestring\"",
                "            \"shop_name\": {\n                \"type\": \"string\"",
            ),
            (
                Rule::A06,
                Warning,
                "            \"api_key\": {\n                \"type\": \"securestring\"",
                "            \"api_key\": {\n                \"type\": \"string\"",
            ),
            (Rule::A07, Warning, "\"required\": \"true\"", "\"required\": true"),
        ],
    );
    let definitions = "    \"securityDefinitions\": {\n        \"API Key\": {\n            \"type\": \"apiKey\",\n            \"in\": \"header\",\n            \"name\": \"X-API-Key\"\n        }\n    },\n    \"security\": [\n        {\n            \"API Key\": []\n        }\n    ],\n";
    let findings = super::changed(DEFINITION, |text| super::replaced(&text, definitions, ""));
    assert_eq!(
        findings.iter().map(|f| (f.rule, f.level)).collect::<Vec<_>>(),
        [(Rule::A05, Warning)]
    );
    are_fine(
        PROPERTIES,
        &[(
            "            \"shop\": {",
            "            \"tokenUrl\": {\n                \"type\": \"string\"\n            },\n            \"shop\": {",
        )],
    );
}

#[test]
fn publisher_and_colour() {
    are_found(
        PROPERTIES,
        &[
            (
                Rule::A08,
                Guidance,
                "\"publisher\": \"Contoso, Ltd.\"",
                "\"publisher\": \"Contoso, Ltd.\",\n        \"stackOwner\": \"Contoso, Ltd.\"",
            ),
            (Rule::X02, Error, "        \"iconBrandColor\": \"#005151\",\n", ""),
            (Rule::X04, Warning, ",\n        \"publisher\": \"Contoso, Ltd.\"", ""),
            (Rule::X04, Warning, "\"Contoso, Ltd.\"", "\" \""),
        ],
    );
    are_found(PROPERTIES, &[(Rule::A09, Error, "\"#005151\"", "5151")]);
}

/// Without an icon, which would have another colour.
#[test]
fn colours() {
    let folder = Folder::new();
    for (color, level) in
        [("#007EE5", Warning), ("#ffffff", Warning), ("teal", Warning), ("#da3b01", Guidance)]
    {
        let path = folder.write(PROPERTIES, good(PROPERTIES).replace("#005151", color));
        let findings = check::check(&path).unwrap();
        let found: Vec<_> = findings.iter().map(|f| (f.rule, f.level)).collect();
        assert_eq!(found, [(Rule::X02, level)], "{color}");
    }
}
