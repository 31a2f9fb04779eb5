use std::process::Command;

use indexmap::IndexMap;
use serde_json::Value;
use testing::needs;

use super::{code, codes, compare_parts, table};
use crate::process::{Service, shell};

/// Headers that belong to no operation in the OpenAPI document.
const OF_EVERY_CALL: [(&str, &str); 2] = [
    ("X-API-Key", "The caller's key, where the service requires one."),
    ("X-Request-Id", "Your own id for the call, up to 64 printable characters."),
];

#[test]
fn every_call_and_header_is_documented() {
    needs!("curl");
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    let document = shell(&format!("curl -s -m 20 {}/openapi.json", service.url));
    let document: Value = serde_json::from_str(&document).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations: Vec<_> = paths
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |at| (path, at)))
        .map(|(path, (method, operation))| {
            let request = format!("{} {path}", method.to_uppercase());
            [code(&request), text(&operation["summary"]), fields(&document, operation)]
        })
        .collect();
    let headers = headers(paths.values());
    compare_parts(
        "http.md",
        &[
            ("calls", table(["request", "what it does", "fields"], operations)),
            ("headers", table(["header", "meaning"], headers)),
        ],
    );
}

#[test]
fn the_files_of_the_start_page_can_be_downloaded() {
    needs!("curl");
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    let page = std::fs::read_to_string(super::path("start-page.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `/"));
    let files: Vec<_> =
        rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2)).collect();
    assert!(files.len() > 5, "{files:?}");
    for file in files {
        let url = format!("{}{file}", service.url);
        let status = Command::new("curl")
            .args(["-s", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}", &url])
            .output();
        assert_eq!(status.unwrap().stdout, b"200", "{file}");
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The fields of an operation's body; those that may be left out are in brackets.
fn fields(document: &Value, operation: &Value) -> String {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let Some(pointer) = schema.as_str().and_then(|it| it.strip_prefix('#')) else {
        return String::new();
    };
    let schema = document.pointer(pointer).unwrap();
    let required: Vec<_> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let (must, may): (Vec<&str>, Vec<&str>) = schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .partition(|name| required.contains(name));
    match (codes(must), codes(may)) {
        (must, may) if may.is_empty() => must,
        (must, may) if must.is_empty() => format!("[{may}]"),
        (must, may) => format!("{must} [{may}]"),
    }
}

fn headers<'a>(items: impl Iterator<Item = &'a Value>) -> Vec<[String; 2]> {
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let parameters = operations.flat_map(|it| it["parameters"].as_array().into_iter().flatten());
    let described = parameters
        .filter(|parameter| parameter["in"] == "header")
        .map(|header| (text(&header["name"]), text(&header["description"])));
    let others = OF_EVERY_CALL.map(|(name, meaning)| (name.to_owned(), meaning.to_owned()));
    let all: IndexMap<_, _> = described.chain(others).collect();
    all.into_iter().map(|(name, meaning)| [code(&name), meaning]).collect()
}
