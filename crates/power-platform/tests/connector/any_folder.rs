//! Any connector folder becomes a solution, with all that it has.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use power_platform::solution::{
    Contents, FlowSolution, HostVariable, InvalidFlowSolution, PackageError, ReadError, Solution,
    certification_package, package,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::solution::{read, solution, unpacked, value};

/// What the models of this crate do not know: arrays, other policies, scripts, sets of parameters.
const DEFINITION: &str = r#"{
  "swagger": "2.0",
  "info": {"title": "Rich Things", "description": "Has \"all\" there is.", "version": "1.0"},
  "paths": {"/a": {"get": {"operationId": "A", "tags": ["x"], "parameters": [
    {"name": "host", "in": "query", "type": "array", "items": {"type": "number"}, "default": [1.50]}
  ], "responses": {}}}},
  "host": "api.contoso.com"
}
"#;

const PROPERTIES: &str = r##"{
  "properties": {
    "connectionParameters": {
      "key": {
        "type": "securestring"
      }
    },
    "connectionParameterSets": {"uiDefinition": {}, "values": [{"name": "b"}, {"name": "a"}]},
    "policyTemplateInstances": [
      {"TemplateId": "dynamichosturl", "Title": "To \u00e9", "Parameters": {
        "x-ms-apimTemplateParameter.urlTemplate": "https://b.contoso.com",
        "x-ms-apimTemplate-operationName": ["A"]}},
      {"templateId": "setqueryparameter", "title": "More", "parameters": {"Z": 1, "A": 2}}
    ],
    "scriptOperations": ["A"],
    "iconBrandColor": "#aa0055",
    "capabilities": ["actions"],
    "unknown": true
  }
}
"##;

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    // Some editors put a mark at the start.
    write("apiDefinition.swagger.json", &format!("\u{feff}{DEFINITION}"));
    write("apiProperties.json", PROPERTIES);
    write("script.csx", "public class Script {}");
    write("readme.md", "# Rich Things\n");
    folder
}

fn files(folder: &Path, solution: &Solution) -> BTreeMap<String, Vec<u8>> {
    unpacked(&package(Contents::read(folder).unwrap(), solution).unwrap())
}

fn text(files: &BTreeMap<String, Vec<u8>>, end: &str) -> String {
    String::from_utf8(files[&format!("Connector/contoso_richthings_{end}")].clone()).unwrap()
}

