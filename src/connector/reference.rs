//! The connector's reference page as Markdown, in the form of the published one. Where a connector is
//! available is the catalogue's to say and left out; everything else follows from definition and
//! properties.

use super::properties::{ApiProperties, ConnectionParameterType};
use super::swagger::{
    Declared, Document, Format, Operation, Parameter, Schema, SchemaObject, Type, Visibility,
};
use super::texts;

/// The whole page.
#[must_use]
pub fn reference(definition: &Document, properties: &ApiProperties) -> String {
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
            };
            let required = yes(ui.constraints.required == "true");
            vec![ui.display_name.clone(), kind.to_owned(), ui.description.clone(), required]
        });
        page += &table(&["Name", "Type", "Description", "Required"], rows.collect());
    }
    page += "## Throttling Limits\n\n";
    page += &table(
        &["Name", "Calls", "Renewal Period"],
        vec![vec![
            "API calls per connection".into(),
            texts::THROTTLE_CALLS.to_string(),
            format!("{} seconds", texts::THROTTLE_SECONDS),
        ]],
    );
    page += "## Actions\n\n";
    let operations: Vec<_> = definition
        .paths
        .values()
        .flat_map(|path| path.get.iter().chain(&path.post))
        .filter(|operation| operation.x_ms_visibility != Some(Visibility::Internal))
        .collect();
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
    let fields = success.map(|schema| fields_of(definition, schema)).unwrap_or_default();
    if !fields.is_empty() {
        text += "#### Returns\n\n";
        let rows = fields.into_iter().map(|(name, field, _)| {
            vec![name.clone(), name, type_of(&field), description_of(&field)]
        });
        text += &table(&["Name", "Path", "Type", "Description"], rows.collect());
    }
    text
}

/// The rows of a parameter: one for a header, one for each field of a body that a maker sees.
fn rows_of(definition: &Document, parameter: &Parameter) -> Vec<Vec<String>> {
    let declared = match parameter {
        Parameter::Declared(declared) => Some(declared),
        Parameter::Reference(reference) => {
            let name = reference.pointer.rsplit('/').next().unwrap_or_default();
            definition.parameters.get(name)
        }
    };
    match declared {
        None => Vec::new(),
        Some(Declared::Header(header)) => vec![vec![
            header.x_ms_summary.clone().unwrap_or_else(|| header.name.clone()),
            header.name.clone(),
            yes(header.required),
            if header.format == Some(Format::Password) { "password" } else { "string" }.to_owned(),
            header.description.clone(),
        ]],
        Some(Declared::Body(body)) => fields_of(definition, &body.schema)
            .into_iter()
            .filter(|(_, field, _)| field.x_ms_visibility != Some(Visibility::Internal))
            .map(|(name, field, required)| {
                let (kind, description) = (type_of(&field), description_of(&field));
                vec![name.clone(), name, yes(required), kind, description]
            })
            .collect(),
    }
}

/// The fields of an object with their names, and whether they are required.
fn fields_of(definition: &Document, schema: &Schema) -> Vec<(String, SchemaObject, bool)> {
    let object = match schema {
        Schema::Inline(object) => Some(object),
        Schema::Reference(reference) => match definition.definitions.get(reference.name()) {
            Some(Schema::Inline(object)) => Some(object),
            Some(Schema::Reference(_)) | None => None,
        },
    };
    let Some(object) = object else { return Vec::new() };
    let fields = object.properties.iter().filter_map(|(name, schema)| match schema {
        Schema::Inline(field) => {
            Some((name.clone(), (**field).clone(), object.required.contains(name)))
        }
        Schema::Reference(_) => None,
    });
    fields.collect()
}

/// What the published page shows as the type: the format, where it says more.
fn type_of(field: &SchemaObject) -> String {
    match (field.format, field.type_) {
        (Some(Format::Password), _) => "password",
        (_, Some(Type::Integer)) => "integer",
        (_, Some(Type::Object)) => "object",
        (_, Some(Type::String) | None) => "string",
    }
    .to_owned()
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
