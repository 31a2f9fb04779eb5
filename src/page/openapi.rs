//! As much of the OpenAPI document as the reference shows.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::field::Field;

#[derive(Deserialize)]
pub struct OpenApi {
    paths: IndexMap<String, IndexMap<String, Operation>>,
    components: Components,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Components {
    schemas: IndexMap<String, Schema>,
    #[serde(default)]
    security_schemes: IndexMap<String, SecurityScheme>,
}

/// An API key in a header.
#[derive(Deserialize)]
struct SecurityScheme {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    #[serde(rename = "operationId")]
    id: String,
    summary: String,
    description: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
    request_body: Option<Content>,
    responses: IndexMap<String, Content>,
}

/// All parameters are headers.
#[derive(Deserialize)]
struct Parameter {
    name: String,
    description: String,
    required: bool,
}

/// A body, of a request or an answer.
#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    description: String,
    #[serde(default)]
    content: IndexMap<String, MediaType>,
}

#[derive(Deserialize)]
struct MediaType {
    schema: Reference,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(rename = "$ref")]
    pointer: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    properties: IndexMap<String, Property>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Property {
    #[serde(rename = "type")]
    type_: String,
    format: Option<String>,
    description: String,
    default: Option<Value>,
    max_length: Option<usize>,
}

/// An operation, ready to be shown.
pub struct Shown {
    pub id: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: String,
    /// What may stand in its header.
    pub headers: Vec<Field>,
    /// What its body holds.
    pub body: Vec<Field>,
    /// The content types of its body.
    pub body_types: Vec<String>,
    /// When it succeeds.
    pub success: String,
    /// What it answers then.
    pub answer: Vec<Field>,
}

/// How a call can fail, with the body of every failure.
pub struct Failures {
    /// Status and meaning.
    pub statuses: Vec<(String, String)>,
    pub body: Vec<Field>,
}

impl OpenApi {
    /// All operations, in the order of the document.
    pub fn operations(&self) -> Vec<Shown> {
        let operations = self.paths.iter().flat_map(|(path, methods)| {
            methods.iter().map(move |(method, operation)| (path, method, operation))
        });
        operations.map(|(path, method, operation)| self.shown(path, method, operation)).collect()
    }

    fn shown(&self, path: &str, method: &str, operation: &Operation) -> Shown {
        let header = |name, description, required| Field::header(name, name, description, required);
        let keys = self.components.security_schemes.values();
        let keys = keys.map(|key| header(&key.name, "The caller's API key.", true));
        let headers = operation.parameters.iter();
        let headers = headers.map(|p| header(&p.name, &p.description, p.required));
        let success = operation.responses.iter().find(|(status, _)| status.starts_with('2'));
        let success = success.map(|(_, answer)| answer);
        let body = operation.request_body.as_ref();
        Shown {
            id: operation.id.clone(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            headers: keys.chain(headers).collect(),
            body: body.map(|content| self.fields(content)).unwrap_or_default(),
            body_types: body.into_iter().flat_map(|c| c.content.keys().cloned()).collect(),
            success: success.map(|answer| answer.description.clone()).unwrap_or_default(),
            answer: success.map(|answer| self.fields(answer)).unwrap_or_default(),
        }
    }

    /// What can go wrong with any operation: all of them fail alike.
    pub fn failures(&self) -> Failures {
        let mut failures = Failures { statuses: Vec::new(), body: Vec::new() };
        let operations = self.paths.values().flat_map(IndexMap::values);
        for (status, answer) in operations.flat_map(|operation| &operation.responses) {
            let row = (status.clone(), answer.description.clone());
            if !status.starts_with('2') && !failures.statuses.contains(&row) {
                failures.statuses.push(row);
                failures.body = self.fields(answer);
            }
        }
        failures
    }

    fn fields(&self, content: &Content) -> Vec<Field> {
        let reference = content.content.values().next().map(|media| media.schema.pointer.as_str());
        let name = reference.and_then(|pointer| pointer.rsplit('/').next()).unwrap_or_default();
        let Some(schema) = self.components.schemas.get(name) else { return Vec::new() };
        let fields = schema.properties.iter().map(|(name, property)| Field {
            name: name.clone(),
            title: name.clone(),
            kind: property
                .format
                .as_ref()
                .filter(|f| *f == "password")
                .map_or_else(|| property.type_.clone(), Clone::clone),
            required: schema.required.contains(name),
            description: property.description.clone(),
            default: property.default.as_ref().and_then(Value::as_str).map(str::to_owned),
            longest: property.max_length,
        });
        fields.collect()
    }
}
