//! The solution of this connector; that solutions are sound is the library's to test.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use power_platform::solution::{self, Solution};
use prowfm_auth::connector::{self, ConnectorOptions, Variant, export};

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
