use std::collections::BTreeMap;
use std::fs;

use power_platform::File;
use power_platform::check::{self, Gate, Level};
use prowfm_auth::connector::export::files;
use prowfm_auth::connector::{ConnectorOptions, Publisher, Variant};
use serde_json::{Value, json};
use similar::TextDiff;
use tempfile::TempDir;

fn options(variant: Variant, with_api_key: bool) -> ConnectorOptions {
    let public_url = "https://tokens.contoso.com/wfm".parse().unwrap();
    ConnectorOptions { with_api_key, ..ConnectorOptions::new(variant, public_url) }
}

fn all() -> impl Iterator<Item = (ConnectorOptions, Vec<File>)> {
    Variant::ALL.into_iter().flat_map(|variant| [false, true].map(|key| options(variant, key))).map(
        |options| {
            let files = files(&options).unwrap();
            (options, files)
        },
    )
}

fn text<'a>(files: &'a [File], name: &str) -> &'a str {
    let file = files.iter().find(|file| file.name == name).unwrap();
    std::str::from_utf8(&file.bytes).unwrap()
}

fn parsed(files: &[File], name: &str) -> Value {
    serde_json::from_str(text(files, name)).unwrap()
}

#[test]
fn every_variant_carries_host_and_base_path() {
    for (options, files) in all() {
        let definition = parsed(&files, "apiDefinition.swagger.json");
        assert_eq!(definition["host"], "tokens.contoso.com", "{options:?}");
        assert_eq!(definition["basePath"], "/wfm");
        assert_eq!(definition["schemes"], json!(["https"]));
    }
}

#[test]
fn every_variant_passes_the_own_check_with_guidance_at_most() {
    for (options, files) in all() {
        let folder = TempDir::new().unwrap();
        for file in &files {
            fs::write(folder.path().join(file.name), &file.bytes).unwrap();
        }
        let findings = check::check(folder.path(), Gate::Certification).unwrap();
        let grave: Vec<_> = findings.iter().filter(|f| f.level > Level::Guidance).collect();
        assert!(grave.is_empty(), "{options:?}: {grave:#?}");
    }
}

/// What differs from the contract's files at the root, which are compared byte for byte.
#[test]
fn every_variant_is_the_contract_but_for_these_lines() {
    for (options, files) in all() {
        let differences = ["apiDefinition.swagger.json", "apiProperties.json"].map(|name| {
            let root = fs::read_to_string(name).unwrap();
            let variant = text(&files, name);
            let diff = TextDiff::from_lines(root.as_str(), variant);
            diff.unified_diff().context_radius(2).header(name, name).to_string()
        });
        let key = if options.with_api_key { "_with_api_key" } else { "" };
        insta::assert_snapshot!(format!("{:?}{key}", options.variant), differences.concat());
    }
}

#[test]
fn a_folder_has_five_files_and_three_more_for_logic_apps() {
    let five = [
        "apiDefinition.swagger.json",
        "apiProperties.json",
        "settings.json",
        "icon.png",
        "readme.md",
    ];
    let more = ["azuredeploy.json", "workflow.consumption.json", "workflow.standard.json"];
    for (options, files) in all() {
        let names: Vec<_> = files.iter().map(|file| file.name).collect();
        let logic_apps = options.variant == Variant::LogicApps;
        assert_eq!(names, if logic_apps { [&five[..], &more[..]].concat() } else { five.to_vec() });
    }
}

#[test]
fn the_key_is_asked_for_where_the_product_can_keep_it() {
    let by_variant: BTreeMap<_, _> = all()
        .filter(|(options, _)| options.with_api_key)
        .map(|(options, files)| (format!("{:?}", options.variant), files))
        .collect();
    for variant in ["PowerPlatform", "Certification"] {
        let files = &by_variant[variant];
        let definition = parsed(files, "apiDefinition.swagger.json");
        let key = json!({"API Key": {"type": "apiKey", "in": "header", "name": "X-API-Key"}});
        assert_eq!(definition["securityDefinitions"], key);
        assert_eq!(definition["security"], json!([{"API Key": []}]));
        let properties = parsed(files, "apiProperties.json");
        assert_eq!(
            properties["properties"]["connectionParameters"]["api_key"]["type"],
            "securestring"
        );
    }
    let definition = parsed(&by_variant["LogicApps"], "apiDefinition.swagger.json");
    assert_eq!(definition.get("securityDefinitions"), None);
    assert_eq!(definition["parameters"]["ApiKey"]["name"], "X-API-Key");
    assert_eq!(definition["parameters"]["ApiKey"]["format"], "password");
    let action = &definition["paths"]["/api/authentication/access_token"]["post"];
    let references: Vec<_> =
        action["parameters"].as_array().unwrap().iter().map(|p| p["$ref"].as_str()).collect();
    let expected = ["VanityUrl", "TokenUrl", "Organization", "Realm", "ApiKey"];
    let expected = expected.map(|name| format!("#/parameters/{name}"));
    let (body, headers) = references.split_last().unwrap();
    assert_eq!((headers, *body), (&expected.each_ref().map(|r| Some(r.as_str()))[..], None));
}