#[test]
fn a_solution_has_all_that_the_folder_has_as_it_is() {
    let folder = folder();
    let files = files(folder.path(), &solution());
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Connector/contoso_richthings_connectionparameters.json",
            "Connector/contoso_richthings_connectionparametersets.json",
            "Connector/contoso_richthings_customcodeblobcontent.csx",
            "Connector/contoso_richthings_openapidefinition.json",
            "Connector/contoso_richthings_policytemplateinstances.json",
            "[Content_Types].xml",
            "customizations.xml",
            "solution.xml",
        ]
    );
    assert_eq!(text(&files, "openapidefinition.json"), DEFINITION, "to the byte, without a mark");
    let parameters = "{\n  \"key\": {\n    \"type\": \"securestring\"\n  }\n}\n";
    assert_eq!(text(&files, "connectionparameters.json"), parameters);
    let sets: Value = serde_json::from_str(&text(&files, "connectionparametersets.json")).unwrap();
    assert_eq!(sets["values"], json!([{"name": "b"}, {"name": "a"}]));
    let policies = text(&files, "policytemplateinstances.json");
    assert!(policies.contains(r#""parameters": {"Z": 1, "A": 2}"#), "{policies}");
    let policies: Value = serde_json::from_str(&policies).unwrap();
    assert_eq!(policies[0]["templateId"], "dynamichosturl");
    assert_eq!(policies[0]["title"], "To é");
    assert_eq!(policies[0]["parameters"]["x-ms-apimTemplate-operationName"], json!(["A"]));
    assert_eq!(text(&files, "customcodeblobcontent.csx"), "public class Script {}");
}

#[test]
fn the_component_lists_its_parts_in_the_order_of_exports() {
    let folder = folder();
    fs::write(folder.path().join("icon.png"), b"png").unwrap();
    let files = files(folder.path(), &solution());
    let base = "ImportExportXml/Connectors/Connector/";
    let customizations = read(&files["customizations.xml"]);
    let parts = customizations.iter().filter_map(|(path, _)| path.strip_prefix(base));
    let mut parts: Vec<_> = parts.collect();
    // A text with quotes is read in pieces.
    parts.dedup();
    assert_eq!(
        parts,
        [
            "connectorid",
            "description",
            "displayname",
            "iconbrandcolor",
            "name",
            "connectortype",
            "scriptoperations",
            "openapidefinition",
            "connectionparameters",
            "connectionparametersets",
            "policytemplateinstances",
            "customcodeblobcontent",
            "iconblob"
        ]
    );
    let text = String::from_utf8(files["customizations.xml"].clone()).unwrap();
    for element in [
        "<scriptoperations>[&quot;A&quot;]</scriptoperations>",
        "<description>Has &quot;all&quot; there is.</description>",
        "<iconblob>/Connector/contoso_richthings_iconblob.Png</iconblob>",
    ] {
        assert!(text.contains(element), "{text}");
    }
    for extension in ["csx", "Png"] {
        let types = read(&files["[Content_Types].xml"]);
        assert!(types.iter().any(|(_, value)| value == extension), "{extension}");
    }
}

fn with_variable(name: &str) -> Solution {
    Solution { host_variable: Some(name.parse().unwrap()), ..solution() }
}

#[test]
fn the_host_becomes_an_environment_variable_that_the_solution_defines() {
    let folder = folder();
    let files = files(folder.path(), &with_variable("contoso_Host"));
    let variable = r#""host": "@environmentVariables(\"contoso_Host\")""#;
    let expected = DEFINITION.replace("\"host\": \"api.contoso.com\"", variable);
    assert_eq!(text(&files, "openapidefinition.json"), expected, "and nothing else is changed");
    let file = "environmentvariabledefinitions/contoso_Host/environmentvariabledefinition.xml";
    let definition = read(&files[file]);
    let base = "environmentvariabledefinition";
    assert_eq!(value(&definition, &format!("{base}@schemaname")), "contoso_Host");
    assert_eq!(value(&definition, &format!("{base}/defaultvalue")), "api.contoso.com");
    assert_eq!(value(&definition, &format!("{base}/displayname@default")), "Host");
    let solution = String::from_utf8(files["solution.xml"].clone()).unwrap();
    assert!(
        solution.contains(r#"<RootComponent type="380" schemaName="contoso_Host" behavior="0"/>"#)
    );
}

#[test]
fn a_variable_that_cannot_be_is_refused() {
    for wrong in ["", "Host", "_Host", "contoso_", "contoso_Ho st", "Contoso_Host", "a_Host"] {
        assert!(wrong.parse::<HostVariable>().is_err(), "{wrong}");
    }
    let folder = folder();
    let refused = |solution: &Solution| {
        package(Contents::read(folder.path()).unwrap(), solution).unwrap_err()
    };
    let other = refused(&with_variable("other_Host"));
    assert!(matches!(other, PackageError::OtherPrefix(_)), "{other}");
    let text = DEFINITION.replace("\"host\": \"api", "\"x-host\": \"api");
    fs::write(folder.path().join("apiDefinition.swagger.json"), text).unwrap();
    let none = refused(&with_variable("contoso_Host"));
    assert!(matches!(none, PackageError::NoHost), "{none}");
}

#[test]
fn a_folder_that_is_no_connector_is_refused_with_the_file() {
    let folder = folder();
    for (name, content) in [
        ("apiDefinition.swagger.json", "{\"info\": {}}"),
        ("apiDefinition.swagger.json", "{} // comment"),
        ("apiProperties.json", "{\"connectionParameters\": {}}"),
    ] {
        let path = folder.path().join(name);
        let before = fs::read(&path).unwrap();
        fs::write(&path, content).unwrap();
        match Contents::read(folder.path()).unwrap_err() {
            ReadError::Invalid(named, _) => assert_eq!(named, path),
            ReadError::Unreadable(..) => panic!("{content}"),
        }
        fs::remove_file(&path).unwrap();
        let error = Contents::read(folder.path()).unwrap_err();
        assert!(matches!(error, ReadError::Unreadable(named, _) if named == path));
        fs::write(&path, before).unwrap();
    }
}

/// An exported solution with these folders.
fn exported(folders: &[&str], managed: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut zip = ZipWriter::new(&mut bytes);
    let manifest = format!("<a><Managed>{managed}</Managed></a>");
    let names = ["[Content_Types].xml", "solution.xml", "customizations.xml"].map(str::to_owned);
    let files = folders.iter().map(|folder| format!("{folder}/x.json"));
    for name in names.into_iter().chain(files) {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(manifest.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    bytes.into_inner()
}

#[test]
fn for_certification_the_introduction_lies_beside_a_package_of_solutions() {
    let folder = folder();
    let contents = || Contents::read(folder.path()).unwrap();
    let flow = FlowSolution::new(exported(&["Workflows", "Connector"], 0)).unwrap();
    let outer = unpacked(&certification_package(contents(), &solution(), Some(&flow)).unwrap());
    assert_eq!(outer.keys().collect::<Vec<_>>(), ["intro.md", "package.zip"]);
    assert_eq!(outer["intro.md"], b"# Rich Things\n");
    let inner = unpacked(&outer["package.zip"]);
    assert_eq!(
        inner.keys().collect::<Vec<_>>(),
        [
            "PkgAssets/ImportConfig.xml",
            "PkgAssets/RichThings.zip",
            "PkgAssets/RichThingsFlow.zip",
            "[Content_Types].xml"
        ]
    );
    assert!(inner["PkgAssets/RichThings.zip"] == package(contents(), &solution()).unwrap());
    let import = String::from_utf8(inner["PkgAssets/ImportConfig.xml"].clone()).unwrap();
    let [connector, flow] =
        ["\"RichThings.zip\"", "\"RichThingsFlow.zip\""].map(|name| import.find(name).unwrap());
    assert!(connector < flow, "the connector is imported first");
    fs::write(folder.path().join("intro.md"), "Hello").unwrap();
    let outer = unpacked(&certification_package(contents(), &solution(), None).unwrap());
    assert_eq!(outer["intro.md"], b"Hello", "before the readme");
}

#[test]
fn what_partner_center_would_refuse_is_refused() {
    for (zip, error) in [
        (b"no zip".to_vec(), InvalidFlowSolution::NoSolution),
        (exported(&["Workflows"], 0), InvalidFlowSolution::Incomplete),
        (exported(&["Connector"], 0), InvalidFlowSolution::Incomplete),
        (exported(&["Workflows", "Connector"], 1), InvalidFlowSolution::Managed),
    ] {
        assert_eq!(FlowSolution::new(zip).unwrap_err(), error);
    }
    let folder = folder();
    let contents = Contents::read(folder.path()).unwrap();
    let error = certification_package(contents, &with_variable("contoso_Host"), None).unwrap_err();
    assert!(matches!(error, PackageError::VariableForCertification), "{error}");
    fs::remove_file(folder.path().join("readme.md")).unwrap();
    let contents = Contents::read(folder.path()).unwrap();
    let error = certification_package(contents, &solution(), None).unwrap_err();
    assert!(matches!(error, PackageError::NoIntroduction), "{error}");
}
