use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use power_platform::Connector;
use power_platform::solution::{self, PackageError, Solution};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::things;

pub fn solution() -> Solution {
    let (prefix, version) = ("contoso".parse().unwrap(), "1.2".parse().unwrap());
    Solution { prefix, version, generated_by: "a test".to_owned(), host_variable: None }
}

fn package(connector: &Connector) -> Vec<u8> {
    solution::package(connector, &solution()).unwrap()
}

/// The files of a zip by name.
pub fn unpacked(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// The texts of an XML file by the path of their element, and the attributes by that and their name.
pub fn read(xml: &[u8]) -> Vec<(String, String)> {
    let mut reader = Reader::from_reader(xml);
    let (mut path, mut found) = (Vec::<String>::new(), Vec::new());
    let attributes =
        |path: &str, start: &quick_xml::events::BytesStart<'_>| -> Vec<(String, String)> {
            let all = start.attributes().map(Result::unwrap);
            all.map(|a| {
                let name = a.key.as_ref().to_owned();
                let value =
                    a.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned();
                (format!("{path}@{name}"), value)
            })
            .collect()
        };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                found.extend(attributes(&path.join("/"), &start));
            }
            Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                let at = format!("{}/{name}", path.join("/"));
                found.push((at.clone(), String::new()));
                found.extend(attributes(&at, &start));
            }
            Event::Text(text) => {
                let text = text.trim().to_owned();
                if !text.is_empty() {
                    found.push((path.join("/"), text));
                }
            }
            Event::End(_) => drop(path.pop()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

pub fn value<'a>(found: &'a [(String, String)], path: &str) -> &'a str {
    let values: Vec<_> = found.iter().filter(|(at, _)| at == path).collect();
    assert_eq!(values.len(), 1, "{path} in {found:#?}");
    &values[0].1
}

#[test]
fn identical_input_makes_identical_bytes() {
    let zip = package(&things());
    assert_eq!(zip, package(&things()));
    let mut other = things();
    other.properties.properties.connection_parameters.clear();
    assert_ne!(zip, package(&other));
}

#[test]
fn every_path_in_the_manifest_leads_to_a_file_of_the_zip() {
    let files = unpacked(&package(&things()));
    let customizations = read(&files["customizations.xml"]);
    let base = "ImportExportXml/Connectors/Connector";
    let mut led = Vec::new();
    for element in
        ["openapidefinition", "connectionparameters", "policytemplateinstances", "iconblob"]
    {
        let path = value(&customizations, &format!("{base}/{element}"));
        let name = path.strip_prefix('/').unwrap();
        assert!(files.contains_key(name), "{path}");
        led.push(name);
    }
    let connector: Vec<_> = files.keys().filter(|name| name.starts_with("Connector/")).collect();
    led.sort_unstable();
    assert_eq!(connector, led, "and no file is left over");
    for name in files.keys() {
        let extension = name.rsplit('.').next().unwrap();
        let types = read(&files["[Content_Types].xml"]);
        assert!(types.iter().any(|(_, value)| value == extension), "{name}");
    }
}

#[test]
fn component_and_connector_have_the_same_stable_id() {
    let files = unpacked(&package(&things()));
    let (solution, customizations) =
        (read(&files["solution.xml"]), read(&files["customizations.xml"]));
    let component = "ImportExportXml/SolutionManifest/RootComponents/RootComponent";
    let id = value(&solution, &format!("{component}@id"));
    let again = read(&unpacked(&package(&things()))["solution.xml"]);
    assert_eq!(value(&again, &format!("{component}@id")), id, "a second import updates the first");
    let connector = value(&customizations, "ImportExportXml/Connectors/Connector/connectorid");
    assert_eq!(id, format!("{{{connector}}}"), "only the component's id has braces");
    assert_eq!(value(&solution, &format!("{component}@type")), "372");
    let name = value(&solution, &format!("{component}@schemaName"));
    assert_eq!(name, "contoso_allofourthingsv2");
    assert_eq!(value(&customizations, "ImportExportXml/Connectors/Connector/name"), name);
}

#[test]
fn the_manifest_says_who_publishes_which_version() {
    let files = unpacked(&package(&things()));
    let solution = read(&files["solution.xml"]);
    let manifest = "ImportExportXml/SolutionManifest";
    assert_eq!(value(&solution, &format!("{manifest}/Version")), "1.2.0.0");
    assert_eq!(value(&solution, &format!("{manifest}/Managed")), "0");
    let publisher = format!("{manifest}/Publisher");
    assert_eq!(value(&solution, &format!("{publisher}/CustomizationPrefix")), "contoso");
    let name = format!("{publisher}/LocalizedNames/LocalizedName@description");
    assert_eq!(
        value(&solution, &name),
        "Contoso <Things> & \"Sons\"' own",
        "escaped and read back"
    );
    let number: u32 =
        value(&solution, &format!("{publisher}/CustomizationOptionValuePrefix")).parse().unwrap();
    assert!((10_000..=99_999).contains(&number));
}

#[test]
fn the_files_are_those_of_the_connector() {
    let files = unpacked(&package(&things()));
    let json = |end: &str| -> Value {
        serde_json::from_slice(&files[&format!("Connector/contoso_allofourthingsv2_{end}.json")])
            .unwrap()
    };
    let definition = serde_json::to_value(things().definition).unwrap();
    assert_eq!(json("openapidefinition"), definition);
    let properties = serde_json::to_value(things().properties).unwrap();
    let properties = &properties["properties"];
    assert_eq!(json("connectionparameters"), properties["connectionParameters"]);
    let policy = &json("policytemplateinstances")[0];
    assert_eq!(policy["templateId"], "setheader");
    assert_eq!(policy["parameters"], properties["policyTemplateInstances"][0]["parameters"]);
}

#[test]
fn texts_with_line_ends_and_quotes_are_read_back_as_they_are() {
    let files = unpacked(&package(&things()));
    let info = things().definition.info;
    let solution = read(&files["solution.xml"]);
    let manifest = "ImportExportXml/SolutionManifest";
    let description = format!("{manifest}/Descriptions/Description@description");
    assert_eq!(value(&solution, &description), info.description);
    assert_eq!(value(&solution, &format!("{manifest}/UniqueName")), "AllOfOurThingsV2");
}

#[test]
fn a_title_without_a_letter_or_digit_makes_no_name() {
    let mut connector = things();
    connector.definition.info.title = "¡…!".to_owned();
    let error = solution::package(&connector, &solution()).unwrap_err();
    assert!(matches!(error, PackageError::NoName), "{error}");
}
