//! The properties file of a connector, `apiProperties.json`.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// `apiProperties.json`: what a connection asks for and what the platform does with it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ApiProperties {
    /// All of it.
    pub properties: Properties,
}

/// The properties of a connector.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Properties {
    /// What a connection asks for, by key.
    pub connection_parameters: IndexMap<String, ConnectionParameter>,
    /// Behind the icon: `#rrggbb`.
    pub icon_brand_color: String,
    /// None.
    pub capabilities: Vec<String>,
    /// What the platform does with each call.
    pub policy_template_instances: Vec<PolicyTemplateInstance>,
    /// Who publishes the connector.
    pub publisher: String,
    /// Whose service is behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack_owner: Option<String>,
}

/// One thing that a connection asks for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectionParameter {
    /// How it is kept.
    #[serde(rename = "type")]
    pub type_: ConnectionParameterType,
    /// How it is asked for.
    pub ui_definition: UiDefinition,
}

/// How a connection parameter is kept.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ConnectionParameterType {
    /// Readable later.
    String,
    /// Never shown again.
    Securestring,
}

/// How a connection parameter is asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UiDefinition {
    /// The label.
    pub display_name: String,
    /// The text in the empty field.
    pub description: String,
    /// The text under the pointer.
    pub tooltip: String,
    /// What holds for the input.
    pub constraints: Constraints,
}

/// What holds for an input.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Constraints {
    /// The order of the fields.
    pub tab_index: u8,
    /// Whether it is shown while it is typed.
    pub clear_text: bool,
    /// `true`, as text: that is how the platform has it.
    pub required: String,
}

/// One policy.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyTemplateInstance {
    /// Which template.
    pub template_id: String,
    /// What it is for.
    pub title: String,
    /// Its parameters.
    pub parameters: SetHeader,
}

/// The parameters of the template `setheader`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SetHeader {
    /// The header.
    #[serde(rename = "x-ms-apimTemplateParameter.name")]
    pub name: String,
    /// Its value, an expression.
    #[serde(rename = "x-ms-apimTemplateParameter.value")]
    pub value: String,
    /// What to do with a header that is there already.
    #[serde(rename = "x-ms-apimTemplateParameter.existsAction")]
    pub exists_action: String,
    /// Whether it is about requests or answers.
    #[serde(rename = "x-ms-apimTemplate-policySection")]
    pub policy_section: String,
}
