use serde_json::{Value, json};

use crate::api::{API_KEY_HEADER, CLIENT_ID_HEADER, CLIENT_SECRET_HEADER, VANITY_URL_HEADER};
use crate::connector::annotations::ask_for_the_key_once;
use crate::connector::options::ConnectorOptions;
use crate::connector::properties::{API_KEY, api_key};
use crate::connector::{DefinitionError, Kind, definition, properties};
use crate::token::AUTH_CHAIN;
use power_platform::swagger::Document;
use power_platform::{File, print};

const DEFINITION_PATH: &str = "/logic-apps/apiDefinition.swagger.json";
/// Fields of a workflow that are sent as headers: parameter, setting, header.
const CLIENT: [(&str, &str, &str); 2] = [
    ("client_id", "UKG_CLIENT_ID", CLIENT_ID_HEADER),
    ("client_secret", "UKG_CLIENT_SECRET", CLIENT_SECRET_HEADER),
];

pub const TEMPLATE: &str = "azuredeploy.json";
pub const WORKFLOW_CONSUMPTION: &str = "workflow.consumption.json";
pub const WORKFLOW_STANDARD: &str = "workflow.standard.json";

pub fn files(
    options: &ConnectorOptions,
    definition: &Document,
) -> Result<[File; 3], DefinitionError> {
    Ok([
        File::text(TEMPLATE, print(&template(options)?)),
        File::text(WORKFLOW_CONSUMPTION, print(&consumption(options, definition))),
        File::text(WORKFLOW_STANDARD, print(&standard(options, definition))),
    ])
}

/// An ARM template for `Microsoft.Web/customApis`, the custom connector of Logic Apps. Unlike the
/// built-in action it has connections, which keep the API key, or user name and password, as secrets.
fn template(options: &ConnectorOptions) -> Result<Value, DefinitionError> {
    let key_in_connection = options.with_api_key && options.kind == Kind::Action;
    let with_api_key = options.with_api_key && !key_in_connection;
    let options = ConnectorOptions { with_api_key, ..options.clone() };
    let mut definition = definition(&options)?;
    let mut connection_parameters = properties(&options).properties.connection_parameters;
    if key_in_connection {
        ask_for_the_key_once(&mut definition);
        connection_parameters.insert(API_KEY.to_owned(), api_key());
    }
    let name = options.kind.title().to_lowercase().replace(' ', "-");
    Ok(json!({
        "$schema":
            "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {
            "connectorName": {"type": "string", "defaultValue": name},
            "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
            "serviceUrl": {
                "type": "string",
                "defaultValue": options.public_url.to_string(),
                "metadata": {"description": "Where the service is reachable."},
            },
        },
        "resources": [{
            "type": "Microsoft.Web/customApis",
            "apiVersion": "2016-06-01",
            "name": "[parameters('connectorName')]",
            "location": "[parameters('location')]",
            "properties": {
                "displayName": options.kind.title(),
                "description": options.kind.description(),
                "brandColor": options.brand_color.to_string(),
                "apiType": "Rest",
                "connectionParameters": connection_parameters,
                "backendService": {"serviceUrl": "[parameters('serviceUrl')]"},
                "swagger": definition,
            },
        }],
    }))
}

/// The plan of a workflow decides where it keeps its secrets.
#[derive(Clone, Copy, PartialEq)]
enum Plan {
    /// In secure parameters of the workflow.
    Consumption,
    /// In the settings of the app.
    Standard,
}

impl Plan {
    /// The expression that reads a value, by its name as a parameter and as a setting.
    fn read(self, parameter: &str, setting: &str) -> Value {
        match self {
            Self::Consumption => format!("@parameters('{parameter}')").into(),
            Self::Standard => format!("@appsetting('{setting}')").into(),
        }
    }
}

/// A workflow of the consumption plan that gets a token by the built-in action `HTTP + Swagger`. Inputs
/// and outputs are kept out of the run history.
fn consumption(options: &ConnectorOptions, definition: &Document) -> Value {
    let mut flow = flow(options, definition, Plan::Consumption);
    flow["parameters"] = workflow_parameters(options);
    json!({"definition": flow, "parameters": {}})
}

