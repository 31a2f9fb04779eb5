use png::{BitDepth, ColorType, Encoder};
use power_platform::check::Severity::{Certification, Custom, Guidance, Review, Warning};
use power_platform::check::{self, Gate, Rule};

use crate::mutant::{
    DEFINITION, ICON, Mutant, PROPERTIES, README, assert_fine, assert_found, changed,
    mutants_alone, mutants_of,
};
use crate::patch::{Change, remove, replace};

const TEST: &str = "/x-ms-capabilities/testConnection/operationId";
const COLOR: &str = "/properties/iconBrandColor";
const BRAND: [u8; 3] = [0x00, 0x51, 0x51];

pub fn mutants() -> Vec<Mutant> {
    let groups = [
        mutants_of(
            DEFINITION,
            [
                (Rule::X01, Custom, replace(TEST, "Nothing")),
                (Rule::X01, Custom, remove(TEST)),
                (Rule::X01, Warning, replace(TEST, "MakeThing")),
                (Rule::X01, Warning, replace(TEST, "GetThing")),
            ],
        ),
        mutants_of(
            PROPERTIES,
            [
                (Rule::X02, Certification, remove(COLOR)),
                (Rule::X04, Certification, remove("/properties/publisher")),
                (Rule::X04, Certification, replace("/properties/publisher", " ")),
            ],
        ),
        // Without the icon, which has another color.
        mutants_alone(
            PROPERTIES,
            [
                (Rule::X02, Certification, replace(COLOR, "#007EE5")),
                (Rule::X02, Certification, replace(COLOR, "#ffffff")),
                (Rule::X02, Certification, replace(COLOR, "teal")),
                (Rule::X02, Guidance, replace(COLOR, "#da3b01")),
            ],
        ),
        mutants_of(
            ICON,
            [
                (Rule::X03, Custom, Change::Content(b"not an image".to_vec())),
                (Rule::X03, Custom, Change::Content(png(230, 230, &BRAND)[..60].to_vec())),
                (Rule::X03, Review, icon(230, 100, &BRAND)),
                (Rule::X03, Review, icon(32, 32, &BRAND)),
                (Rule::X03, Review, icon(230, 230, &[0xff, 0xff, 0xff])),
                (Rule::X03, Review, icon(230, 230, &[0x00, 0x51, 0x51, 0x00])),
                (Rule::X03, Guidance, icon(230, 230, &[0x51, 0x00, 0x51])),
                (Rule::X03, Guidance, Change::Absent),
            ],
        ),
        mutants_of(
            README,
            [
                (Rule::X05, Review, Change::Absent),
                (Rule::X05, Review, Change::Content(b" \n".to_vec())),
            ],
        ),
    ];
    groups.into_iter().flatten().collect()
}

#[test]
fn each_mutant_of_the_assets_is_found() {
    assert_found(&mutants());
}

#[test]
fn icons_that_keep_the_rules_are_fine() {
    let opaque = [0x00, 0x51, 0x51, 0xff];
    assert_fine(ICON, [icon(230, 230, &BRAND), icon(160, 160, &opaque)]);
}

#[test]
fn the_case_of_a_file_name_does_not_matter() {
    let folder = changed(README, &Change::Absent);
    std::fs::write(folder.path().join("Readme.md"), "# Things").unwrap();
    assert_eq!(check::check(folder.path(), Gate::Certification).unwrap(), []);
}

/// An icon of one color: red, green and blue, and perhaps alpha.
fn icon(width: u32, height: u32, pixel: &[u8]) -> Change {
    Change::Content(png(width, height, pixel))
}

fn png(width: u32, height: u32, pixel: &[u8]) -> Vec<u8> {
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
