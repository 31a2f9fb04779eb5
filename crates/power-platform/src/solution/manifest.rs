//! The XML files of a solution.

use std::fmt;

use askama::Template;
use askama::filters::Escaper;
use uuid::Uuid;
use uuid::fmt::Braced;

use super::{PackageError, Solution};
use crate::Connector;
use crate::swagger::{Document, Info};

/// The kinds of files in the zip.
pub const CONTENT_TYPES: &str = include_str!("templates/content_types.xml").trim_ascii_end();

// The ends of the names of a connector's files.
pub const DEFINITION: &str = "openapidefinition.json";
pub const PARAMETERS: &str = "connectionparameters.json";
pub const POLICIES: &str = "policytemplateinstances.json";
pub const ICON: &str = "iconblob.Png";

/// The names of a connector and its solution, all of which follow from the connector's title.
pub struct Names {
    /// The unique name of the solution, in Pascal case.
    solution: String,
    /// The name of the connector: the prefix, and the solution's name in lower case.
    connector: String,
    /// Follows from the name and the website, so that a second import updates the first.
    id: Braced,
}

impl Names {
    pub fn new(definition: &Document, solution: &Solution) -> Result<Self, PackageError> {
        // ASCII letters and digits alone: others are encoded in names, and not everywhere alike.
        let words = definition.info.title.split(|c: char| !c.is_ascii_alphanumeric());
        let unique_name: String = words.map(capitalized).collect();
        if unique_name.is_empty() {
            return Err(PackageError::NoName);
        }
        let connector = format!("{}_{}", solution.prefix, unique_name.to_ascii_lowercase());
        let website = definition
            .metadata
            .iter()
            .find(|entry| entry.property_name == "Website")
            .map_or("", |entry| &entry.property_value);
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{website}{connector}").as_bytes());
        Ok(Self { solution: unique_name, connector, id: id.braced() })
    }

    /// The path of one of the connector's files inside the zip.
    pub fn file(&self, end: &str) -> String {
        format!("Connector/{}_{end}", self.connector)
    }
}

fn capitalized(word: &str) -> String {
    match word.split_at_checked(1) {
        Some((first, rest)) => first.to_ascii_uppercase() + &rest.to_ascii_lowercase(),
        None => String::new(),
    }
}

/// What the solution is and which components are in it. 372 is the type of a connector among the
/// components, 1033 is English.
#[derive(Template)]
#[template(path = "solution.xml", config = "src/solution/askama.toml")]
struct SolutionXml<'a> {
    solution: &'a Solution,
    names: &'a Names,
    info: &'a Info,
    publisher: &'a str,
}

/// The connector as a component, with the paths of its files.
#[derive(Template)]
#[template(path = "customizations.xml", config = "src/solution/askama.toml")]
struct CustomizationsXml<'a> {
    names: &'a Names,
    info: &'a Info,
    brand_color: &'a str,
}

pub fn solution(
    connector: &Connector,
    solution: &Solution,
    names: &Names,
) -> askama::Result<String> {
    let Connector { definition, properties, .. } = connector;
    let publisher = &properties.properties.publisher;
    SolutionXml { solution, names, info: &definition.info, publisher }.render()
}

pub fn customizations(connector: &Connector, names: &Names) -> askama::Result<String> {
    let Connector { definition, properties, .. } = connector;
    let brand_color = &properties.properties.icon_brand_color;
    CustomizationsXml { names, info: &definition.info, brand_color }.render()
}

/// Escapes texts and the values of attributes.
#[derive(Clone, Copy, Default)]
pub struct Xml;

impl Escaper for Xml {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c {
            '<' => dest.write_str("&lt;"),
            '>' => dest.write_str("&gt;"),
            '&' => dest.write_str("&amp;"),
            '\'' => dest.write_str("&apos;"),
            '"' => dest.write_str("&quot;"),
            // A reader of an attribute makes blanks of them (XML 1.0, section 3.3.3).
            '\t' | '\n' | '\r' => write!(dest, "&#{};", u32::from(c)),
            _ => dest.write_char(c),
        })
    }
}
