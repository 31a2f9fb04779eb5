//! What cannot be said is refused at its place, never lost.

use poem::http::Method;
use poem_openapi::registry::{
    MetaApi, MetaCodeSample, MetaDiscriminatorObject, MetaExternalDocument, MetaHeader,
    MetaMediaType, MetaOperation, MetaOperationParam, MetaParamIn, MetaPath, MetaRequest,
    MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, MetaSecurityScheme, MetaTag, Registry,
};

use super::{document, schema};
use crate::swagger::{Contact, Info};

fn info() -> Info {
    let text = |text: &str| text.to_owned();
    Info {
        title: text("Things"),
        description: text("All things."),
        contact: Contact {
            name: text("Contoso"),
            url: text("https://contoso.com"),
            email: text("help@contoso.com"),
        },
        version: text("1.0"),
    }
}

fn text() -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")))
}

/// The refusal of a schema that is ordinary but for one thing.
fn refusal_of(change: impl FnOnce(&mut MetaSchema)) -> String {
    let mut schema = MetaSchema::new("string");
    change(&mut schema);
    schema::object(schema, "Thing.field", "Thing").unwrap_err().to_string()
}

#[test]
fn what_a_schema_cannot_say_is_refused_at_its_place() {
    let refusals = [
        refusal_of(|s| s.title = Some("Another".into())),
        refusal_of(|s| s.ty = "array"),
        refusal_of(|s| s.format = Some("uint32")),
        refusal_of(|s| s.default = Some(7.into())),
        refusal_of(|s| {
            s.external_docs = Some(MetaExternalDocument { url: "x".into(), description: None });
        }),
        refusal_of(|s| {
            s.discriminator = Some(MetaDiscriminatorObject { property_name: "x", mapping: vec![] });
        }),
        refusal_of(|s| s.items = Some(Box::new(text()))),
        refusal_of(|s| s.additional_properties = Some(Box::new(text()))),
        refusal_of(|s| s.enum_items = vec!["a".into()]),
        refusal_of(|s| s.deprecated = true),
        refusal_of(|s| s.nullable = true),
        refusal_of(|s| s.any_of = vec![text()]),
        refusal_of(|s| s.one_of = vec![text()]),
        refusal_of(|s| s.all_of = vec![text()]),
        refusal_of(|s| s.read_only = true),
        refusal_of(|s| s.example = Some("a".into())),
        refusal_of(|s| s.multiple_of = Some(2.0)),
        refusal_of(|s| s.exclusive_maximum = Some(true)),
        refusal_of(|s| s.minimum = Some(1.0)),
        refusal_of(|s| s.pattern = Some("a".into())),
        refusal_of(|s| s.min_items = Some(1)),
        refusal_of(|s| s.unique_items = Some(true)),
        refusal_of(|s| s.max_properties = Some(1)),
        refusal_of(|s| {
            s.properties =
                vec![("deep", MetaSchemaRef::Inline(Box::new(MetaSchema::new("number"))))];
        }),
    ];
    insta::assert_snapshot!(refusals.join("\n"));
}

