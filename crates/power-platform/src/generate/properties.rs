use indexmap::IndexMap;

use crate::BrandColor;
use crate::config::{Config, Connection, ConnectionField, Policy};
use crate::lowering::{Authentication, OAuth2};
use crate::properties::{
    ApiProperties, ConnectionParameter, ConnectionParameterType, Constraints, CustomParameter,
    OAuthFlags, OAuthSettings, PolicyParameters, PolicyTemplateInstance, Properties, SetHeader,
    UiDefinition,
};
use crate::swagger::{ApiKeyDefinition, ApiKeyPlace, Document};
use crate::texts::{pascal_case, title_case};

/// The key of the connection parameter that holds an API key: the platform expects this one.
const API_KEY: &str = "api_key";
const REDIRECT: &str = "https://global.consent.azure-apim.net/redirect";

type Parameters = IndexMap<String, ConnectionParameter>;

/// What the configuration says about credentials, if it says enough to do without the document.
pub fn given(connection: &Connection) -> Option<IndexMap<String, Authentication>> {
    let one = |name: &str, authentication| IndexMap::from([(name.to_owned(), authentication)]);
    let key = |place, name: &str| {
        Authentication::ApiKey(ApiKeyDefinition { place, name: name.to_owned() })
    };
    Some(match connection {
        Connection::None => IndexMap::new(),
        Connection::Basic => one("Basic", Authentication::Basic),
        Connection::Bearer => one("Bearer", Authentication::Bearer),
        Connection::ApiKey { header: Some(name), .. } => {
            one("API Key", key(ApiKeyPlace::Header, name))
        }
        Connection::ApiKey { query: Some(name), .. } => {
            one("API Key", key(ApiKeyPlace::Query, name))
        }
        Connection::OAuth2 {
            authorization_url: Some(authorization),
            token_url: Some(token),
            refresh_url,
            scopes,
            ..
        } => {
            let scopes = scopes.iter().map(|scope| (scope.clone(), scope.clone())).collect();
            let oauth = OAuth2 {
                authorization_url: authorization.clone(),
                token_url: token.clone(),
                refresh_url: refresh_url.clone(),
                scopes,
            };
            one("OAuth", Authentication::OAuth2(oauth))
        }
        Connection::ApiKey { .. } | Connection::OAuth2 { .. } => return None,
    })
}

/// What a connection asks for and what the platform does with it; or the faults of the configuration.
pub fn properties(
    definition: &Document,
    authentication: &IndexMap<String, Authentication>,
    config: &Config,
    color: BrandColor,
) -> Result<ApiProperties, Vec<String>> {
    let mut faults = Vec::new();
    let (mut parameters, mut policies) = (Parameters::new(), Vec::new());
    for (index, (name, authentication)) in authentication.iter().enumerate() {
        if index == 0 {
            main(authentication, config, &mut parameters, &mut policies, &mut faults);
        } else if let Authentication::ApiKey(key) = authentication {
            let parameter = pascal_case(name);
            policies.push(set_header(&title_case(name), &key.name, from(&parameter)));
            parameters.insert(parameter, secret(&title_case(name), "A key of the service."));
        }
    }
    for (key, field) in &config.fields {
        if !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            faults
                .push(format!("fields.{}: a key has letters and digits only", key.escape_debug()));
        }
        if let Some(header) = &field.header {
            policies.push(set_header(&field.label, header, from(key)));
        }
        parameters.insert(key.clone(), of_field(field));
    }
    policies.extend(config.policies.iter().map(of_policy));
    for (index, parameter) in parameters.values_mut().enumerate() {
        parameter.ui_definition.constraints.tab_index = u8::try_from(index + 2).unwrap_or(u8::MAX);
    }
    let publisher = [config.publisher.as_ref(), Some(&definition.info.contact.name)];
    let mut publisher = publisher.into_iter().flatten().filter(|name| !name.is_empty());
    let properties = Properties {
        connection_parameters: parameters,
        icon_brand_color: color.to_string(),
        capabilities: Vec::new(),
        policy_template_instances: policies,
        publisher: publisher.next().unwrap_or(&definition.info.title).clone(),
        stack_owner: config.stack_owner.clone(),
    };
    if faults.is_empty() { Ok(ApiProperties { properties }) } else { Err(faults) }
}

/// The parameters for what the definition asks for.
fn main(
    authentication: &Authentication,
    config: &Config,
    parameters: &mut Parameters,
    policies: &mut Vec<PolicyTemplateInstance>,
    faults: &mut Vec<String>,
) {
    match authentication {
        Authentication::ApiKey(_) => {
            let key = secret("API Key", "The API key that was issued for this service.");
            parameters.insert(API_KEY.to_owned(), key);
        }
        Authentication::Basic => {
            let name = shown("User Name", "The name of a user of this service.");
            parameters.insert("username".to_owned(), name);
            parameters
                .insert("password".to_owned(), secret("Password", "The password of this user."));
        }
        Authentication::Bearer => {
            let token =
                secret("Access Token", "A token for this service, without the word Bearer.");
            parameters.insert(API_KEY.to_owned(), token);
            let value = format!("Bearer {}", from(API_KEY));
            policies.push(set_header("Send the access token", "Authorization", value));
        }
        Authentication::OAuth2(oauth) => match oauth_settings(oauth, config) {
            Ok(settings) => {
                let mut token = shown("Log in", "An account of this service.");
                token.type_ = ConnectionParameterType::OAuthSetting;
                token.oauth_settings = Some(settings);
                parameters.insert("token".to_owned(), token);
            }
            Err(fault) => faults.push(fault),
        },
    }
}

