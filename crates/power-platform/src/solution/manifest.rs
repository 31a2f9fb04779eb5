//! The XML files of a solution.

use std::io::{self, Cursor};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use uuid::Uuid;

use super::{PackageError, Solution};
use crate::Connector;

/// The ends of the names of a connector's files.
pub const DEFINITION: &str = "openapidefinition.json";
pub const PARAMETERS: &str = "connectionparameters.json";
pub const POLICIES: &str = "policytemplateinstances.json";
pub const ICON: &str = "iconblob.Png";

/// The kind of a connector among the components of solutions.
const CONNECTOR_COMPONENT: &str = "372";
/// The language of the texts: English.
const LANGUAGE: &str = "1033";

/// What the manifest says of a connector.
pub struct Manifest<'a> {
    connector: &'a Connector,
    solution: &'a Solution,
    /// The unique name of the solution.
    unique_name: String,
    /// The name of the connector, with its prefix.
    name: String,
    /// Follows from the name, so that a second import updates the first.
    id: Uuid,
}

impl<'a> Manifest<'a> {
    /// Letters and digits only: others are encoded in names, and not everywhere alike.
    pub fn new(connector: &'a Connector, solution: &'a Solution) -> Result<Self, PackageError> {
        let definition = &connector.definition;
        let words = definition.info.title.split(|c: char| !c.is_ascii_alphanumeric());
        let unique_name: String = words.map(capitalized).collect();
        if unique_name.is_empty() {
            return Err(PackageError::NoName);
        }
        let name = format!("{}_{}", solution.prefix, unique_name.to_ascii_lowercase());
        let website = definition.metadata.iter().find(|entry| entry.property_name == "Website");
        let website = website.map(|entry| entry.property_value.as_str()).unwrap_or_default();
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{website}{name}").as_bytes());
        Ok(Self { connector, solution, unique_name, name, id })
    }

    /// The path of one of the connector's files inside the zip.
    pub fn file(&self, end: &str) -> String {
        format!("Connector/{}_{end}", self.name)
    }
}

fn capitalized(word: &str) -> String {
    match word.split_at_checked(1) {
        Some((first, rest)) => first.to_ascii_uppercase() + &rest.to_ascii_lowercase(),
        None => String::new(),
    }
}

type Xml = Writer<Cursor<Vec<u8>>>;

fn document(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Cursor::new(Vec::new()), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    write(&mut xml)?;
    Ok(xml.into_inner().into_inner())
}

/// An element around others.
fn around(
    xml: &mut Xml,
    name: &str,
    attributes: &[(&str, &str)],
    inner: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    let element = xml.create_element(name).with_attributes(attributes.iter().copied());
    element.write_inner_content(inner).map(drop)
}

/// An element with a text.
fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(content)).map(drop)
}

/// An element without anything in it.
fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_empty().map(drop)
}

/// A name in the one language.
fn localized(xml: &mut Xml, list: &str, item: &str, description: &str) -> io::Result<()> {
    around(xml, list, &[], |xml| {
        empty(xml, item, &[("description", description), ("languagecode", LANGUAGE)])
    })
}

/// Which kinds of files are in the zip.
pub fn content_types() -> io::Result<Vec<u8>> {
    document(|xml| {
        let namespace = "http://schemas.openxmlformats.org/package/2006/content-types";
        around(xml, "Types", &[("xmlns", namespace)], |xml| {
            for extension in ["xml", "json", "Png"] {
                let attributes =
                    [("Extension", extension), ("ContentType", "application/octet-stream")];
                empty(xml, "Default", &attributes)?;
            }
            Ok(())
        })
    })
}

/// Sections of the customizations that the solution leaves empty.
const EMPTY: [&str; 11] = [
    "Entities",
    "Roles",
    "Workflows",
    "FieldSecurityProfiles",
    "Templates",
    "EntityMaps",
    "EntityRelationships",
    "OrganizationSettings",
    "optionsets",
    "CustomControls",
    "EntityDataProviders",
];

impl Manifest<'_> {
    /// What the solution is and which components are in it.
    pub fn solution(&self) -> io::Result<Vec<u8>> {
        let Self { connector, solution, .. } = self;
        let info = &connector.definition.info;
        let attributes = [
            ("version", "9.2.0.0"),
            ("SolutionPackageVersion", "9.2"),
            ("languagecode", LANGUAGE),
            ("generatedBy", &solution.generated_by),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ];
        document(|xml| {
            around(xml, "ImportExportXml", &attributes, |xml| {
                around(xml, "SolutionManifest", &[], |xml| {
                    text(xml, "UniqueName", &self.unique_name)?;
                    localized(xml, "LocalizedNames", "LocalizedName", &info.title)?;
                    localized(xml, "Descriptions", "Description", &info.description)?;
                    text(xml, "Version", &solution.version.to_string())?;
                    text(xml, "Managed", "0")?;
                    self.publisher(xml)?;
                    around(xml, "RootComponents", &[], |xml| {
                        empty(
                            xml,
                            "RootComponent",
                            &[
                                ("type", CONNECTOR_COMPONENT),
                                ("id", &self.id.braced().to_string()),
                                ("schemaName", &self.name),
                                ("behavior", "0"),
                            ],
                        )
                    })?;
                    empty(xml, "MissingDependencies", &[])
                })
            })
        })
    }

    fn publisher(&self, xml: &mut Xml) -> io::Result<()> {
        let Self { connector, solution, .. } = self;
        let name = &connector.properties.properties.publisher;
        let nil = [("xsi:nil", "true")];
        around(xml, "Publisher", &[], |xml| {
            text(xml, "UniqueName", &format!("{}publisher", solution.prefix))?;
            localized(xml, "LocalizedNames", "LocalizedName", name)?;
            localized(xml, "Descriptions", "Description", name)?;
            empty(xml, "EMailAddress", &nil)?;
            empty(xml, "SupportingWebsiteUrl", &nil)?;
            text(xml, "CustomizationPrefix", &solution.prefix.to_string())?;
            let option_value = solution.prefix.option_value().to_string();
            text(xml, "CustomizationOptionValuePrefix", &option_value)?;
            empty(xml, "Addresses", &[])
        })
    }

    /// The component itself: the connector, with the paths of its files.
    pub fn customizations(&self) -> io::Result<Vec<u8>> {
        let Self { connector, .. } = self;
        let info = &connector.definition.info;
        let instance = ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
        document(|xml| {
            around(xml, "ImportExportXml", &[instance], |xml| {
                for section in EMPTY {
                    empty(xml, section, &[])?;
                }
                around(xml, "Connectors", &[], |xml| {
                    around(xml, "Connector", &[], |xml| {
                        text(xml, "connectorid", &self.id.braced().to_string())?;
                        text(xml, "name", &self.name)?;
                        text(xml, "displayname", &info.title)?;
                        text(xml, "description", &info.description)?;
                        let color = &connector.properties.properties.icon_brand_color;
                        text(xml, "iconbrandcolor", color)?;
                        text(xml, "connectortype", "1")?;
                        for (element, end) in [
                            ("openapidefinition", DEFINITION),
                            ("connectionparameters", PARAMETERS),
                            ("policytemplateinstances", POLICIES),
                            ("iconblob", ICON),
                        ] {
                            text(xml, element, &format!("/{}", self.file(end)))?;
                        }
                        Ok(())
                    })
                })?;
                around(xml, "Languages", &[], |xml| text(xml, "Language", LANGUAGE))
            })
        })
    }
}
