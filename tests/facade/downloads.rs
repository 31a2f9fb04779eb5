//! The files that the start page offers, which the command line writes, too.

use power_platform::check::{self, Gate};
use power_platform::solution::package;
use prowfm_auth::connector::export::{connector, files};
use prowfm_auth::connector::{ConnectorOptions, Kind, Variant, solution};
use testing::{Folder, Start};

const URL: &str = "https://tokens.contoso.com/wfm";

fn options(variant: Variant) -> ConnectorOptions {
    ConnectorOptions {
        with_default_tenant: false,
        ..ConnectorOptions::new(variant, URL.parse().unwrap())
    }
}

#[tokio::test]
async fn the_solution_is_the_one_that_the_command_line_packages() {
    let facade = Start::alone().public_url(URL).run().await;
    let response = facade.get("/power-platform/solution.zip").send().await;
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/zip")));
    let zip = package(&connector(&options(Variant::PowerPlatform)).unwrap(), &solution()).unwrap();
    assert!(response.bytes == zip);
}

#[tokio::test]
async fn the_files_for_logic_apps_and_the_icon_are_those_of_an_exported_folder() {
    let facade = Start::alone().public_url(URL).run().await;
    let exported = files(&options(Variant::LogicApps)).unwrap();
    for (path, content_type) in [
        ("/logic-apps/apiDefinition.swagger.json", "application/json"),
        ("/logic-apps/azuredeploy.json", "application/json"),
        ("/logic-apps/workflow.consumption.json", "application/json"),
        ("/logic-apps/workflow.standard.json", "application/json"),
        ("/icon.png", "image/png"),
    ] {
        let response = facade.get(path).send().await;
        assert_eq!((response.status, response.header("content-type")), (200, Some(content_type)));
        let name = path.rsplit('/').next().unwrap();
        let file = exported.iter().find(|file| file.name == name).unwrap();
        assert!(response.bytes == file.bytes, "{path}");
    }
}

#[tokio::test]
async fn the_files_of_the_account_connector_are_below_a_path_of_their_own() {
    let facade = Start::alone().public_url(URL).run().await;
    for (part, variant) in [("", Variant::PowerPlatform), ("/logic-apps", Variant::LogicApps)] {
        let options = ConnectorOptions::of(Kind::Account, variant, URL.parse().unwrap());
        let of_part: &[&str] = match variant {
            Variant::LogicApps => &["azuredeploy.json", "workflow.standard.json"],
            _ => &["apiProperties.json", "icon.png"],
        };
        let exported = files(&options).unwrap();
        for name in of_part.iter().chain(&["apiDefinition.swagger.json"]) {
            let response = facade.get(&format!("/account{part}/{name}")).send().await;
            let file = exported.iter().find(|file| file.name == *name).unwrap();
            assert!(response.status == 200 && response.bytes == file.bytes, "{part}/{name}");
        }
        if variant == Variant::PowerPlatform {
            let response = facade.get("/account/power-platform/solution.zip").send().await;
            let zip = package(&connector(&options).unwrap(), &solution()).unwrap();
            assert!(response.bytes == zip);
        }
    }
}

/// What a maker takes from the page into a product is a connector that the product accepts.
#[tokio::test]
async fn the_downloaded_connector_has_no_fault() {
    for (part, names) in [
        ("", &["apiDefinition.swagger.json", "apiProperties.json", "icon.png"][..]),
        ("/logic-apps", &["apiDefinition.swagger.json"][..]),
        ("/account", &["apiDefinition.swagger.json", "apiProperties.json", "icon.png"][..]),
        ("/account/logic-apps", &["apiDefinition.swagger.json"][..]),
    ] {
        let facade = Start::alone().public_url(URL).run().await;
        let folder = Folder::new("downloads");
        for name in names {
            let response = facade.get(&format!("{part}/{name}")).send().await;
            std::fs::write(folder.path().join(name), response.bytes).unwrap();
        }
        let report = check::check_all(&[folder.path().to_owned()], Gate::Certification);
        assert!(report.gravest() < Some(check::Level::Error), "{part}: {report:?}");
    }
}

#[tokio::test]
async fn a_download_answers_head_and_refuses_to_be_written() {
    let facade = Start::alone().run().await;
    let path = "/power-platform/solution.zip";
    let response = facade.request("HEAD", path).send().await;
    assert_eq!((response.status, response.bytes.len()), (200, 0));
    let response = facade.post(path).send().await;
    assert_eq!((response.status, response.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
}