fn oauth_settings(oauth: &OAuth2, config: &Config) -> Result<OAuthSettings, String> {
    let Some(Connection::OAuth2 {
        provider,
        client_id,
        scopes,
        resource,
        tenant,
        own_redirect,
        ..
    }) = &config.connection
    else {
        return Err("connection: users log in by OAuth 2.0, so add kind = \"oauth2\" and the \
                    client-id of the connector"
            .to_owned());
    };
    if client_id.is_empty() {
        return Err("connection: the client-id is empty".to_owned());
    }
    let provider = provider.as_deref().unwrap_or("oauth2");
    let refresh = oauth.refresh_url.as_ref().unwrap_or(&oauth.token_url);
    let all = match provider {
        "oauth2" => vec![
            ("authorizationUrl", oauth.authorization_url.clone()),
            ("tokenUrl", oauth.token_url.clone()),
            ("refreshUrl", refresh.clone()),
        ],
        "oauth2generic" => generic(oauth, refresh),
        "aad" => {
            let resource =
                resource.as_ref().ok_or("connection: the provider aad needs a resource")?;
            vec![
                ("loginUri", "https://login.microsoftonline.com".to_owned()),
                ("tenantId", tenant.as_deref().unwrap_or("common").to_owned()),
                ("resourceUri", resource.clone()),
            ]
        }
        _ => return Err("connection: provider is oauth2, oauth2generic or aad".to_owned()),
    };
    let custom = all.into_iter().map(|(name, value)| (name.to_owned(), CustomParameter { value }));
    let of_document = || oauth.scopes.keys().cloned().collect();
    Ok(OAuthSettings {
        identity_provider: provider.to_owned(),
        client_id: client_id.clone(),
        scopes: if scopes.is_empty() { of_document() } else { scopes.clone() },
        redirect_mode: if *own_redirect { "GlobalPerConnector" } else { "Global" }.to_owned(),
        redirect_url: REDIRECT.to_owned(),
        properties: OAuthFlags::default(),
        custom_parameters: custom.collect(),
    })
}

/// All templates are written out: what the platform sends by default on renewal lacks the secret.
fn generic(oauth: &OAuth2, refresh: &str) -> Vec<(&'static str, String)> {
    let query = "?response_type=code&client_id={ClientId}&redirect_uri={RedirectUrl}\
                 &scope={Scopes}&state={State}";
    let client = "client_id={ClientId}&client_secret={ClientSecret}";
    let token = "grant_type=authorization_code&code={Code}&redirect_uri={RedirectUrl}";
    vec![
        ("authorizationUrlTemplate", oauth.authorization_url.clone()),
        ("authorizationUrlQueryStringTemplate", query.to_owned()),
        ("tokenUrlTemplate", oauth.token_url.clone()),
        ("tokenBodyTemplate", format!("{token}&{client}")),
        ("refreshUrlTemplate", refresh.to_owned()),
        (
            "refreshBodyTemplate",
            format!("grant_type=refresh_token&refresh_token={{RefreshToken}}&{client}"),
        ),
        ("scopeListDelimiter", " ".to_owned()),
    ]
}

fn from(key: &str) -> String {
    format!("@connectionParameters('{key}')")
}

fn shown(label: &str, description: &str) -> ConnectionParameter {
    let (label, description) = (label.to_owned(), description.to_owned());
    of_field(&ConnectionField { label, description, ..ConnectionField::default() })
}

fn secret(label: &str, description: &str) -> ConnectionParameter {
    let (label, description) = (label.to_owned(), description.to_owned());
    of_field(&ConnectionField { label, description, secret: true, ..ConnectionField::default() })
}

fn of_field(field: &ConnectionField) -> ConnectionParameter {
    let tooltip = field.tooltip.clone();
    ConnectionParameter {
        type_: if field.secret {
            ConnectionParameterType::Securestring
        } else {
            ConnectionParameterType::String
        },
        oauth_settings: None,
        ui_definition: UiDefinition {
            display_name: field.label.clone(),
            description: field.description.clone(),
            tooltip: tooltip.unwrap_or_else(|| format!("Provide: {}", field.label)),
            constraints: Constraints {
                tab_index: 0,
                clear_text: !field.secret,
                required: (!field.optional).to_string(),
            },
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

fn of_policy(policy: &Policy) -> PolicyTemplateInstance {
    let mut parameters: IndexMap<_, _> = policy
        .parameters
        .iter()
        .map(|(name, value)| (format!("x-ms-apimTemplateParameter.{name}"), value.clone()))
        .collect();
    if let Some(section) = &policy.section {
        let name = "x-ms-apimTemplate-policySection".to_owned();
        parameters.insert(name, section.clone().into());
    }
    if !policy.operations.is_empty() {
        let name = "x-ms-apimTemplate-operationName".to_owned();
        parameters.insert(name, policy.operations.clone().into());
    }
    PolicyTemplateInstance {
        template_id: policy.template.clone(),
        title: policy.title.clone(),
        parameters: PolicyParameters::Other(parameters),
    }
}
