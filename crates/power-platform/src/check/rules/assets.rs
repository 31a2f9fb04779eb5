//! X01–X05: connection test, brand colour, publisher, icon and readme.

use std::ops::RangeInclusive;

use super::Context;
use crate::check::definition::Definition;
use crate::check::finding::{Findings, Place};
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::source::Source;
use crate::check::tree::Node;

/// Colours that certification does not accept: the default of Power Platform, and white.
const REFUSED_COLORS: [&str; 2] = ["#007ee5", "#ffffff"];
/// The colour that all independent publishers use.
const INDEPENDENT_PUBLISHER_COLOR: &str = "#da3b01";
/// Width and height of an icon, in pixels. Certification asks for about 230.
const ICON_SIZE: RangeInclusive<u32> = 100..=230;

/// X01: the connection test.
pub(crate) fn definition(definition: &Definition<'_>, findings: &mut Findings) {
    let test = definition
        .root
        .get("x-ms-capabilities")
        .and_then(|capabilities| capabilities.get("testConnection"));
    let Some(capability) = test else { return };
    let Some(id) = capability.get("operationId") else {
        findings.report(Rule::X01, capability, "testConnection has no operationId. Add it.");
        return;
    };
    let name = id.text().unwrap_or_default();
    let Some(operation) = definition.operations.iter().find(|o| o.id() == Some(name)) else {
        let message = format!("testConnection names the operation {name}, which does not exist.");
        findings.report(Rule::X01, id, message);
        return;
    };
    let must_be_entered =
        |parameter: &Node<'_>| parameter.is_true("required") && parameter.get("default").is_none();
    let values_given =
        capability.get("parameters").is_some_and(|parameters| !parameters.is_empty());
    if operation.method != "get" {
        let message = format!("{name} is not a GET operation. Test with one that changes nothing.");
        findings.report_as(Severity::Warning, Rule::X01, id, message);
    } else if operation.parameters.iter().any(must_be_entered) && !values_given {
        let message =
            format!("{name} has required parameters. Test with an operation that has none.");
        findings.report_as(Severity::Warning, Rule::X01, id, message);
    }
}

/// X02 and X04: brand colour and publisher.
pub(crate) fn properties(root: Node<'_>, findings: &mut Findings) {
    let Some(properties) = root.get("properties").filter(|properties| properties.is_object())
    else {
        return;
    };
    brand_color(properties, findings);
    if properties.non_blank("publisher").is_none() {
        let at = properties.get("publisher").unwrap_or(properties);
        let message = "There is no publisher. Add the full name of the person or company.";
        findings.report(Rule::X04, at, message);
    }
}

fn brand_color(properties: Node<'_>, findings: &mut Findings) {
    let Some(color) = properties.get("iconBrandColor") else {
        let message = "There is no iconBrandColor. Add the background colour of the icon.";
        return findings.report(Rule::X02, properties, message);
    };
    // Rule A09 reports a colour that is not a text.
    let Some(text) = color.text() else { return };
    let digits = text.strip_prefix('#').unwrap_or_default();
    let lower = text.to_lowercase();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        let message = "iconBrandColor must be a colour such as #005151.";
        findings.report_as(Severity::Certification, Rule::X02, color, message);
    } else if REFUSED_COLORS.contains(&lower.as_str()) {
        let message = format!("Certification does not accept the colour {text}. Use your own.");
        findings.report_as(Severity::Certification, Rule::X02, color, message);
    } else if lower == INDEPENDENT_PUBLISHER_COLOR {
        let message = format!(
            "{text} is the colour of independent publishers. If you are the owner of the service, \
             use your own."
        );
        findings.report_as(Severity::Guidance, Rule::X02, color, message);
    }
}

/// X03 and X05: icon and readme.
pub(crate) fn folder(context: &Context<'_>, findings: &mut Findings) {
    let folder = context.folder;
    if !folder.is_directory {
        return;
    }
    if let Some(source) = &folder.icon {
        findings.in_file(&source.path);
        let color =
            context.properties.and_then(|root| root.get("properties")?.text_of("iconBrandColor"));
        icon(source, color, findings);
    }
    findings.in_file(&folder.path);
    if folder.icon.is_none() {
        let message = "There is no icon.png. Certification asks for one.";
        findings.report_as(Severity::Guidance, Rule::X03, Place::file(), message);
    }
    match &folder.readme {
        None => {
            let message = "There is no readme.md. Certification asks for one with publisher, \
                           prerequisites, operations, credentials and limits.";
            findings.report(Rule::X05, Place::file(), message);
        }
        Some(readme) if readme.bytes.trim_ascii().is_empty() => {
            findings.in_file(&readme.path);
            findings.report(Rule::X05, Place::line(1), "The readme is empty.");
        }
        Some(_) => {}
    }
}

fn icon(source: &Source, brand: Option<&str>, findings: &mut Findings) {
    let mut report = |severity, message: String| {
        findings.report_as(severity, Rule::X03, Place::file(), message);
    };
    let Ok(Image { width, height, corner }) = Image::decode(&source.bytes) else {
        return report(Severity::Custom, "The icon is not a readable PNG image.".to_owned());
    };
    if width != height {
        let message = format!("The icon has {width} x {height} pixels; it must be square.");
        report(Severity::Review, message);
    } else if !ICON_SIZE.contains(&width) {
        let message = format!("The icon is {width} pixels wide and high; it must have 100 to 230.");
        report(Severity::Review, message);
    }
    let [red, green, blue, alpha] = corner;
    if alpha < u8::MAX {
        report(Severity::Review, "The background of the icon is transparent. Fill it.".to_owned());
    } else if [red, green, blue] == [u8::MAX; 3] {
        let message = "The background of the icon is white. Use the brand colour.";
        report(Severity::Review, message.to_owned());
    } else if let Some(brand) = brand
        && !brand.eq_ignore_ascii_case(&format!("#{red:02x}{green:02x}{blue:02x}"))
    {
        let message = format!("The background of the icon is not the brand colour {brand}.");
        report(Severity::Guidance, message);
    }
}

/// The size and the background of an icon.
struct Image {
    width: u32,
    height: u32,
    /// The top left pixel: red, green, blue, alpha.
    corner: [u8; 4],
}

impl Image {
    fn decode(bytes: &[u8]) -> Result<Self, png::DecodingError> {
        let limits = png::Limits { bytes: 64 * 1024 * 1024 };
        let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info()?;
        let (width, height) = (reader.info().width, reader.info().height);
        let color = reader.output_color_type().0;
        let row = reader.next_row()?;
        let pixels = row.as_ref().map_or(&[][..], |row| row.data());
        let channel = |index: usize| pixels.get(index).copied().unwrap_or(u8::MAX);
        let corner = match color {
            png::ColorType::Grayscale => [channel(0), channel(0), channel(0), u8::MAX],
            png::ColorType::GrayscaleAlpha => [channel(0), channel(0), channel(0), channel(1)],
            png::ColorType::Rgb | png::ColorType::Indexed => {
                [channel(0), channel(1), channel(2), u8::MAX]
            }
            png::ColorType::Rgba => [channel(0), channel(1), channel(2), channel(3)],
        };
        Ok(Self { width, height, corner })
    }
}
