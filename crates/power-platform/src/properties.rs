//! The properties file of a connector, `apiProperties.json`.

mod oauth;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use oauth::{CustomParameter, OAuthFlags, OAuthSettings};

/// The properties of a connector: the content of `apiProperties.json`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ApiProperties {
    /// The only member of the file's object.
    pub properties: Properties,
}

/// What a connection asks for and what the platform does with it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Properties {
    /// The fields of a new connection, by key. Policies refer to the keys.
    pub connection_parameters: IndexMap<String, ConnectionParameter>,
    /// The colour behind the icon, `#rrggbb`.
    pub icon_brand_color: String,
    /// Capabilities of the connector, such as `actions`; empty for most.
    pub capabilities: Vec<String>,
    /// Policies: changes that the platform makes to requests and responses.
    pub policy_template_instances: Vec<PolicyTemplateInstance>,
    /// The name of the publisher, as the catalogue shows it.
    pub publisher: String,
    /// The owner of the service behind the connector, for certification. `paconn update` refuses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack_owner: Option<String>,
}

/// A field of a new connection.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectionParameter {
    /// How the platform keeps the value.
    #[serde(rename = "type")]
    pub type_: ConnectionParameterType,
    /// How the platform gets a token, if it does.
    #[serde(default, rename = "oAuthSettings", skip_serializing_if = "Option::is_none")]
    pub oauth_settings: Option<OAuthSettings>,
    /// How the dialog for new connections shows the field.
    pub ui_definition: UiDefinition,
}

/// How the platform keeps the value of a connection parameter.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ConnectionParameterType {
    /// `string`: shown again when the connection is edited.
    String,
    /// `securestring`: a secret that is never shown again.
    Securestring,
    /// `oauthSetting`: a token that the platform gets for a user.
    #[serde(rename = "oauthSetting")]
    OAuthSetting,
}

/// How the field of a connection parameter is shown.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UiDefinition {
    /// The label of the field in the dialog for new connections.
    pub display_name: String,
    /// The placeholder in the empty field.
    pub description: String,
    /// The text that the field shows on hover.
    pub tooltip: String,
    /// Order, masking and whether the field must be filled in.
    pub constraints: Constraints,
}

/// Constraints of the field of a connection parameter.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Constraints {
    /// The field's place among the others: they are shown in the order of this number.
    pub tab_index: u8,
    /// Whether the value is readable while it is typed.
    pub clear_text: bool,
    /// `true` or `false`, as text: the platform writes it so.
    pub required: String,
}

/// A policy: one of the platform's templates with parameters.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyTemplateInstance {
    /// The id of the template, such as `setheader`.
    pub template_id: String,
    /// The name of the policy in the editor of connectors.
    pub title: String,
    /// The values for the parameters of the template.
    pub parameters: PolicyParameters,
}

/// The values for the parameters of a policy template.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum PolicyParameters {
    /// Those of `setheader`.
    SetHeader(SetHeader),
    /// Those of another template, or of some operations only, by the names in the file.
    Other(IndexMap<String, Value>),
}

/// The parameters of the template `setheader`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SetHeader {
    /// The name of the header to set.
    #[serde(rename = "x-ms-apimTemplateParameter.name")]
    pub name: String,
    /// The value, which may be an expression such as `@connectionParameters('key')`.
    #[serde(rename = "x-ms-apimTemplateParameter.value")]
    pub value: String,
    /// What to do with a header that is already set: `override`, `skip` or `append`.
    #[serde(rename = "x-ms-apimTemplateParameter.existsAction")]
    pub exists_action: String,
    /// Where the header is set: `Request` or `Response`.
    #[serde(rename = "x-ms-apimTemplate-policySection")]
    pub policy_section: String,
}

impl SetHeader {
    /// Sets a header of all requests to a value, whatever a flow says.
    #[must_use]
    pub fn of_requests(name: &str, value: String) -> Self {
        Self {
            name: name.to_owned(),
            value,
            exists_action: "override".to_owned(),
            policy_section: "Request".to_owned(),
        }
    }
}
