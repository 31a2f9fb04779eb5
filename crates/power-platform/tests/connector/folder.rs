use std::error::Error as _;
use std::fs;
use std::path::Path;

use indexmap::IndexMap;
use power_platform::swagger::{ApiKeyDefinition, ApiKeyPlace, BasicDefinition, SecurityDefinition};
use power_platform::{Connector, OpenError};
use tempfile::TempDir;

use crate::{THINGS, things};

fn copied() -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in things().files() {
        fs::write(folder.path().join(file.name), file.bytes).unwrap();
    }
    folder
}

#[test]
fn a_folder_that_is_opened_and_written_again_has_the_same_files() {
    for file in things().files() {
        if file.name != "settings.json" {
            let original = fs::read(Path::new(THINGS).join(file.name)).unwrap();
            assert!(file.bytes == original, "{}", file.name);
        }
    }
    assert_eq!(Connector::open(copied().path()).unwrap(), things());
}

#[test]
fn each_way_to_authenticate_is_read_and_written_again() {
    let definitions =
        r#"{"Basic":{"type":"basic"},"Key":{"type":"apiKey","in":"header","name":"X"}}"#;
    let read: IndexMap<String, SecurityDefinition> = serde_json::from_str(definitions).unwrap();
    let key = ApiKeyDefinition { place: ApiKeyPlace::Header, name: "X".to_owned() };
    assert_eq!(read["Basic"], SecurityDefinition::Basic(BasicDefinition {}));
    assert_eq!(read["Key"], SecurityDefinition::ApiKey(key));
    assert_eq!(serde_json::to_string(&read).unwrap(), definitions);
    for unknown in [r#"{"type": "oauth2"}"#, r#"{"type": "basic", "description": "A thing."}"#] {
        assert!(serde_json::from_str::<SecurityDefinition>(unknown).is_err(), "{unknown}");
    }
}

#[test]
fn a_folder_needs_no_readme() {
    let folder = copied();
    fs::remove_file(folder.path().join("readme.md")).unwrap();
    let connector = Connector::open(folder.path()).unwrap();
    assert_eq!(connector.readme, "");
    assert!(connector.files().iter().all(|file| file.name != "readme.md"));
}

#[test]
fn a_file_that_is_missing_is_named() {
    for name in ["apiDefinition.swagger.json", "apiProperties.json", "icon.png"] {
        let folder = copied();
        let path = folder.path().join(name);
        fs::remove_file(&path).unwrap();
        match Connector::open(folder.path()).unwrap_err() {
            OpenError::Unreadable(named, _) => assert_eq!(named, path),
            OpenError::Unsupported(..) => panic!("{name}"),
        }
    }
}

/// Otherwise it would be lost when the connector is packaged.
#[test]
fn a_file_with_more_than_the_models_hold_is_refused_with_the_place() {
    let refused = |name: &str, from: &str, to: &str| {
        let folder = copied();
        let path = folder.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let error = Connector::open(folder.path()).unwrap_err();
        let cause = error.source().unwrap().to_string();
        error.to_string().replace(folder.path().to_str().unwrap(), "[folder]") + ": " + &cause
    };
    let definition = "apiDefinition.swagger.json";
    let refusals = [
        refused(definition, "\"host\"", "\"x-thing\": 1, \"host\""),
        refused(definition, "\"summary\"", "\"tags\": [], \"summary\""),
        refused(definition, "\"basePath\": \"/v2\",", ""),
        refused(definition, "{", "// A comment.\n{"),
        refused("apiProperties.json", "\"publisher\"", "\"scriptOperations\": [], \"publisher\""),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @"
    [folder]/apiDefinition.swagger.json holds something that this version does not support: unknown field `x-thing`, expected one of `swagger`, `info`, `host`, `basePath`, `schemes`, `consumes`, `produces`, `paths`, `definitions`, `parameters`, `securityDefinitions`, `security`, `x-ms-capabilities`, `x-ms-connector-metadata` at line 13 column 13
    [folder]/apiDefinition.swagger.json holds something that this version does not support: unknown field `tags`, expected one of `summary`, `description`, `operationId`, `x-ms-visibility`, `x-ms-trigger`, `deprecated`, `consumes`, `produces`, `parameters`, `responses` at line 27 column 22
    [folder]/apiDefinition.swagger.json holds something that this version does not support: missing field `basePath` at line 93 column 1
    [folder]/apiDefinition.swagger.json holds something that this version does not support: expected value at line 1 column 1
    [folder]/apiProperties.json holds something that this version does not support: unknown field `scriptOperations`, expected one of `connectionParameters`, `iconBrandColor`, `capabilities`, `policyTemplateInstances`, `publisher`, `stackOwner` at line 32 column 26
    ");
}
