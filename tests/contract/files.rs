use std::fs;
use std::path::Path;

use power_platform::print;

use crate::{definition, properties};

/// Compares a file at the root byte for byte, or writes it when `UPDATE_CONTRACT` is set.
fn check(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE_CONTRACT").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let actual = fs::read_to_string(&path).unwrap_or_default();
    if actual == expected {
        return;
    }
    let lines = actual.lines().chain(std::iter::repeat("(end of file)"));
    let first = expected.lines().zip(lines).enumerate().find(|(_, (new, old))| new != old);
    panic!(
        "{name} is not what the operations generate; first difference: {first:?}\n\n\
         The file is the connector's contract. If you did not mean to change it, take your change \
         back: stored flows name the operations and fields.\n\
         If you did, raise CONTRACT_VERSION in src/connector/listing.rs, rewrite the files with\n\n    \
         UPDATE_CONTRACT=1 cargo test --locked --test contract\n\nand commit them with the reason.\n"
    );
}

#[test]
fn the_definition_at_the_root_is_the_generated_one() {
    check("apiDefinition.swagger.json", &print(&definition()));
}

#[test]
fn the_properties_at_the_root_are_the_generated_ones() {
    check("apiProperties.json", &print(&properties()));
}

#[test]
fn what_is_printed_parses_back_to_the_same() {
    let definition = definition();
    let printed = print(&definition);
    assert_eq!(
        serde_json::from_str::<power_platform::swagger::Document>(&printed).unwrap(),
        definition
    );
    let properties = properties();
    let printed = print(&properties);
    assert_eq!(
        serde_json::from_str::<power_platform::properties::ApiProperties>(&printed).unwrap(),
        properties
    );
}
