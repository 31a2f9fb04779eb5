use power_platform::swagger::{Declared, Document, Schema, SchemaObject, Visibility};

/// What a form may show while it is typed. Everything else is masked, also a field that nobody has
/// thought of here.
const TYPED_OPENLY: [&str; 3] = ["username", "client_id", "X-WFM-Vanity-Url"];
/// What an answer shows at once. Everything else is masked until it is revealed.
const SHOWN_OPENLY: [&str; 4] = ["scope", "token_type", "expires_in", "status"];

/// A field of an action, of its answer, or a header, as a page shows it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Field {
    /// What a program calls it.
    pub name: String,
    /// What the designer calls it.
    pub title: String,
    /// What kind of value it is.
    pub kind: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for.
    pub description: String,
    /// The value where none is given.
    pub default: Option<String>,
    /// Longest text, in characters.
    pub longest: Option<usize>,
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
            default: field.default.clone(),
            longest: field.max_length,
        }
    }

    /// A header, which holds a text.
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

    /// Whether it may be read by whoever looks over the shoulder while it is typed.
    pub fn is_typed_openly(&self) -> bool {
        TYPED_OPENLY.contains(&self.name.as_str())
    }

    /// Whether it may be read by whoever looks over the shoulder when it is answered.
    pub fn is_shown_openly(&self) -> bool {
        SHOWN_OPENLY.contains(&self.name.as_str())
    }

    /// Whether it is needed for one call only, and can be forgotten after it.
    pub fn is_for_one_call(&self) -> bool {
        self.kind == "password"
    }
}

/// An action of the connector, as the designer shows it.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name in a stored flow.
    pub id: String,
    /// Its name in the designer.
    pub summary: String,
    /// What it does and when to use it.
    pub description: String,
    /// Where it is.
    pub path: String,
    /// What the maker fills in.
    pub fields: Vec<Field>,
    /// What it answers.
    pub answer: Vec<Field>,
}

impl Action {
    /// All actions of a definition: the only source of actions and fields.
    pub fn all(definition: &Document) -> Vec<Self> {
        let visible = |schema| Field::all(definition, schema);
        let body = |parameter| match definition.declared(parameter) {
            Some(Declared::Body(body)) => Some(&body.schema),
            Some(Declared::Header(_)) | None => None,
        };
        let actions = definition.actions().map(|(path, operation)| {
            let success: Option<&Schema> =
                operation.responses.get("200").and_then(|response| response.schema.as_ref());
            Self {
                id: operation.operation_id.clone(),
                summary: operation.summary.clone(),
                description: operation.description.clone(),
                path: path.to_owned(),
                fields: operation.parameters.iter().filter_map(body).flat_map(visible).collect(),
                answer: success.map(visible).unwrap_or_default(),
            }
        });
        actions.collect()
    }
}
