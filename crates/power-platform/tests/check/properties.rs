use power_platform::check;
use power_platform::check::Level::{Error, Guidance, Warning};

use super::{DEFINITION, PROPERTIES, are_fine, are_found};
use crate::folder::{Folder, good};

#[test]
fn shape() {
    are_found(
        PROPERTIES,
        &[
            (
                "A01",
                Error,
                "    \"properties\": {\n        \"connectionParameters\"",
                "    \"props\": {\n        \"connectionParameters\"",
            ),
            (
                "A01",
                Warning,
                "\"capabilities\": [],",
                "\"capabilities\": [],\n        \"owner\": \"me\",",
            ),
            (
                "A01",
                Error,
                "                \"type\": \"string\",\n",
                "                \"type\": \"text\",\n",
            ),
            ("A01", Error, "                \"type\": \"string\",\n", ""),
            ("A01", Warning, "\"templateId\": \"setheader\"", "\"templateId\": \"setheaders\""),
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
            ("A02", Error, "@connectionParameters('shop')", "@connectionParameters('store')"),
            ("A02", Warning, "@connectionParameters('shop')", "@connectionParameters('Shop')"),
            ("A03", Warning, "\"X-Shop\"", "\"Content-Length\""),
            (
                "A04",
                Warning,
                "                        \"ListThings\"\n",
                "                        \"ListThinks\"\n",
            ),
            (
                "A10",
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
                "A05",
                Warning,
                "            \"api_key\": {\n                \"type\": \"securestring\"",
                "            \"shop_name\": {\n                \"type\": \"string\"",
            ),
            (
                "A06",
                Warning,
                "            \"api_key\": {\n                \"type\": \"securestring\"",
                "            \"api_key\": {\n                \"type\": \"string\"",
            ),
            ("A07", Warning, "\"required\": \"true\"", "\"required\": true"),
        ],
    );
    let definitions = "    \"securityDefinitions\": {\n        \"API Key\": {\n            \"type\": \"apiKey\",\n            \"in\": \"header\",\n            \"name\": \"X-API-Key\"\n        }\n    },\n    \"security\": [\n        {\n            \"API Key\": []\n        }\n    ],\n";
    let findings = super::changed(DEFINITION, |text| super::replaced(&text, definitions, ""));
    assert_eq!(findings.iter().map(|f| (f.rule, f.level)).collect::<Vec<_>>(), [("A05", Warning)]);
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
                "A08",
                Guidance,
                "\"publisher\": \"Contoso, Ltd.\"",
                "\"publisher\": \"Contoso, Ltd.\",\n        \"stackOwner\": \"Contoso, Ltd.\"",
            ),
            ("X02", Error, "        \"iconBrandColor\": \"#005151\",\n", ""),
            ("X04", Warning, ",\n        \"publisher\": \"Contoso, Ltd.\"", ""),
            ("X04", Warning, "\"Contoso, Ltd.\"", "\" \""),
        ],
    );
    are_found(PROPERTIES, &[("A09", Error, "\"#005151\"", "5151")]);
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
        assert_eq!(found, [("X02", level)], "{color}");
    }
}
