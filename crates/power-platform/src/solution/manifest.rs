//! The XML files of a solution.

use std::fmt;

use askama::Template;
use askama::filters::Escaper;
use uuid::Uuid;

use super::{Contents, HostVariable, PackageError, Solution, SolutionVersion};

/// The names of a connector and its solution, all of which follow from the connector's title.
pub struct Names {
    /// The unique name of the solution, in Pascal case.
    pub solution: String,
    /// The name of the connector: the prefix, and the solution's name in lower case.
    pub connector: String,
    /// Follows from the name and the website, so that a second import updates the first.
    pub id: Uuid,
}

impl Names {
    pub fn new(contents: &Contents, solution: &Solution) -> Result<Self, PackageError> {
        // ASCII letters and digits alone: others are encoded in names, and not everywhere alike.
        let words = contents.title.split(|c: char| !c.is_ascii_alphanumeric());
        let unique_name: String = words.map(capitalized).collect();
        if unique_name.is_empty() {
            return Err(PackageError::NoName);
        }
        let connector = format!("{}_{}", solution.prefix, unique_name.to_ascii_lowercase());
        let name = format!("{}{connector}", contents.website);
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes());
        Ok(Self { solution: unique_name, connector, id })
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
/// components, 380 that of an environment variable, 1033 is English.
#[derive(Template)]
#[template(path = "solution.xml", config = "src/solution/askama.toml")]
pub struct SolutionXml<'a> {
    pub solution: &'a Solution,
    pub names: &'a Names,
    pub contents: &'a Contents,
}

/// The connector as a component, with the paths of its files. The order of elements is that of
/// exported solutions.
#[derive(Template)]
#[template(path = "customizations.xml", config = "src/solution/askama.toml")]
pub struct CustomizationsXml<'a> {
    pub names: &'a Names,
    pub contents: &'a Contents,
    /// Elements, and the paths in the zip that they name.
    pub paths: &'a [(&'static str, String)],
}

/// An environment variable for a text, with the host as its default.
#[derive(Template)]
#[template(path = "environmentvariabledefinition.xml", config = "src/solution/askama.toml")]
pub struct VariableXml<'a> {
    pub variable: &'a HostVariable,
    pub host: &'a str,
    pub version: &'a SolutionVersion,
}

/// The kinds of files in a zip.
#[derive(Template)]
#[template(path = "content_types.xml", config = "src/solution/askama.toml")]
pub struct ContentTypesXml<'a> {
    pub extensions: &'a [&'a str],
}

/// The solutions of a package in the order of their import, for Package Deployer.
#[derive(Template)]
#[template(path = "import_config.xml", config = "src/solution/askama.toml")]
pub struct ImportConfigXml<'a> {
    pub solutions: &'a [&'a str],
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
