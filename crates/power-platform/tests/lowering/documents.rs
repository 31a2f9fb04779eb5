//! What a document says beside its operations: version, servers, info, paths.

use power_platform::lowering::{Options, Selection, lower_with};
use power_platform::openapi::OpenApi;
use serde_json::json;

use super::{changed, listed, ordinary, refusal, refusal_without, set};

#[test]
fn what_a_document_cannot_say_is_refused_at_its_place() {
    let refusals = [
        refusal("/tags/0", json!({"name": "tag"})),
        refusal("/externalDocs", json!({"url": "https://example.com"})),
        refusal("/x-thing", json!(1)),
        refusal("/thing", json!(1)),
        refusal("/webhooks", json!({"done": {"post": {}}})),
        refusal("/servers/1", json!({"url": "https://example.org/base"})),
        refusal_without("/info", "title"),
        refusal_without("/info", "description"),
        refusal_without("/info", "version"),
        refusal_without("/info/contact", "name"),
        refusal_without("/info/contact", "url"),
        refusal_without("/info/contact", "email"),
        refusal("/info/license", json!({"name": "MIT"})),
        refusal("/info/termsOfService", json!("https://example.com")),
        refusal("/paths/~1other", json!({"$ref": "#/paths/~1missing"})),
        refusal("/paths/~1IT", json!({"get": {"responses": {}}})),
        refusal("/paths/~1it/summary", json!("It")),
        refusal("/paths/~1it/servers", json!([{"url": "https://example.com"}])),
        refusal("/paths/~1it/trace", json!({"responses": {}})),
        refusal("/paths", json!({})),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @r"
        /tags: tags is left out.
        /externalDocs: externalDocs is left out.
        /x-thing: The extension x-thing is left out.
        /thing: The key thing is left out.
        /webhooks: webhooks without an operation that subscribes are left out.
        /servers/1: The connector calls another address than this server.
        /info: The document has no title. Write it there or in connector.toml.
        /info: The document has no description. Write it there or in connector.toml.
        /info: The document has no version. Write it there or in connector.toml.
        /info: The contact has no name. Write it there or in connector.toml.
        /info: The contact has no url. Write it there or in connector.toml.
        /info: The contact has no email. Write it there or in connector.toml.
        /info/license: license is left out.
        /info/termsOfService: termsOfService is left out.
        /paths/~1other: The reference leads to nothing. Correct it, or add what it names.
        /paths/~1IT/get: The operation has no response for success. 200 takes its place.
        /paths/~1it: The path differs from another one only in upper and lower case. Leave its operations out of the connector.
        /paths/~1IT/get: The operation has no operationId. Write it there or in connector.toml.
        /paths/~1IT/get: The operation has no summary. Write it there or in connector.toml.
        /paths/~1IT/get: The operation has no description. Write it there or in connector.toml.
        /paths/~1it/summary: The summary of a path is left out.
        /paths/~1it/servers: servers cannot be expressed. A connector has one address.
        /paths/~1it/trace: trace cannot be expressed. The platform has no such method. Leave the operation out.
        /paths: The connector has no operation. Choose at least one.
    ");
}

#[test]
fn what_is_not_an_openapi_document_is_refused() {
    let deep = "[".repeat(5000);
    let texts = [
        "",
        "{}",
        "[1]",
        r#"{"swagger": "2.0", "info": {}, "paths": {}}"#,
        r#"{"openapi": "2.9"}"#,
        r#"{"openapi": "3.0.0", "openapi": "3.0.1"}"#,
        "openapi: 3.0.0\nopenapi: 3.0.1",
        "a: &a [1]\nb: [*c]",
        r#"{"openapi": "3.0.0""#,
        &deep,
    ];
    let refusals = texts.map(|text| text.parse::<OpenApi>().unwrap_err().to_string());
    insta::assert_snapshot!(refusals.join("\n"), @r"
        this is not an OpenAPI 3.0 or 3.1 document: it is not an object
        this is not an OpenAPI 3.0 or 3.1 document: it has no key openapi
        this is not an OpenAPI 3.0 or 3.1 document: it is not an object
        this is not an OpenAPI 3.0 or 3.1 document: it is Swagger 2.0 already, which a connector can use as it is
        this is not an OpenAPI 3.0 or 3.1 document: openapi names another version
        this is not JSON
        this is neither JSON nor YAML: duplicate mapping key: openapi, set DuplicateKeyPolicy in Options if acceptable at line 2, column 1
        this is neither JSON nor YAML: alias references unknown anchor at line 2, column 5
        this is not JSON
        this is not JSON
    ");
}

/// A reader that follows each alias would write billions of values.
#[test]
fn aliases_do_not_multiply_without_end() {
    let mut text = "openapi: 3.0.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        text += &format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", "));
    }
    text.parse::<OpenApi>().unwrap_err();
}

#[test]
fn yaml_says_the_same_as_json() {
    let yaml = r"
openapi: 3.1.0
info: {title: Things, version: 1.0}
servers: [{url: https://example.com/base}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, description: Which one., schema: {type: integer}}
    get:
      operationId: GetThing
      responses:
        200:
          description: The thing.
          content:
            application/json:
              schema: {type: object, properties: {on: {type: boolean, default: no}}}
";
    let json = json!({
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1.0"},
        "servers": [{"url": "https://example.com/base"}],
        "paths": {"/things/{id}": {
            "parameters": [{
                "name": "id", "in": "path", "required": true, "description": "Which one.",
                "schema": {"type": "integer"},
            }],
            "get": {
                "operationId": "GetThing",
                "responses": {"200": {"description": "The thing.", "content": {
                    "application/json": {"schema": {
                        "type": "object", "properties": {"on": {"type": "boolean", "default": "no"}},
                    }},
                }}},
            },
        }},
    });
    let lowered = |text: &str| lower_with(&text.parse().unwrap(), &Options::default());
    let (of_yaml, of_json) = (lowered(yaml), lowered(&json.to_string()));
    assert_eq!(of_yaml.definition, of_json.definition);
    assert_eq!(listed(&of_yaml.findings), listed(&of_json.findings));
}

#[test]
fn the_address_is_that_of_the_first_server_with_tls() {
    let servers = json!([
        {"url": "/relative"},
        {"url": "http://example.com"},
        {"url": "https://{region}.example.com/{version}/", "variables": {
            "region": {"default": "eu", "enum": ["eu", "us"]},
            "version": {"default": "v1"},
        }},
    ]);
    let lowered = changed("/servers", servers.clone(), &Options::default());
    assert_eq!(
        (lowered.definition.host.as_str(), lowered.definition.base_path.as_str()),
        ("eu.example.com", "/v1")
    );
    insta::assert_snapshot!(listed(&lowered.findings), @r"
        left out /servers/2/variables/region: The variable region keeps its default.
        left out /servers/2/variables/version: The variable version keeps its default.
        left out /servers/0: The connector calls another address than this server.
        left out /servers/1: The connector calls another address than this server.
    ");
    let options = Options {
        server_variables: [("region".to_owned(), "us".to_owned())].into(),
        ..Options::default()
    };
    assert_eq!(changed("/servers", servers, &options).definition.host, "us.example.com");
}

#[test]
fn without_an_address_there_is_no_connector() {
    let lowered = changed("/servers", json!([{"url": "/v1"}]), &Options::default());
    insta::assert_snapshot!(listed(&lowered.findings), @"refused /servers: There is no server with an absolute address.");
}

#[test]
fn operations_are_chosen_by_id_path_or_method() {
    let selected = |include: &[&str], exclude: &[&str]| {
        let mut document = ordinary();
        let operation = json!({"responses": {"200": {"description": "Done."}}});
        for (path, method) in [("/it", "get"), ("/it/{id}", "get"), ("/it/{id}/more", "delete")] {
            let item = document["paths"].as_object_mut().unwrap();
            let item = item.entry(path).or_insert(json!({}));
            item[method] = operation.clone();
        }
        let texts = |all: &[&str]| all.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let only = Some(Selection::new(&texts(include), &texts(exclude)).unwrap());
        let options = Options { only, ..Options::default() };
        let lowered = lower_with(&document.to_string().parse().unwrap(), &options);
        let operations = lowered.definition.paths.iter().flat_map(|(path, item)| {
            item.by_method().map(move |(method, _)| format!("{method} {path}"))
        });
        let mut operations: Vec<_> = operations.collect();
        operations.extend(lowered.findings.iter().map(|finding| finding.what.clone()));
        operations.join(", ")
    };
    assert_eq!(selected(&["DoIt"], &[]), "post /it");
    assert_eq!(selected(&["/it"], &[]), "get /it, post /it");
    assert_eq!(selected(&["GET /it/{id}"], &[]), "get /it/{id}");
    assert_eq!(selected(&["GET /it/*"], &[]), "get /it/{id}");
    assert_eq!(
        selected(&["/it/**"], &["DELETE *"]),
        "get /it/{id}, delete /it/{id}/more, No operation is DELETE *."
    );
    assert_eq!(selected(&[], &["/it/**"]), "get /it, post /it");
    assert_eq!(selected(&["Do"], &[]), "No operation is Do., The connector has no operation.");
}

#[test]
fn a_connector_has_at_most_256_operations() {
    let paths = |count: usize| {
        let item = json!({"get": {"responses": {"200": {"description": "Done."}}}});
        let paths = (0..count).map(|number| (format!("/{number}"), item.clone()));
        paths.collect::<serde_json::Map<_, _>>()
    };
    let findings = |count| changed("/paths", paths(count).into(), &Options::default()).findings;
    assert_eq!(listed(&findings(256)), "");
    insta::assert_snapshot!(listed(&findings(257)), @"refused /paths: There are 257 operations; a connector may have 256.");
}

#[test]
fn a_circle_of_references_is_refused() {
    let mut document = ordinary();
    set(&mut document, "/components/schemas/A", json!({"$ref": "#/components/schemas/B"}));
    set(&mut document, "/components/schemas/B", json!({"$ref": "#/components/schemas/A"}));
    let schema = "/components/schemas/Thing/properties/name";
    set(&mut document, schema, json!({"$ref": "#/components/schemas/A"}));
    let lowered = lower_with(&document.to_string().parse().unwrap(), &Options::default());
    insta::assert_snapshot!(listed(&lowered.findings), @"refused /components/schemas/Thing/properties/name: The reference leads back to itself.");
}

/// No value of such a schema is ever complete.
#[test]
fn a_schema_that_requires_itself_is_made_optional() {
    let mut document = ordinary();
    let thing = json!({
        "type": "object",
        "required": ["owner", "name"],
        "properties": {
            "name": {"type": "string"},
            "owner": {"$ref": "#/components/schemas/Owner"},
        },
    });
    set(&mut document, "/components/schemas/Thing", thing);
    let owner = json!({
        "type": "object",
        "required": ["thing"],
        "properties": {"thing": {"$ref": "#/components/schemas/Thing"}},
    });
    set(&mut document, "/components/schemas/Owner", owner);
    let lowered = lower_with(&document.to_string().parse().unwrap(), &Options::default());
    insta::assert_snapshot!(listed(&lowered.findings), @"left out /components/schemas/Thing: Thing requires Owner, which requires it again. It is made optional.");
    insta::assert_json_snapshot!(lowered.definition.definitions, @r##"
        {
          "Owner": {
            "type": "object",
            "required": [
              "thing"
            ],
            "properties": {
              "thing": {
                "$ref": "#/definitions/Thing"
              }
            }
          },
          "Thing": {
            "type": "object",
            "required": [
              "name"
            ],
            "properties": {
              "name": {
                "type": "string"
              },
              "owner": {
                "$ref": "#/definitions/Owner"
              }
            }
          }
        }
    "##);
}
