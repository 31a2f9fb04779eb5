//! The solution of this connector; that solutions are sound is the library's to test.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::process::Command;

use power_platform::solution::{self, Solution};
use prowfm_auth::connector::{self, ConnectorOptions, Variant, export};
use tempfile::TempDir;

fn options() -> ConnectorOptions {
    ConnectorOptions::new(Variant::PowerPlatform, "https://tokens.contoso.com/wfm".parse().unwrap())
}

fn package(options: &ConnectorOptions) -> Vec<u8> {
    let (prefix, version) = ("contoso".parse().unwrap(), "1.2".parse().unwrap());
    let solution = Solution { prefix, version, ..connector::solution() };
    solution::package(&export::connector(options).unwrap(), &solution).unwrap()
}

/// The files of a zip by name.
fn unpacked(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn an_import_updates_what_earlier_versions_of_this_program_packaged() {
    let files = unpacked(&package(&options()));
    let manifest = String::from_utf8(files["solution.xml"].clone()).unwrap();
    for stable in [
        "<UniqueName>UkgProWfmAuthentication</UniqueName>",
        "id=\"{104582f8-d306-5e0d-9841-5d997ecae53d}\"",
        "schemaName=\"contoso_ukgprowfmauthentication\"",
        "generatedBy=\"prowfm-auth\"",
    ] {
        assert!(manifest.contains(stable), "{stable} in {manifest}");
    }
}

#[test]
fn the_solution_holds_the_connector_that_was_asked_for() {
    let definition = |options: &ConnectorOptions| {
        let files = unpacked(&package(options));
        let name = "Connector/contoso_ukgprowfmauthentication_openapidefinition.json";
        String::from_utf8(files[name].clone()).unwrap()
    };
    let with_api_key = ConnectorOptions { with_api_key: true, ..options() };
    for options in [options(), with_api_key] {
        let printed = power_platform::print(&connector::definition(&options).unwrap());
        assert_eq!(definition(&options), printed);
    }
}

/// Exit code and stderr of `connector package`.
fn run(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(testing::program_file!());
    let output = command.args(["connector", "package"]).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn it_is_packaged_for_its_product_and_another_folder_under_its_own_prefix() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out.zip");
    let out = out.to_str().unwrap();
    let files = || unpacked(&fs::read(out).unwrap());
    let url = ["--public-url", "https://tokens.contoso.com"];
    assert_eq!(run(&[&["--out", out], &url[..]].concat()), (0, format!("{out}\n")));
    assert!(files().contains_key("solution.xml"));
    let (code, stderr) = run(&["--out", out, "--for", "certification"]);
    assert_eq!(code, 0, "{stderr}");
    let inner = unpacked(&files()["package.zip"]);
    let inner = unpacked(&inner["PkgAssets/UkgProWfmAuthentication.zip"]);
    let definition = inner.iter().find(|(name, _)| name.ends_with("openapidefinition.json"));
    let definition = String::from_utf8(definition.unwrap().1.clone()).unwrap();
    assert!(definition.contains("x-ms-capabilities"), "the variant for certification");
    let root = env!("CARGO_MANIFEST_DIR");
    let (code, stderr) = run(&[root, "--out", out]);
    assert_eq!(code, 2, "whose prefix would it be");
    assert!(stderr.contains("--publisher-prefix"), "{stderr}");
    assert_eq!(run(&[root, "--out", out, "--publisher-prefix", "contoso"]).0, 0);
    let name = "Connector/contoso_ukgprowfmauthentication_openapidefinition.json";
    let definition = fs::read(format!("{root}/apiDefinition.swagger.json")).unwrap();
    assert!(files()[name] == definition, "the folder's own file");
}

#[test]
fn a_connector_without_a_host_comes_with_a_warning() {
    let folder = TempDir::new().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (zip, exported) = (place("out.zip"), place("exported"));
    let warned = |arguments: &[&str]| {
        let mut command = Command::new(testing::program_file!());
        let output = command.arg("connector").args(arguments).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap().contains("placeholder prowfm-auth.example.com")
    };
    let url = ["--public-url", "https://tokens.contoso.com"];
    for made in [&["export", &exported][..], &["package", "--out", &zip]] {
        assert!(warned(made), "{made:?}");
        assert!(!warned(&[made, &url].concat()), "{made:?}");
    }
    assert!(!warned(&["reference"]));
    let to_stdout = ["connector", "package", "--out", "-"];
    let printed = Command::new(testing::program_file!()).args(to_stdout).output().unwrap();
    assert!(unpacked(&printed.stdout).contains_key("solution.xml"));
    let of_folder = ["package", &exported, "--publisher-prefix", "contoso", "--out", &zip];
    assert!(!warned(&of_folder), "the folder has a host");
}
