use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::listing;
use super::options::{Blueprint, Variant};
use crate::api::VANITY_URL_HEADER;

/// The key of the connection parameter that holds the vanity URL.
const VANITY_URL: &str = "vanityUrl";
/// The key of the connection parameter that holds the API key. The platform expects this one.
pub(super) const API_KEY: &str = "api_key";

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

/// The properties that go with a definition.
///
/// The vanity URL travels by a `setheader` policy, because the facade's own host is fixed; it
/// overrides, so that no flow can smuggle another tenant in. Logic Apps has no policies. Only the
/// variant for certification has a `stackOwner`, which `paconn update` refuses.
#[must_use]
pub fn properties(blueprint: &Blueprint) -> ApiProperties {
    let has_policies = blueprint.variant != Variant::LogicApps;
    let mut connection_parameters = IndexMap::new();
    if blueprint.with_api_key && has_policies {
        connection_parameters.insert(API_KEY.to_owned(), api_key());
    }
    if has_policies {
        connection_parameters.insert(VANITY_URL.to_owned(), vanity_url());
    }
    let certification = blueprint.variant == Variant::Certification;
    ApiProperties {
        properties: Properties {
            connection_parameters,
            icon_brand_color: blueprint.brand_color.to_string(),
            capabilities: Vec::new(),
            policy_template_instances: has_policies.then(send_vanity_url).into_iter().collect(),
            publisher: blueprint.publisher.to_string(),
            stack_owner: certification.then(|| listing::PUBLISHER.to_owned()),
        },
    }
}

/// The connection parameter that holds the API key.
pub(super) fn api_key() -> ConnectionParameter {
    ConnectionParameter {
        type_: ConnectionParameterType::Securestring,
        ui_definition: UiDefinition {
            display_name: listing::API_KEY_NAME.to_owned(),
            description: listing::API_KEY_DESCRIPTION.to_owned(),
            tooltip: listing::API_KEY_TOOLTIP.to_owned(),
            constraints: Constraints {
                tab_index: 2,
                clear_text: false,
                required: "true".to_owned(),
            },
        },
    }
}

fn vanity_url() -> ConnectionParameter {
    ConnectionParameter {
        type_: ConnectionParameterType::String,
        ui_definition: UiDefinition {
            display_name: listing::VANITY_URL_NAME.to_owned(),
            description: listing::VANITY_URL_DESCRIPTION.to_owned(),
            tooltip: listing::VANITY_URL_TOOLTIP.to_owned(),
            constraints: Constraints {
                tab_index: 3,
                clear_text: true,
                required: "true".to_owned(),
            },
        },
    }
}

fn send_vanity_url() -> PolicyTemplateInstance {
    PolicyTemplateInstance {
        template_id: "setheader".to_owned(),
        title: "Send the vanity URL".to_owned(),
        parameters: SetHeader {
            name: VANITY_URL_HEADER.to_owned(),
            value: format!("@connectionParameters('{VANITY_URL}')"),
            exists_action: "override".to_owned(),
            policy_section: "Request".to_owned(),
        },
    }
}