fn workflow_parameters(options: &ConnectorOptions) -> Value {
    if options.kind == Kind::Profile {
        return json!({"keyName": {"type": "String"}, "apiKey": {"type": "SecureString"}});
    }
    let mut parameters = json!({
        // Without a default, so that no password goes to an example's tenant.
        "vanityUrl": {"type": "String"},
        "username": {"type": "SecureString"},
        "password": {"type": "SecureString"},
        "client_id": {"type": "SecureString"},
        "client_secret": {"type": "SecureString"},
    });
    if options.with_api_key {
        parameters["apiKey"] = json!({"type": "SecureString"});
    }
    parameters
}

/// The same workflow for the standard plan.
fn standard(options: &ConnectorOptions, definition: &Document) -> Value {
    json!({"definition": flow(options, definition, Plan::Standard), "kind": "Stateful"})
}

/// The request that gets the token.
fn inputs(options: &ConnectorOptions, path: &str, plan: Plan) -> Value {
    let username = plan.read("username", "UKG_USERNAME");
    let password = plan.read("password", "UKG_PASSWORD");
    let mut headers = json!({});
    if options.kind != Kind::Profile {
        headers[VANITY_URL_HEADER] = plan.read("vanityUrl", "UKG_VANITY_URL");
        if options.with_api_key {
            headers[API_KEY_HEADER] = plan.read("apiKey", "UKG_API_KEY");
        }
    }
    let mut inputs = json!({
        "uri": format!("{}{path}", options.public_url),
        "retryPolicy": {"type": "none"},
    });
    match options.kind {
        Kind::Action => {
            headers["Content-Type"] = "application/json".into();
            inputs["method"] = "POST".into();
            inputs["body"] = json!({
                "username": username,
                "password": password,
                "client_id": plan.read("client_id", "UKG_CLIENT_ID"),
                "client_secret": plan.read("client_secret", "UKG_CLIENT_SECRET"),
                "grant_type": "password",
                "auth_chain": AUTH_CHAIN,
            });
        }
        Kind::Account => {
            for (parameter, setting, header) in CLIENT {
                headers[header] = plan.read(parameter, setting);
            }
            inputs["method"] = "GET".into();
            inputs["authentication"] =
                json!({"type": "Basic", "username": username, "password": password});
        }
        Kind::Profile => {
            inputs["method"] = "GET".into();
            inputs["authentication"] = json!({
                "type": "Basic",
                "username": plan.read("keyName", "PROWFM_KEY_NAME"),
                "password": plan.read("apiKey", "PROWFM_API_KEY"),
            });
        }
    }
    if headers.as_object().is_some_and(|headers| !headers.is_empty()) {
        inputs["headers"] = headers;
    }
    inputs
}

/// The designer names an action by its summary.
fn action_name(definition: &Document) -> String {
    let first = definition.actions().next();
    first.map(|(_, action)| action.summary.replace(' ', "_")).unwrap_or_default()
}

fn flow(options: &ConnectorOptions, definition: &Document, plan: Plan) -> Value {
    let path = definition.paths.keys().next().map(String::as_str).unwrap_or_default();
    let inputs = inputs(options, path, plan);
    json!({
        "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/\
                    2016-06-01/workflowdefinition.json#",
        "contentVersion": "1.0.0.0",
        "triggers": {
            "Every_hour": {
                "type": "Recurrence",
                "recurrence": {"frequency": "Hour", "interval": 1},
            },
        },
        "actions": {
            action_name(definition): {
                "type": "Http",
                "runAfter": {},
                "inputs": inputs,
                "metadata": {
                    "apiDefinitionUrl":
                        format!("{}{}{DEFINITION_PATH}", options.public_url, options.kind.folder()),
                    "swaggerSource": "custom",
                },
                "runtimeConfiguration": {
                    "secureData": {"properties": ["inputs", "outputs"]},
                },
            },
        },
        "outputs": {},
    })
}
