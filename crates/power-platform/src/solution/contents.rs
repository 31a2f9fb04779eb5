use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::{Connector, print};

const DEFINITION: &str = "apiDefinition.swagger.json";
const PROPERTIES: &str = "apiProperties.json";
const SCRIPT: &str = "script.csx";
const ICON: &str = "icon.png";
/// What certification asks for in words, the first one that exists.
const INTRODUCTIONS: [&str; 2] = ["intro.md", "readme.md"];

/// What a solution takes from a connector. Definition, connection parameters and policies are kept as
/// they are, so that any connector can be packaged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// The definition in JSON.
    pub(super) definition: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) host: String,
    pub(super) website: String,
    pub(super) publisher: String,
    pub(super) brand_color: Option<String>,
    /// The fields of a new connection in JSON.
    pub(super) parameters: String,
    /// The kinds of connections with their fields in JSON.
    pub(super) parameter_sets: Option<String>,
    /// The policies in JSON.
    pub(super) policies: String,
    /// The operations with a script in JSON.
    pub(super) script_operations: Option<String>,
    pub(super) script: Option<Vec<u8>>,
    pub(super) icon: Option<Vec<u8>>,
    pub(super) introduction: Option<Vec<u8>>,
}

/// A folder that cannot be packaged.
#[derive(Debug, Error)]
pub enum ReadError {
    /// A file is missing or cannot be read.
    #[error("{0} cannot be read")]
    Unreadable(PathBuf, #[source] io::Error),
    /// A file is not JSON, or lacks what each connector has.
    #[error("{0} is not the file of a connector")]
    Invalid(PathBuf, #[source] serde_json::Error),
}

/// The parts of a definition that a solution repeats.
#[derive(Deserialize)]
struct Definition {
    info: Info,
    #[serde(default)]
    host: String,
    #[serde(rename = "x-ms-connector-metadata", default)]
    metadata: Vec<Entry>,
}

#[derive(Deserialize)]
struct Info {
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    contact: Contact,
}

#[derive(Default, Deserialize)]
struct Contact {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    property_name: String,
    property_value: String,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    properties: Properties<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    #[serde(borrow)]
    connection_parameters: Option<&'a RawValue>,
    #[serde(borrow)]
    connection_parameter_sets: Option<&'a RawValue>,
    #[serde(borrow)]
    policy_template_instances: Option<Vec<IndexMap<String, &'a RawValue>>>,
    script_operations: Option<Vec<String>>,
    icon_brand_color: Option<String>,
    publisher: Option<String>,
}

impl Contents {
    /// Reads all of a connector folder that a solution can hold: definition, properties, script, icon.
    ///
    /// # Errors
    ///
    /// [`ReadError`] for the first file that cannot be used.
    pub fn read(folder: &Path) -> Result<Self, ReadError> {
        let definition = text(&folder.join(DEFINITION))?;
        let properties = text(&folder.join(PROPERTIES))?;
        let mut contents = Self::default();
        contents.define(definition).map_err(invalid(folder, DEFINITION))?;
        contents.describe(&properties).map_err(invalid(folder, PROPERTIES))?;
        contents.script = optional(&folder.join(SCRIPT))?;
        contents.icon = optional(&folder.join(ICON))?;
        for name in INTRODUCTIONS {
            if contents.introduction.is_none() {
                contents.introduction = optional(&folder.join(name))?;
            }
        }
        Ok(contents)
    }

    fn define(&mut self, definition: String) -> serde_json::Result<()> {
        let Definition { info, host, metadata } = serde_json::from_str(&definition)?;
        let website = metadata.into_iter().find(|entry| entry.property_name == "Website");
        self.website = website.map(|entry| entry.property_value).unwrap_or_default();
        self.publisher = [info.contact.name, info.title.clone()]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default();
        (self.title, self.description) = (info.title, info.description);
        (self.definition, self.host) = (definition, host);
        Ok(())
    }

    fn describe(&mut self, properties: &str) -> serde_json::Result<()> {
        let File { properties } = serde_json::from_str(properties)?;
        let part = |value: Option<&RawValue>| value.map(|value| dedented(value.get()));
        self.parameters = part(properties.connection_parameters).unwrap_or_else(|| "{}\n".into());
        self.parameter_sets = part(properties.connection_parameter_sets);
        let policies = properties.policy_template_instances.unwrap_or_default();
        let policies: Vec<_> = policies.into_iter().map(in_camel_case).collect();
        self.policies = print(&policies);
        let operations = properties.script_operations.filter(|operations| !operations.is_empty());
        self.script_operations =
            operations.map(|names| serde_json::to_string(&names)).transpose()?;
        self.brand_color = properties.icon_brand_color;
        if let Some(publisher) = properties.publisher {
            self.publisher = publisher;
        }
        Ok(())
    }
}

impl From<&Connector> for Contents {
    fn from(connector: &Connector) -> Self {
        let mut contents = Self::default();
        let properties = print(&connector.properties);
        let read = contents
            .define(print(&connector.definition))
            .and_then(|()| contents.describe(&properties));
        debug_assert!(read.is_ok(), "what is printed is read back");
        contents.icon = Some(connector.icon.clone());
        let introduction = connector.readme.clone().into_bytes();
        contents.introduction = Some(introduction).filter(|text| !text.is_empty());
        contents
    }
}

/// The keys of a policy as newer exports have them: `templateId`, not `TemplateId`.
fn in_camel_case(policy: IndexMap<String, &RawValue>) -> IndexMap<String, &RawValue> {
    let keys = policy.into_iter().map(|(key, value)| {
        let first = key.chars().next().unwrap_or_default();
        let key = key.replacen(first, &first.to_lowercase().to_string(), 1);
        (key, value)
    });
    keys.collect()
}

fn invalid(folder: &Path, name: &str) -> impl FnOnce(serde_json::Error) -> ReadError {
    let path = folder.join(name);
    move |error| ReadError::Invalid(path, error)
}

/// A text without a byte order mark.
fn text(path: &Path) -> Result<String, ReadError> {
    let unreadable = |error| ReadError::Unreadable(path.to_owned(), error);
    let text = fs::read_to_string(path).map_err(unreadable)?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn optional(path: &Path) -> Result<Option<Vec<u8>>, ReadError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ReadError::Unreadable(path.to_owned(), error)),
    }
}

/// A part of a JSON text with its last line at the margin.
fn dedented(text: &str) -> String {
    let last = text.lines().next_back().unwrap_or_default();
    let margin = last.len() - last.trim_start().len();
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    let dedent = |line: &str| {
        let indentation = line.len() - line.trim_start().len();
        format!("\n{}", &line[margin.min(indentation)..])
    };
    first + &lines.map(dedent).collect::<String>() + "\n"
}
