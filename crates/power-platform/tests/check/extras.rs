use std::collections::BTreeSet;

use png::{BitDepth, ColorType, Encoder};
use power_platform::check::Level::{Error, Guidance, Warning};
use power_platform::check::{self, Level, Rule};

use super::{DEFINITION, PROPERTIES, are_found};
use crate::folder::{Folder, good};

#[test]
fn the_test_of_a_connection() {
    let capability =
        "            \"operationId\": \"TestConnection\",\n            \"parameters\": {}";
    are_found(
        DEFINITION,
        &[
            (
                Rule::X01,
                Error,
                capability,
                "            \"operationId\": \"Nothing\",\n            \"parameters\": {}",
            ),
            (Rule::X01, Error, capability, "            \"parameters\": {}"),
            (
                Rule::X01,
                Warning,
                capability,
                "            \"operationId\": \"MakeThing\",\n            \"parameters\": {}",
            ),
            (
                Rule::X01,
                Warning,
                capability,
                "            \"operationId\": \"GetThing\",\n            \"parameters\": {}",
            ),
        ],
    );
}

/// An icon of one colour.
fn icon(width: u32, height: u32, pixel: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(if pixel.len() == 4 { ColorType::Rgba } else { ColorType::Rgb });
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    let pixels = pixel.repeat(usize::try_from(width * height).unwrap());
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

fn levels_of(icon: &[u8]) -> BTreeSet<(Rule, Level)> {
    let folder = Folder::new();
    for name in [DEFINITION, PROPERTIES, "readme.md"] {
        folder.write(name, good(name));
    }
    folder.write("icon.png", icon);
    check::check(&folder.path).unwrap().iter().map(|f| (f.rule, f.level)).collect()
}

#[test]
fn icons() {
    let brand = [0x00, 0x51, 0x51];
    assert_eq!(levels_of(&icon(230, 230, &brand)), BTreeSet::new());
    assert_eq!(levels_of(&icon(160, 160, &[0x00, 0x51, 0x51, 0xff])), BTreeSet::new());
    for (bytes, level) in [
        (b"no image".to_vec(), Error),
        (icon(230, 230, &brand)[..60].to_vec(), Error),
        (icon(230, 100, &brand), Warning),
        (icon(32, 32, &brand), Warning),
        (icon(230, 230, &[0xff, 0xff, 0xff]), Warning),
        (icon(230, 230, &[0x00, 0x51, 0x51, 0x00]), Warning),
        (icon(230, 230, &[0x51, 0x00, 0x51]), Guidance),
    ] {
        assert_eq!(levels_of(&bytes), BTreeSet::from([(Rule::X03, level)]));
    }
}

#[test]
fn a_folder_without_an_icon_is_told_so() {
    let folder = Folder::new();
    for name in [DEFINITION, PROPERTIES, "readme.md"] {
        folder.write(name, good(name));
    }
    let findings = check::check(&folder.path).unwrap();
    assert_eq!(
        findings.iter().map(|f| (f.rule, f.level)).collect::<Vec<_>>(),
        [(Rule::X03, Guidance)]
    );
}

#[test]
fn readmes() {
    let folder = Folder::new();
    folder.write(DEFINITION, good(DEFINITION));
    folder.write(PROPERTIES, good(PROPERTIES));
    folder.write("icon.png", icon(230, 230, &[0x00, 0x51, 0x51]));
    let found = || {
        let findings = check::check(&folder.path).unwrap();
        findings.iter().map(|f| (f.rule, f.level)).collect::<Vec<_>>()
    };
    assert_eq!(found(), [(Rule::X05, Warning)]);
    folder.write("Readme.md", " \n");
    assert_eq!(found(), [(Rule::X05, Warning)]);
    folder.write("Readme.md", "# Things");
    assert_eq!(found(), []);
    // Of a single file nothing is missing.
    assert_eq!(check::check(&folder.path.join(DEFINITION)).unwrap(), []);
    assert_eq!(check::check(&folder.path.join(PROPERTIES)).unwrap(), []);
}

#[test]
fn settings_of_paconn() {
    let folder = Folder::new();
    for name in [DEFINITION, PROPERTIES, "readme.md"] {
        folder.write(name, good(name));
    }
    folder.write("icon.png", icon(230, 230, &[0x00, 0x51, 0x51]));
    folder.write("settings.json", "{\"apiDefinition\": \"x\", \"conector\": \"y\"}");
    let findings = check::check(&folder.path).unwrap();
    let found: Vec<_> = findings.iter().map(|f| (f.rule, f.pointer.as_str())).collect();
    assert_eq!(found, [(Rule::F03, "/conector")]);
}
