use indexmap::IndexMap;
use power_platform::properties::{
    ApiProperties, ConnectionParameter, ConnectionParameterType, Constraints,
    PolicyTemplateInstance, Properties, SetHeader, UiDefinition,
};

use super::listing;
use super::options::{ConnectorOptions, Variant};
use crate::api::VANITY_URL_HEADER;

const VANITY_URL: &str = "vanityUrl";
/// The key of the connection parameter that holds the API key: the platform expects this one.
pub(super) const API_KEY: &str = "api_key";

/// What a connection asks for and what the platform does with it.
///
/// A `setheader` policy sends the vanity URL, because the host of the definition is the facade's. It
/// overrides the header, so that no flow can name another tenant. Logic Apps has no policies. Only the
/// variant for certification has a `stackOwner`, which `paconn update` refuses.
#[must_use]
pub fn properties(options: &ConnectorOptions) -> ApiProperties {
    let has_policies = options.variant != Variant::LogicApps;
    let mut connection_parameters = IndexMap::new();
    if options.with_api_key && has_policies {
        connection_parameters.insert(API_KEY.to_owned(), api_key());
    }
    if has_policies {
        connection_parameters.insert(VANITY_URL.to_owned(), vanity_url());
    }
    let certification = options.variant == Variant::Certification;
    ApiProperties {
        properties: Properties {
            connection_parameters,
            icon_brand_color: options.brand_color.to_string(),
            capabilities: Vec::new(),
            policy_template_instances: has_policies.then(send_vanity_url).into_iter().collect(),
            publisher: options.publisher.to_string(),
            stack_owner: certification.then(|| listing::PUBLISHER.to_owned()),
        },
    }
}

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
