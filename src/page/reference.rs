use askama::Template;
use power_platform::swagger::{Declared, Document, Operation, PathItem, Response};

use super::example;
use super::field::Field;
use super::paths::{self, link};
use super::{ASSETS, Assets, Facts, PageError, ROOT, operations, rendered};
use crate::api::{self, API_KEY_HEADER, ErrorCode, VANITY_URL_HEADER};
use crate::connector::listing;

#[derive(Template)]
#[template(path = "reference.html", config = "src/page/askama.toml")]
struct Reference<'a> {
    root: &'static str,
    assets: &'a Assets,
    facts: &'a Facts<'a>,
    operations: Vec<OperationView>,
    /// The headers about the tenant, which most operations have.
    tenant_headers: Vec<Field>,
    failures: Failures,
}

struct OperationView {
    id: String,
    method: &'static str,
    path: String,
    summary: String,
    description: String,
    /// User name and password, if the operation takes them by HTTP Basic.
    basic: Vec<Field>,
    headers: Vec<Field>,
    /// The headers but those about the tenant.
    own_headers: Vec<Field>,
    query: Vec<Field>,
    body: Vec<Field>,
    /// The media types of the body.
    body_types: Vec<String>,
    /// What the response of success means.
    success: String,
    response: Vec<Field>,
    /// Id and summary of an earlier operation with the same fields in its response.
    same_response: Option<(String, String)>,
    /// A call by curl, and what may come back.
    curl: String,
    example: String,
}

/// The responses of failed calls, which all have the same body.
struct Failures {
    /// Status and meaning.
    statuses: Vec<(String, String)>,
    /// Every error code, which is an anchor of the page.
    codes: Vec<&'static ErrorCode>,
    body: Vec<Field>,
    example: String,
}

/// The reference of all operations, from their definition before it becomes the connector's, which
/// has fewer headers and no errors.
///
/// # Errors
///
/// [`PageError`], independent of the input.
pub fn reference(facts: &Facts<'_>, lowered: &Document) -> Result<String, PageError> {
    let operations = operations(lowered).map(|(method, path, operation)| {
        OperationView::new(lowered, path, method, operation, facts)
    });
    let mut operations: Vec<OperationView> = operations.collect();
    for place in 1..operations.len() {
        let (before, rest) = operations.split_at_mut(place);
        if let Some(this) = rest.first_mut() {
            let is_same = |earlier: &&OperationView| earlier.response == this.response;
            let same = before.iter().find(is_same).filter(|same| !same.response.is_empty());
            this.same_response = same.map(|same| (same.id.clone(), same.summary.clone()));
        }
    }
    let mut tenant_headers: Vec<Field> = Vec::new();
    for header in operations.iter().flat_map(|operation| &operation.headers) {
        let is_new = tenant_headers.iter().all(|known| known.name != header.name);
        if is_new && api::is_about_tenant(&header.name) {
            tenant_headers.push(header.clone());
        }
    }
    let failures = Failures::of(lowered);
    rendered(&Reference {
        root: ROOT,
        assets: &ASSETS,
        facts,
        operations,
        tenant_headers,
        failures,
    })
}

impl OperationView {
    fn new(
        document: &Document,
        path: &str,
        method: &'static str,
        operation: &Operation,
        facts: &Facts<'_>,
    ) -> Self {
        let mut headers = Vec::new();
        let (mut query, mut body) = (Vec::new(), Vec::new());
        if facts.asks_for_key {
            let text = "The caller's API key.";
            headers.push(Field::header(API_KEY_HEADER, API_KEY_HEADER, text, true));
        }
        for parameter in &operation.parameters {
            match document.declared(parameter) {
                Some(Declared::Header(header)) => headers.push(Field::header(
                    &header.name,
                    &header.name,
                    &header.description,
                    header.required,
                )),
                Some(Declared::Query(parameter)) => query.push(Field::query(parameter)),
                Some(Declared::Body(parameter)) => body = Field::all(document, &parameter.schema),
                // Operations have neither variables in paths nor forms as parameters.
                Some(Declared::Path(_) | Declared::FormField(_)) | None => {}
            }
        }
        let success = operation
            .responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))
            .map(|(_, response)| response);
        let basic = if api::takes_basic(&operation.operation_id) { basic() } else { Vec::new() };
        let response = success.map(|response| fields(document, response)).unwrap_or_default();
        let is_sent = |header: &&Field| {
            let is_tenant = header.name == VANITY_URL_HEADER && facts.default_tenant.is_none();
            header.required || is_tenant
        };
        let sent: Vec<_> = headers.iter().filter(is_sent).collect();
        Self {
            curl: example::curl(&facts.url(path), !basic.is_empty(), &sent, &body),
            example: example::response(&response),
            same_response: None,
            id: operation.operation_id.clone(),
            method,
            path: path.to_owned(),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            basic,
            own_headers: headers
                .iter()
                .filter(|header| !api::is_about_tenant(&header.name))
                .cloned()
                .collect(),
            headers,
            query,
            body,
            body_types: operation.consumes.clone(),
            success: success.map(|response| response.description.clone()).unwrap_or_default(),
            response,
        }
    }
}

fn basic() -> Vec<Field> {
    [
        ("username", listing::USERNAME_NAME, listing::USERNAME_DESCRIPTION),
        ("password", listing::PASSWORD_NAME, listing::PASSWORD_DESCRIPTION),
    ]
    .map(|(name, title, description)| Field::header(name, title, description, true))
    .into()
}

impl Failures {
    fn of(document: &Document) -> Self {
        let operations = document.paths.values().flat_map(PathItem::operations);
        let mut failures = Self {
            statuses: Vec::new(),
            codes: api::error_codes().collect(),
            body: Vec::new(),
            example: String::new(),
        };
        for (status, response) in operations.flat_map(|operation| &operation.responses) {
            let row = (status.clone(), response.description.clone());
            if !status.starts_with('2') && !failures.statuses.contains(&row) {
                failures.statuses.push(row);
                failures.body = fields(document, response);
            }
        }
        failures.example = example::response(&failures.body);
        failures
    }
}

fn fields(document: &Document, response: &Response) -> Vec<Field> {
    response.schema.as_ref().map(|schema| Field::all(document, schema)).unwrap_or_default()
}
