//! `generate`, `init` and `schema`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use serde_json::Value;

use super::{run, run_with_stdin};

const YAML: &str = r#"
openapi: 3.0.3
info: {title: Shop, version: 1.0, description: Keeps the things that a shop has.}
servers: [{url: "https://shop.contoso.com/v1"}]
paths:
  /things:
    get:
      operationId: listThings
      tags: [things]
      x-internal: 1
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        200: {description: The things., content: {application/json: {schema: {type: array, items: {}}}}}
  /things/{id}:
    delete:
      tags: [things]
      summary: Remove a thing
      description: Removes a thing from the shop.
      operationId: removeThing
      parameters:
        - {name: id, in: path, required: true, description: Which one., schema: {type: string}}
        - {name: session, in: cookie, schema: {type: string}}
      responses: {204: {description: It is removed.}}
"#;

#[test]
fn a_document_becomes_a_folder_and_all_that_is_refused_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("openapi.yaml"), YAML).unwrap();
    let here = |text: String| text.replace(folder.path().to_str().unwrap(), "[folder]");

    let (code, stdout, stderr) = run(&["generate", &path("openapi.yaml"), "--out", &path("out")]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    insta::assert_snapshot!(here(stderr), @r"
        note: /paths/~1things/get/x-internal: The extension x-internal is left out.
        note: /paths/~1things/get/tags: tags is left out.
        note: /paths/~1things~1{id}/delete/tags: tags is left out.
        missing: /info: The contact has no email. Write it there or in connector.toml.
        missing: /info: The contact has no name. Write it there or in connector.toml.
        missing: /info: The contact has no url. Write it there or in connector.toml.
        missing: /paths/~1things/get: The operation has no description. Write it there or in connector.toml.
        missing: /paths/~1things/get: The operation has no summary. Write it there or in connector.toml.
        missing: /paths/~1things/get: The parameter limit has no description. Write it there or in connector.toml.
        error: /paths/~1things~1{id}/delete/parameters/1: The platform cannot send a cookie. Let the service take a header instead.
        error: there is no connector; see the errors above
    ");
    assert!(!folder.path().join("out").exists());

    let arguments =
        ["generate", &path("openapi.yaml"), "--out", &path("out"), "--lossy", "--notes"];
    let (code, stdout, stderr) = run(&arguments);
    assert_eq!((code, stdout.as_str()), (0, ""));
    insta::assert_snapshot!(here(stderr), @r"
        note: /paths/~1things/get/tags: tags is left out.
        note: /paths/~1things/get/x-internal: The extension x-internal is left out.
        note: /paths/~1things~1{id}/delete/tags: tags is left out.
        missing: /info: The contact has no name. Write it there or in connector.toml.
        missing: /info: The contact has no url. Write it there or in connector.toml.
        missing: /info: The contact has no email. Write it there or in connector.toml.
        missing: /paths/~1things/get: The operation has no summary. Write it there or in connector.toml.
        missing: /paths/~1things/get: The operation has no description. Write it there or in connector.toml.
        missing: /paths/~1things/get: The parameter limit has no description. Write it there or in connector.toml.
        warning: /paths/~1things~1{id}/delete/parameters/1: The platform cannot send a cookie. Let the service take a header instead.
        [folder]/out
    ");
    let (code, _, _) = run(&["check", &path("out")]);
    assert_eq!(code, 0);
    let zip = path("shop.zip");
    let package = ["package", &path("out"), "--publisher-prefix", "contoso", "--out", &zip];
    assert_eq!(run(&package).0, 0);
    assert!(fs::read(&zip).unwrap().starts_with(b"PK"));
}

#[test]
fn a_first_configuration_is_written_and_leads_to_a_connector() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("openapi.yaml"), YAML).unwrap();
    let (code, stdout, stderr) = run(&["init", &path("openapi.yaml")]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    insta::assert_snapshot!(stdout, @r##"
        # What the connector says beside the OpenAPI document.
        # The keys are explained by: power-connector schema

        # At most 30 characters, without "API" or "connector".
        title = "Shop"
        # 30 to 500 characters.
        description = "Keeps the things that a shop has."
        # Scheme, host and base path.
        address = "https://shop.contoso.com/v1"
        publisher = ""
        # color = "#244a6b"
        # icon = "icon.png"

        # For certification:
        # stack-owner = ""
        # website = "https://"
        # privacy-policy = "https://"
        # categories = ["Data"]
        # test-connection = "the id of a GET operation"

        [contact]
        # name = ""
        # url = ""
        # email = ""

        # [connection]
        # kind = "api-key" # or basic, bearer, oauth2, none
        # header = "X-API-Key"

        [operations]
        # By id, by path, or as "GET /things/**".
        # include = []
        # exclude = []

        # GET /things
        # [actions."listThings"]
        # summary = ""
        # description = ""
        # parameters."limit".description = ""
        # visibility = "advanced"

        # DELETE /things/{id}
        # [actions."removeThing"]
        # visibility = "advanced"
    "##);

    let init = ["init", &path("openapi.yaml"), "--out", &path("connector.toml")];
    assert_eq!(run(&init).0, 0);
    let (code, _, stderr) = run(&init);
    assert_eq!(code, 1);
    assert!(stderr.contains("File exists"), "{stderr}");

    let config = stdout.replace("# exclude = []", "exclude = [\"DELETE /**\"]") + "\nthing = 1\n";
    fs::write(path("connector.toml"), &config).unwrap();
    let (out, config_path) = (path("out"), path("connector.toml"));
    let generate = ["generate", &path("openapi.yaml"), "--config", &config_path, "--out", &out];
    let (code, _, stderr) = run(&generate);
    assert_eq!(code, 1);
    assert!(stderr.contains("unknown field `thing`"), "{stderr}");
    fs::write(path("connector.toml"), config.replace("thing = 1\n", "")).unwrap();
    assert_eq!(run(&generate).0, 0);
}

/// A service that serves one document, and nothing after it.
fn serving(response: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
        stream.write_all(response.as_bytes()).unwrap();
    });
    format!("http://{address}/openapi.yaml")
}

#[test]
fn a_document_comes_from_stdin_or_from_a_service_on_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out").to_str().unwrap().to_owned();
    let arguments =
        ["generate", "-", "--lossy", "--out", &out, "--address", "https://a.contoso.com"];
    assert_eq!(run_with_stdin(&arguments, YAML).0, 0);
    let definition =
        fs::read_to_string(folder.path().join("out/apiDefinition.swagger.json")).unwrap();
    let definition: Value = serde_json::from_str(&definition).unwrap();
    assert_eq!(definition["host"], "a.contoso.com");

    let length = YAML.len();
    let url = serving(format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{YAML}"));
    assert_eq!(run(&["generate", &url, "--lossy", "--out", &out]).0, 0);
    let elsewhere =
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    let (code, _, stderr) = run(&["generate", &serving(elsewhere.to_owned()), "--out", &out]);
    assert_eq!(code, 1);
    assert!(stderr.contains("the service responded with 302"), "{stderr}");
    for url in ["http://192.0.2.1/openapi.json", "https://localhost/openapi.json"] {
        let (code, _, stderr) = run(&["generate", url, "--out", &out]);
        assert_eq!(code, 1);
        assert!(stderr.starts_with("error: only a service on this machine"), "{stderr}");
    }
}

#[test]
fn the_schema_of_the_configuration_is_printed() {
    let (code, stdout, stderr) = run(&["schema"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/connector.schema.json");
    assert_eq!(stdout, fs::read_to_string(file).unwrap());
}