#[test]
fn only_certification_has_a_stack_owner_and_a_test_of_the_connection() {
    for (options, files) in all() {
        let certification = options.variant == Variant::Certification;
        let properties = parsed(&files, "apiProperties.json");
        assert_eq!(properties["properties"].get("stackOwner").is_some(), certification);
        let definition = parsed(&files, "apiDefinition.swagger.json");
        assert_eq!(definition.get("x-ms-capabilities").is_some(), certification);
        let test = definition["paths"].get("/health/live");
        assert_eq!(test.is_some(), certification);
        if let Some(test) = test {
            assert_eq!(test["get"]["x-ms-visibility"], "internal");
            assert_eq!(test["get"]["parameters"], json!([]));
        }
    }
}

#[test]
fn workflows_keep_secrets_out_of_the_run_history_and_out_of_the_file() {
    let files = files(&options(Variant::LogicApps, true)).unwrap();
    for name in ["workflow.consumption.json", "workflow.standard.json"] {
        let workflow = parsed(&files, name);
        let action = &workflow["definition"]["actions"]["Get_an_OAuth_access_token"];
        let secure = &action["runtimeConfiguration"]["secureData"]["properties"];
        assert_eq!(secure, &json!(["inputs", "outputs"]), "{name}");
        let inputs = &action["inputs"];
        for field in ["username", "password", "client_id", "client_secret"] {
            let value = inputs["body"][field].as_str().unwrap();
            let kept = value.starts_with("@parameters(") || value.starts_with("@appsetting(");
            assert!(kept, "{name} {field}");
        }
        assert_eq!(inputs["uri"], "https://tokens.contoso.com/wfm/api/authentication/access_token");
        assert_eq!(
            action["metadata"]["apiDefinitionUrl"],
            "https://tokens.contoso.com/wfm/logic-apps/apiDefinition.swagger.json"
        );
    }
    let consumption = parsed(&files, "workflow.consumption.json");
    assert_eq!(consumption["definition"]["parameters"]["password"]["type"], "SecureString");
    assert!(
        !text(&files, "workflow.consumption.json").contains("mykronos.com"),
        "no example tenant"
    );
    insta::assert_snapshot!("consumption", text(&files, "workflow.consumption.json"));
    insta::assert_snapshot!("standard", text(&files, "workflow.standard.json"));
}

#[test]
fn the_arm_template_makes_a_custom_connector_of_the_definition() {
    let files = files(&options(Variant::LogicApps, false)).unwrap();
    let template = parsed(&files, "azuredeploy.json");
    let resource = &template["resources"][0];
    assert_eq!(
        (&resource["type"], &resource["apiVersion"]),
        (&json!("Microsoft.Web/customApis"), &json!("2016-06-01"))
    );
    assert_eq!(resource["properties"]["swagger"], parsed(&files, "apiDefinition.swagger.json"));
    assert_eq!(
        resource["properties"]["backendService"]["serviceUrl"],
        "[parameters('serviceUrl')]"
    );
    assert_eq!(
        template["parameters"]["serviceUrl"]["defaultValue"],
        "https://tokens.contoso.com/wfm"
    );
}

#[test]
fn the_readme_has_the_headings_of_certification_and_warns() {
    for (options, files) in all() {
        let readme = text(&files, "readme.md");
        for heading in [
            "# UKG PRO WFM Authentication",
            "## Publisher: UKG, Inc.",
            "## Prerequisites",
            "## Supported Operations",
            "### Get an OAuth access token",
            "### Refresh an OAuth access token",
            "### Revoke an OAuth token",
            "## Obtaining Credentials",
            "## Getting Started",
            "## Known Issues and Limitations",
        ] {
            assert_eq!(readme.lines().filter(|line| *line == heading).count(), 1, "{heading}");
        }
        assert!(readme.contains("*Secure inputs* and *Secure outputs*"));
        assert!(readme.contains("keep the token out of the agent's answers"));
        assert!(!readme.contains("### Test the connection"), "{options:?}");
    }
}

#[test]
fn publisher_and_colour_can_be_given() {
    let mut options = options(Variant::PowerPlatform, false);
    options.publisher = "Contoso, Ltd.".parse().unwrap();
    options.brand_color = "#AA0055".parse().unwrap();
    let files = files(&options).unwrap();
    let properties = parsed(&files, "apiProperties.json");
    assert_eq!(properties["properties"]["publisher"], "Contoso, Ltd.");
    assert_eq!(properties["properties"]["iconBrandColor"], "#aa0055");
    assert!(text(&files, "readme.md").contains("## Publisher: Contoso, Ltd."));
    let icon = &files.iter().find(|file| file.name == "icon.png").unwrap().bytes;
    let mut reader = png::Decoder::new(std::io::Cursor::new(icon)).read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (230, 230));
    let row = reader.next_row().unwrap().unwrap();
    assert_eq!(row.data()[..3], [0xaa, 0x00, 0x55]);
}

#[test]
fn publishers_that_break_a_file_are_refused_at_once() {
    let long = "x".repeat(101);
    for text in ["", " ", "A\nB", "A\u{1}B", &long] {
        assert!(text.parse::<Publisher>().is_err(), "{text:?}");
    }
}

/// A custom connector of Logic Apps has connections: the key is one's secret there.
#[test]
fn the_arm_template_keeps_the_key_in_the_connection() {
    let files = files(&options(Variant::LogicApps, true)).unwrap();
    let template = parsed(&files, "azuredeploy.json");
    let properties = &template["resources"][0]["properties"];
    assert_eq!(properties["connectionParameters"]["api_key"]["type"], "securestring");
    assert_eq!(properties["swagger"]["security"], json!([{"API Key": []}]));
    assert_eq!(properties["swagger"]["parameters"].get("ApiKey"), None);
}
