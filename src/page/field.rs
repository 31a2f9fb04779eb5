use power_platform::swagger::{
    Declared, Document, Schema, SchemaObject, ValueParameter, Visibility,
};
use serde_json::Value;

/// Fields that a form shows while they are typed. All others are masked, new ones too.
const TYPED_OPENLY: [&str; 9] = [
    "username",
    "client_id",
    "X-WFM-Vanity-Url",
    "grant_type",
    "token_type_hint",
    "scope",
    "realm",
    "organization",
    "audience",
];
/// Outputs that are shown at once. All others are masked until they are revealed.
const SHOWN_OPENLY: [&str; 4] = ["scope", "token_type", "expires_in", "status"];

/// A field or an output of an action, or a header, as a page shows it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Field {
    /// The name in JSON or in the request.
    pub name: String,
    /// The name in the designer.
    pub title: String,
    /// The type, or the format if it says more.
    pub kind: String,
    pub required: bool,
    pub description: String,
    pub default: Option<String>,
    /// Maximum number of characters of the value.
    pub max_length: Option<usize>,
}

impl Field {
    /// The fields of an object, without those that makers never see.
    pub fn all(definition: &Document, schema: &Schema) -> Vec<Self> {
        let visible = definition
            .fields(schema)
            .filter(|(_, field, _)| field.x_ms_visibility != Some(Visibility::Internal));
        visible.map(|(name, field, required)| Self::of(name, field, required)).collect()
    }

    fn of(name: &str, field: &SchemaObject, required: bool) -> Self {
        Self {
            name: name.to_owned(),
            title: field.x_ms_summary.clone().unwrap_or_else(|| name.to_owned()),
            kind: field.type_name().to_owned(),
            required,
            description: field.description.clone().unwrap_or_default(),
            default: field.limits.default.as_ref().and_then(Value::as_str).map(str::to_owned),
            max_length: field.limits.max_length,
        }
    }

    /// A header with a value of type string.
    pub fn header(name: &str, title: &str, description: &str, required: bool) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            kind: "string".to_owned(),
            required,
            description: description.to_owned(),
            ..Self::default()
        }
    }

    /// A part of the query string. No credential is in it.
    pub fn query(query: &ValueParameter) -> Self {
        Self {
            name: query.name.clone(),
            title: query.name.clone(),
            kind: query.type_name().to_owned(),
            required: query.required,
            description: query.description.clone(),
            ..Self::default()
        }
    }

    pub fn is_typed_openly(&self) -> bool {
        TYPED_OPENLY.contains(&self.name.as_str())
    }

    pub fn is_shown_openly(&self) -> bool {
        SHOWN_OPENLY.contains(&self.name.as_str())
    }

    /// Whether no later call needs the value, so that the page can forget it.
    pub fn is_for_one_call(&self) -> bool {
        self.kind == "password"
    }
}

/// An action of the connector, as the designer shows it.
#[derive(Clone, Debug)]
pub struct Action {
    /// The `operationId`, by which stored flows refer to the action.
    pub id: String,
    /// The name in the designer.
    pub summary: String,
    pub path: String,
    /// What the maker fills in: the visible fields of the body.
    pub fields: Vec<Field>,
    pub outputs: Vec<Field>,
}

impl Action {
    /// The actions of a definition, in its order.
    pub fn all(definition: &Document) -> Vec<Self> {
        let visible = |schema| Field::all(definition, schema);
        let body = |parameter| match definition.declared(parameter) {
            Some(Declared::Body(body)) => Some(&body.schema),
            Some(_) | None => None,
        };
        let actions = definition.actions().map(|(path, operation)| {
            let success: Option<&Schema> =
                operation.responses.get("200").and_then(|response| response.schema.as_ref());
            Self {
                id: operation.operation_id.clone(),
                summary: operation.summary.clone(),
                path: path.to_owned(),
                fields: operation.parameters.iter().filter_map(body).flat_map(visible).collect(),
                outputs: success.map(visible).unwrap_or_default(),
            }
        });
        actions.collect()
    }
}
