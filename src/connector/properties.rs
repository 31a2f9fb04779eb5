use indexmap::IndexMap;
use power_platform::properties::{
    ApiProperties, ConnectionParameter, ConnectionParameterType, Constraints, PolicyParameters,
    PolicyTemplateInstance, Properties, SetHeader, UiDefinition,
};

use super::options::{ConnectorOptions, Variant};
use super::{Kind, listing};
use crate::api::VANITY_URL_HEADER;

mod account;

const VANITY_URL: &str = "vanityUrl";
/// The key of the connection parameter that holds the API key: the platform expects this one.
pub(super) const API_KEY: &str = "api_key";

type Parameters = IndexMap<String, ConnectionParameter>;
type Policies = Vec<PolicyTemplateInstance>;

/// What a connection asks for and what the platform does with it.
///
/// `setheader` policies send what a connection holds, because the host of the definition is the facade's.
/// They override the headers, so that no flow can name another tenant. Logic Apps has no policies. Only
/// the variant for certification has a `stackOwner`, which `paconn update` refuses.
#[must_use]
pub fn properties(options: &ConnectorOptions) -> ApiProperties {
    let (connection_parameters, policy_template_instances) = match options.kind {
        Kind::Action => action(options),
        Kind::Account => account::parameters_and_policies(options),
        Kind::Profile => (profile(options.variant), Policies::new()),
    };
    let certification = options.variant == Variant::Certification;
    ApiProperties {
        properties: Properties {
            connection_parameters,
            icon_brand_color: options.brand_color.to_string(),
            capabilities: Vec::new(),
            policy_template_instances,
            publisher: options.publisher.to_string(),
            stack_owner: certification.then(|| listing::PUBLISHER.to_owned()),
        },
    }
}

fn action(options: &ConnectorOptions) -> (Parameters, Policies) {
    if options.variant == Variant::LogicApps {
        return (Parameters::new(), Policies::new());
    }
    let mut parameters = Parameters::new();
    if options.with_api_key {
        parameters.insert(API_KEY.to_owned(), api_key());
    }
    let vanity_url = parameter(
        (listing::VANITY_URL_NAME, listing::VANITY_URL_DESCRIPTION, listing::VANITY_URL_TOOLTIP),
        ConnectionParameterType::String,
        Constraints { tab_index: 3, clear_text: true, required: "true".to_owned() },
    );
    parameters.insert(VANITY_URL.to_owned(), vanity_url);
    let value = format!("@connectionParameters('{VANITY_URL}')");
    (parameters, vec![set_header("Send the vanity URL", VANITY_URL_HEADER, value)])
}

/// The API key. Logic Apps has no place for one beside HTTP Basic, where it is the password.
fn profile(variant: Variant) -> Parameters {
    if variant == Variant::LogicApps {
        account::name_and_key()
    } else {
        Parameters::from([(API_KEY.to_owned(), api_key())])
    }
}

pub(super) fn api_key() -> ConnectionParameter {
    parameter(
        (listing::API_KEY_NAME, listing::API_KEY_DESCRIPTION, listing::API_KEY_TOOLTIP),
        ConnectionParameterType::Securestring,
        Constraints { tab_index: 2, clear_text: false, required: "true".to_owned() },
    )
}

fn parameter(
    (display_name, description, tooltip): (&str, &str, &str),
    type_: ConnectionParameterType,
    constraints: Constraints,
) -> ConnectionParameter {
    ConnectionParameter {
        type_,
        oauth_settings: None,
        ui_definition: UiDefinition {
            display_name: display_name.to_owned(),
            description: description.to_owned(),
            tooltip: tooltip.to_owned(),
            constraints,
        },
    }
}

fn set_header(title: &str, name: &str, value: String) -> PolicyTemplateInstance {
    PolicyTemplateInstance {
        template_id: "setheader".to_owned(),
        title: title.to_owned(),
        parameters: PolicyParameters::SetHeader(SetHeader::of_requests(name, value)),
    }
}
