//! The connector whose account is on the server: its connection holds an API key.

use std::fs;
use std::process::Command;

use power_platform::{Connector, File};
use prowfm_auth::connector::{ConnectorOptions, Kind, Variant, export, listing};
use serde_json::json;
use tempfile::TempDir;

use crate::exported::{assert_passes_every_gate, parsed, text};

fn options(variant: Variant) -> ConnectorOptions {
    let public_url = "https://tokens.contoso.com/wfm".parse().unwrap();
    ConnectorOptions::of(Kind::Profile, variant, public_url)
}

#[test]
fn its_files_are_these() {
    for (name, variant) in [
        ("profile", Variant::PowerPlatform),
        ("profile_certification", Variant::Certification),
        ("profile_logic_apps", Variant::LogicApps),
    ] {
        let files = export::files(&options(variant)).unwrap();
        let mut shown =
            text(&files, "apiDefinition.swagger.json") + &text(&files, "apiProperties.json");
        if variant == Variant::LogicApps {
            shown += &text(&files, "workflow.consumption.json");
        }
        insta::assert_snapshot!(name, shown + &text(&files, "readme.md"));
    }
}

/// Its connection asks for a key, whatever the options say.
#[test]
fn it_is_the_same_with_and_without_required_keys() {
    for variant in Variant::ALL {
        let with = ConnectorOptions { with_api_key: true, ..options(variant) };
        let [with, without] = [with, options(variant)].map(|o| export::files(&o).unwrap());
        let bytes = |files: Vec<File>| files.into_iter().map(|file| file.bytes).collect::<Vec<_>>();
        assert_eq!(bytes(with), bytes(without), "{variant:?}");
    }
}

#[test]
fn it_passes_every_gate_for_every_product() {
    for variant in Variant::ALL {
        let files = export::files(&options(variant)).unwrap();
        assert_passes_every_gate(&files, &format!("{variant:?}"));
    }
}

#[test]
fn its_reference_page_is_this() {
    let connector = export::connector(&options(Variant::PowerPlatform)).unwrap();
    insta::assert_snapshot!("profile_reference", connector.reference(Some(listing::CALL_LIMIT)));
}

#[test]
fn its_connections_hold_a_key_and_nothing_else() {
    let files = export::files(&options(Variant::PowerPlatform)).unwrap();
    let properties = &parsed(&files, "apiProperties.json")["properties"];
    let keys: Vec<_> = properties["connectionParameters"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["api_key"]);
    assert_eq!(properties["policyTemplateInstances"], json!([]));
    let definition = parsed(&files, "apiDefinition.swagger.json");
    assert_eq!(definition["security"], json!([{"API Key": []}]));

    let files = export::files(&options(Variant::LogicApps)).unwrap();
    let template = parsed(&files, "azuredeploy.json");
    let properties = &template["resources"][0]["properties"];
    let keys: Vec<_> = properties["connectionParameters"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["password", "username"]);
    assert_eq!(properties["swagger"]["security"], json!([{"Basic": []}]));
    assert_eq!(template["parameters"]["connectorName"]["defaultValue"], "ukg-pro-wfm-profile");
}

#[test]
fn its_icons_are_its_own() {
    let icon = |kind| {
        let url = "https://tokens.contoso.com".parse().unwrap();
        let options = ConnectorOptions::of(kind, Variant::PowerPlatform, url);
        export::connector(&options).unwrap().icon
    };
    let icons = Kind::ALL.map(icon);
    assert!(icons[0] != icons[1] && icons[1] != icons[2] && icons[0] != icons[2]);
}

#[test]
fn the_command_line_exports_packages_and_describes_it() {
    let run = |arguments: &[&str]| {
        let mut command = Command::new(testing::program_file!());
        let output = command.arg("connector").args(arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (exported, zip) = (at("profile"), at("profile.zip"));
    assert_eq!(run(&["export", &exported, "--variant", "profile"]).0, 0);
    let export = Connector::open(folder.path().join("profile").as_path()).unwrap();
    assert_eq!(export.definition.info.title, "UKG PRO WFM Profile");
    let logic_apps = ["export", &exported, "--variant", "profile", "--for", "logic-apps"];
    assert_eq!(run(&logic_apps).0, 0);
    assert!(fs::exists(format!("{exported}/workflow.standard.json")).unwrap());
    let (code, stdout) = run(&["reference", "--variant", "profile"]);
    assert!(code == 0 && stdout.starts_with("# UKG PRO WFM Profile\n"), "{stdout}");
    assert_eq!(run(&["package", "--variant", "profile", "--out", &zip]).0, 0);
    assert_eq!(run(&["check", &zip]).0, 0);
}
