//! The XML files of a solution.

use std::io::{self, Cursor};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use uuid::Uuid;

use super::{SOLUTION, Solution};
use crate::connector::listing;
use crate::connector::options::Blueprint;

/// The ends of the names of a connector's files.
pub const DEFINITION: &str = "openapidefinition.json";
pub const PARAMETERS: &str = "connectionparameters.json";
pub const POLICIES: &str = "policytemplateinstances.json";
pub const ICON: &str = "iconblob.Png";

/// The kind of a connector among the components of solutions.
const CONNECTOR_COMPONENT: &str = "372";
/// The language of the texts: English.
const LANGUAGE: &str = "1033";

/// The connector as the manifest sees it.
pub struct Connector<'a> {
    pub id: Uuid,
    /// Prefix and name.
    pub name: &'a str,
    pub blueprint: &'a Blueprint,
}

impl Connector<'_> {
    /// The path of one of its files inside the zip.
    pub fn file(&self, end: &str) -> String {
        format!("Connector/{}_{end}", self.name)
    }

    fn braced_id(&self) -> String {
        self.id.braced().to_string()
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

/// What the solution is and which components are in it.
pub fn solution(connector: &Connector<'_>, solution: &Solution) -> io::Result<Vec<u8>> {
    let attributes = [
        ("version", "9.2.0.0"),
        ("SolutionPackageVersion", "9.2"),
        ("languagecode", LANGUAGE),
        ("generatedBy", "prowfm-auth"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    document(|xml| {
        around(xml, "ImportExportXml", &attributes, |xml| {
            around(xml, "SolutionManifest", &[], |xml| {
                text(xml, "UniqueName", SOLUTION)?;
                localized(xml, "LocalizedNames", "LocalizedName", listing::TITLE)?;
                localized(xml, "Descriptions", "Description", listing::DESCRIPTION)?;
                text(xml, "Version", &solution.version.to_string())?;
                text(xml, "Managed", "0")?;
                publisher(xml, connector, solution)?;
                around(xml, "RootComponents", &[], |xml| {
                    empty(
                        xml,
                        "RootComponent",
                        &[
                            ("type", CONNECTOR_COMPONENT),
                            ("id", &connector.braced_id()),
                            ("schemaName", connector.name),
                            ("behavior", "0"),
                        ],
                    )
                })?;
                empty(xml, "MissingDependencies", &[])
            })
        })
    })
}

fn publisher(xml: &mut Xml, connector: &Connector<'_>, solution: &Solution) -> io::Result<()> {
    let name = &connector.blueprint.publisher.to_string();
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
pub fn customizations(connector: &Connector<'_>) -> io::Result<Vec<u8>> {
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
    let instance = ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    document(|xml| {
        around(xml, "ImportExportXml", &[instance], |xml| {
            for section in EMPTY {
                empty(xml, section, &[])?;
            }
            around(xml, "Connectors", &[], |xml| {
                around(xml, "Connector", &[], |xml| {
                    text(xml, "connectorid", &connector.braced_id())?;
                    text(xml, "name", connector.name)?;
                    text(xml, "displayname", listing::TITLE)?;
                    text(xml, "description", listing::DESCRIPTION)?;
                    let color = connector.blueprint.brand_color.to_string();
                    text(xml, "iconbrandcolor", &color)?;
                    text(xml, "connectortype", "1")?;
                    for (element, end) in [
                        ("openapidefinition", DEFINITION),
                        ("connectionparameters", PARAMETERS),
                        ("policytemplateinstances", POLICIES),
                        ("iconblob", ICON),
                    ] {
                        text(xml, element, &format!("/{}", connector.file(end)))?;
                    }
                    Ok(())
                })
            })?;
            around(xml, "Languages", &[], |xml| text(xml, "Language", LANGUAGE))
        })
    })
}