#[test]
fn a_title_that_repeats_the_name_and_write_only_are_left_out() {
    let mut schema = MetaSchema::new("object");
    schema.title = Some("Thing".into());
    schema.write_only = true;
    let lowered = schema::object(schema, "Thing", "Thing").unwrap();
    assert_eq!(serde_json::to_string(&lowered).unwrap(), r#"{"type":"object"}"#);
}

fn operation() -> MetaOperation {
    MetaOperation {
        method: Method::POST,
        tags: vec![],
        summary: Some("Do it"),
        description: Some("Does it."),
        external_docs: None,
        params: vec![],
        request: None,
        responses: MetaResponses { responses: vec![response()] },
        deprecated: false,
        security: vec![],
        operation_id: Some("DoIt"),
        code_samples: vec![],
    }
}

fn response() -> MetaResponse {
    MetaResponse {
        description: "Done.",
        status: Some(200),
        status_range: None,
        content: vec![],
        headers: vec![],
    }
}

fn header() -> MetaOperationParam {
    MetaOperationParam {
        name: "X-Thing".into(),
        schema: text(),
        in_type: MetaParamIn::Header,
        description: Some("A thing.".into()),
        required: false,
        deprecated: false,
        explode: true,
        style: None,
    }
}

fn content(content_type: &'static str, ty: &'static str) -> MetaMediaType {
    let schema = MetaSchemaRef::Inline(Box::new(MetaSchema::new(ty)));
    MetaMediaType { content_type, schema }
}

/// What becomes of a document whose one operation is ordinary but for one thing: its consumes, or
/// the refusal.
fn outcome(change: impl FnOnce(&mut MetaOperation)) -> String {
    let mut changed = operation();
    change(&mut changed);
    let paths = vec![MetaPath { path: "/it".into(), operations: vec![changed] }];
    let url = "https://example.com".parse().unwrap();
    match document(info(), Vec::new(), &url, vec![MetaApi { paths }], Registry::new()) {
        Ok(document) => format!("{:?}", document.paths["/it"].post.as_ref().unwrap().consumes),
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn what_an_operation_cannot_say_is_refused_at_its_place() {
    let with_body = |content| {
        outcome(|o| o.request = Some(MetaRequest { description: None, content, required: true }))
    };
    let with_header = |change: fn(&mut MetaOperationParam)| {
        let mut header = header();
        change(&mut header);
        outcome(|o| o.params = vec![header])
    };
    let with_response = |change: fn(&mut MetaResponse)| {
        let mut response = response();
        change(&mut response);
        outcome(|o| o.responses.responses = vec![response])
    };
    let outcomes = [
        outcome(|_| {}),
        outcome(|o| o.method = Method::PUT),
        outcome(|o| o.tags = vec!["tag"]),
        outcome(|o| o.summary = None),
        outcome(|o| o.description = None),
        outcome(|o| o.operation_id = None),
        outcome(|o| o.deprecated = true),
        outcome(|o| {
            o.external_docs = Some(MetaExternalDocument { url: "x".into(), description: None });
        }),
        outcome(|o| o.security = vec![[("key", vec![])].into()]),
        outcome(|o| {
            o.code_samples = vec![MetaCodeSample { lang: "sh", label: None, source: "x" }];
        }),
        outcome(|o| o.responses.responses.push(response())),
        with_body(vec![]),
        with_body(vec![content("a/b", "string"), content("c/d", "string")]),
        with_body(vec![content("a/b", "string"), content("c/d", "object")]),
        with_header(|_| {}),
        with_header(|h| h.in_type = MetaParamIn::Cookie),
        with_header(|h| h.deprecated = true),
        with_header(|h| h.description = None),
        with_header(|h| h.schema = MetaSchemaRef::Reference("Thing".into())),
        with_response(|r| r.status = None),
        with_response(|r| {
            let name = "X-Thing".to_owned();
            let (description, required, deprecated) = (None, false, false);
            r.headers =
                vec![MetaHeader { name, description, required, deprecated, schema: text() }];
        }),
        with_response(|r| r.status_range = Some("4XX".into())),
    ];
    insta::assert_snapshot!(outcomes.join("\n"));
}

/// The refusal of a document with these paths and this registry.
fn refusal_of_document(paths: Vec<MetaPath>, registry: Registry) -> String {
    let url = "https://example.com".parse().unwrap();
    document(info(), Vec::new(), &url, vec![MetaApi { paths }], registry).unwrap_err().to_string()
}

#[test]
fn what_a_document_cannot_say_is_refused() {
    let path = |path: &str, operations| MetaPath { path: path.into(), operations };
    let mut tagged = Registry::new();
    tagged.create_tag(MetaTag { name: "tag", description: None, external_docs: None });
    let mut secured = Registry::new();
    secured.create_security_scheme(
        "key",
        MetaSecurityScheme {
            ty: "apiKey",
            description: None,
            name: Some("X-Key"),
            key_in: Some("header"),
            scheme: None,
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        },
    );
    let refusals = [
        refusal_of_document(vec![], tagged),
        refusal_of_document(vec![], secured),
        refusal_of_document(vec![path("/{id}", vec![operation()])], Registry::new()),
        refusal_of_document(vec![path("/it", vec![operation(), operation()])], Registry::new()),
    ];
    insta::assert_snapshot!(refusals.join("\n"));
}
