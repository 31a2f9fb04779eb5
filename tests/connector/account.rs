//! The connector whose connections hold an account.

use std::fs;
use std::process::Command;

use power_platform::{Connector, solution};
use prowfm_auth::connector::{self, ConnectorOptions, Kind, Variant, export, listing};
use serde_json::json;
use tempfile::TempDir;

use crate::exported::{assert_passes_every_gate, parsed, text, written};

fn options(variant: Variant, with_api_key: bool) -> ConnectorOptions {
    let public_url = "https://tokens.contoso.com/wfm".parse().unwrap();
    ConnectorOptions { with_api_key, ..ConnectorOptions::of(Kind::Account, variant, public_url) }
}

#[test]
fn its_files_are_these() {
    for (name, variant, with_api_key) in [
        ("account", Variant::PowerPlatform, false),
        ("account_with_api_key", Variant::PowerPlatform, true),
        ("account_certification", Variant::Certification, false),
        ("account_logic_apps_with_api_key", Variant::LogicApps, true),
    ] {
        let files = export::files(&options(variant, with_api_key)).unwrap();
        let mut shown =
            text(&files, "apiDefinition.swagger.json") + &text(&files, "apiProperties.json");
        if variant == Variant::LogicApps {
            shown += &text(&files, "workflow.consumption.json");
        }
        insta::assert_snapshot!(name, shown + &text(&files, "readme.md"));
    }
}

#[test]
fn its_reference_page_is_this() {
    let connector = export::connector(&options(Variant::PowerPlatform, true)).unwrap();
    insta::assert_snapshot!("account_reference", connector.reference(Some(listing::CALL_LIMIT)));
}

#[test]
fn it_passes_every_gate_for_every_product() {
    for variant in Variant::ALL {
        for with_api_key in [false, true] {
            let files = export::files(&options(variant, with_api_key)).unwrap();
            assert_passes_every_gate(&files, &format!("{variant:?} {with_api_key}"));
        }
    }
}

#[test]
fn a_folder_of_it_is_opened_again() {
    let options = options(Variant::PowerPlatform, true);
    let connector = export::connector(&options).unwrap();
    let folder = written(&connector.files());
    assert_eq!(Connector::open(folder.path()).unwrap(), connector);
}

/// Both can be imported into one environment.
#[test]
fn its_solution_has_names_and_an_icon_of_its_own() {
    let url = || "https://tokens.contoso.com".parse().unwrap();
    let of = |kind| {
        export::connector(&ConnectorOptions::of(kind, Variant::PowerPlatform, url())).unwrap()
    };
    let (action, account) = (of(Kind::Action), of(Kind::Account));
    assert_ne!(action.icon, account.icon);
    assert_ne!(
        action.properties.properties.icon_brand_color,
        account.properties.properties.icon_brand_color
    );
    let manifest = |connector: &Connector| {
        let zip = solution::package(connector, &connector::solution()).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
        std::io::read_to_string(archive.by_name("solution.xml").unwrap()).unwrap()
    };
    let component = |manifest: &str| {
        let rest = manifest.split("<RootComponent ").nth(1).unwrap();
        rest.split("/>").next().unwrap().trim().to_owned()
    };
    assert_ne!(component(&manifest(&action)), component(&manifest(&account)));
    insta::assert_snapshot!(component(&manifest(&account)), @r#"type="372" id="{691f651e-ac23-5085-a55c-1b54db3935e9}" schemaName="prowfm_ukgprowfmaccount" behavior="0""#);
}

#[test]
fn its_test_of_a_connection_is_a_login() {
    let files = export::files(&options(Variant::Certification, false)).unwrap();
    let definition = parsed(&files, "apiDefinition.swagger.json");
    let test = json!({"operationId": "GetConnectionAccessToken", "parameters": {}});
    assert_eq!(definition["x-ms-capabilities"]["testConnection"], test);
    let paths: Vec<_> = definition["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/api/connection/access_token"]);
}

/// A connector of Logic Apps keeps user name and password; the key is a field of the action.
#[test]
fn its_arm_template_keeps_user_name_and_password_in_the_connection() {
    let files = export::files(&options(Variant::LogicApps, true)).unwrap();
    let template = parsed(&files, "azuredeploy.json");
    let properties = &template["resources"][0]["properties"];
    let keys: Vec<_> = properties["connectionParameters"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["password", "username"]);
    assert_eq!(properties["swagger"]["security"], json!([{"Basic": []}]));
    assert_eq!(properties["swagger"]["parameters"]["ApiKey"]["name"], "X-API-Key");
    assert_eq!(template["parameters"]["connectorName"]["defaultValue"], "ukg-pro-wfm-account");
}

/// Exit code, stdout and stderr of `connector …`.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(testing::program_file!());
    let output = command.arg("connector").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_line_exports_packages_and_describes_it() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (logic_apps, zip) = (at("logic-apps"), at("account.zip"));
    let export = ["export", &logic_apps, "--variant", "account", "--for", "logic-apps"];
    assert_eq!(run(&export).0, 0);
    assert!(fs::exists(format!("{logic_apps}/workflow.standard.json")).unwrap());
    assert_eq!(run(&["check", &logic_apps]).0, 0);
    let (code, stdout, _) = run(&["reference", "--variant", "account"]);
    assert!(code == 0 && stdout.starts_with("# UKG PRO WFM Account\n"), "{stdout}");
    let url = ["--public-url", "https://tokens.contoso.com"];
    let (code, _, stderr) =
        run(&[&["package", "--variant", "account", "--out", &zip], &url[..]].concat());
    assert_eq!((code, stderr), (0, format!("{zip}\n")));
    let (code, _, stderr) = run(&["export", &logic_apps, "--for", "logic-apps"]);
    assert_ne!(code, 0);
    assert!(stderr.contains("--for is for --variant account"), "{stderr}");
}
