//! The reference page of a connector in Markdown, in the form of Microsoft's pages of certified
//! connectors. The catalogue alone knows where a connector is available; everything else follows from
//! definition and properties.

use crate::properties::{ApiProperties, ConnectionParameterType};
use crate::swagger::{Declared, Document, Operation, Parameter, SchemaObject, Visibility};

/// The throttling limit of the service behind a connector, per connection. No file of a connector
/// states it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CallLimit {
    /// The number of calls in a period.
    pub calls: u32,
    /// The length of the period, in seconds.
    pub seconds: u64,
}

pub fn page(definition: &Document, properties: &ApiProperties, limit: Option<CallLimit>) -> String {
    let info = &definition.info;
    let properties = &properties.properties;
    let mut page = format!("# {}\n\n{}\n\n", info.title, info.description);
    page += &table(
        &["Contact", ""],
        vec![
            vec!["Name".into(), info.contact.name.clone()],
            vec!["URL".into(), info.contact.url.clone()],
            vec!["Email".into(), info.contact.email.clone()],
        ],
    );
    let metadata = definition.metadata.iter();
    let mut rows = vec![vec!["Publisher".into(), properties.publisher.clone()]];
    rows.extend(
        metadata.map(|entry| vec![entry.property_name.clone(), entry.property_value.clone()]),
    );
    page += &table(&["Connector Metadata", ""], rows);
    if !properties.connection_parameters.is_empty() {
        page += "## Creating a connection\n\n";
        let rows = properties.connection_parameters.values().map(|parameter| {
            let ui = &parameter.ui_definition;
            let kind = match parameter.type_ {
                ConnectionParameterType::String => "string",
                ConnectionParameterType::Securestring => "securestring",
                ConnectionParameterType::OAuthSetting => "oauthSetting",
            };
            let required = yes(ui.constraints.required == "true");
            vec![ui.display_name.clone(), kind.to_owned(), ui.description.clone(), required]
        });
        page += &table(&["Name", "Type", "Description", "Required"], rows.collect());
    }
    if let Some(CallLimit { calls, seconds }) = limit {
        page += "## Throttling Limits\n\n";
        page += &table(
            &["Name", "Calls", "Renewal Period"],
            vec![vec![
                "API calls per connection".into(),
                calls.to_string(),
                format!("{seconds} seconds"),
            ]],
        );
    }
    page += "## Actions\n\n";
    let operations: Vec<_> = definition.actions().map(|(_, operation)| operation).collect();
    let rows = operations.iter().map(|o| vec![o.summary.clone(), o.description.clone()]);
    page += &table(&["Action", "Description"], rows.collect());
    for operation in operations {
        page += &action(definition, operation);
    }
    page.trim_end().to_owned() + "\n"
}

fn action(definition: &Document, operation: &Operation) -> String {
    let mut text = format!(
        "### {}\n\nOperation ID: `{}`\n\n{}\n\n",
        operation.summary, operation.operation_id, operation.description
    );
    let parameters: Vec<_> =
        operation.parameters.iter().flat_map(|p| rows_of(definition, p)).collect();
    if !parameters.is_empty() {
        text += "#### Parameters\n\n";
        text += &table(&["Name", "Key", "Required", "Type", "Description"], parameters);
    }
    let success = operation.responses.get("200").and_then(|response| response.schema.as_ref());
    let fields = success.into_iter().flat_map(|schema| definition.fields(schema));
    let returns: Vec<_> = fields
        .map(|(name, field, _)| {
            let kind = field.type_name().to_owned();
            vec![name.to_owned(), name.to_owned(), kind, description_of(field)]
        })
        .collect();
    if !returns.is_empty() {
        text += "#### Returns\n\n";
        text += &table(&["Name", "Path", "Type", "Description"], returns);
    }
    text
}

/// The rows of a parameter: one for each field of a body that makers see, one for any other.
fn rows_of(definition: &Document, parameter: &Parameter) -> Vec<Vec<String>> {
    match definition.declared(parameter) {
        None => Vec::new(),
        Some(Declared::Body(body)) => definition
            .fields(&body.schema)
            .filter(|(_, field, _)| field.x_ms_visibility != Some(Visibility::Internal))
            .map(|(name, field, required)| {
                let kind = field.type_name().to_owned();
                vec![name.to_owned(), name.to_owned(), yes(required), kind, description_of(field)]
            })
            .collect(),
        Some(other) => other
            .value()
            .map(|value| {
                vec![
                    value.x_ms_summary.clone().unwrap_or_else(|| value.name.clone()),
                    value.name.clone(),
                    yes(value.required),
                    value.type_name().to_owned(),
                    value.description.clone(),
                ]
            })
            .into_iter()
            .collect(),
    }
}

fn description_of(field: &SchemaObject) -> String {
    field.description.clone().unwrap_or_default()
}

fn yes(required: bool) -> String {
    if required { "True".to_owned() } else { String::new() }
}

fn table(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<_> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = format!("|{}\n", " --- |".repeat(head.len()));
    let escaped = rows.into_iter().map(|row| {
        let cells = row.into_iter().map(|cell| cell.replace('|', "\\|").replace('<', "&lt;"));
        line(&cells.collect::<Vec<_>>())
    });
    line(&head) + &rule + &escaped.collect::<String>() + "\n"
}
