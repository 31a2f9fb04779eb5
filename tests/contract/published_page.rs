//! What the page of the published connector says, word for word. A stored flow holds the operation's
//! id and `body/username`, `body/password`, …: a flow keeps working exactly as long as this test is
//! green.

use power_platform::swagger::{Format, Schema, Type, Visibility};
use serde_json::{Value, json};

use crate::definition_json;

const WHAT_TO_DO: &str = "flows that were made for the published connector break with this change: \
    take it back, or add a new operation beside the old one";

fn operation(definition: &Value, path: &str) -> Value {
    definition["paths"][path]["post"].clone()
}

/// The schema that a body or a response refers to.
fn schema(definition: &Value, of: &Value) -> (String, Value) {
    let name = of["schema"]["$ref"].as_str().unwrap().strip_prefix("#/definitions/").unwrap();
    (name.to_owned(), definition["definitions"][name].clone())
}

/// Name, type or format, and description of each property that a maker sees, in the order of the
/// file (which a JSON map would lose).
fn table((name, _): &(String, Value)) -> Vec<(String, String, String)> {
    let definition = crate::definition();
    let Schema::Inline(object) = &definition.definitions[name] else { panic!("{name} is inline") };
    let fields = object.properties.iter().filter_map(|(name, schema)| match schema {
        Schema::Inline(field) => Some((name, field)),
        Schema::Reference(_) => None,
    });
    fields
        .filter(|(_, field)| field.x_ms_visibility != Some(Visibility::Internal))
        .map(|(name, field)| {
            assert_eq!(field.x_ms_summary.as_ref(), Some(name), "names are the plain field names");
            let kind = match (field.format, field.type_) {
                (Some(Format::Password), _) => "password",
                (_, Some(Type::Integer)) => "integer",
                _ => "string",
            };
            (name.clone(), kind.to_owned(), field.description.clone().unwrap())
        })
        .collect()
}

fn same(actual: &[(String, String, String)], expected: &[(&str, &str, &str)]) {
    let actual =
        actual.iter().map(|(name, kind, text)| (name.as_str(), kind.as_str(), text.as_str()));
    assert_eq!(actual.collect::<Vec<_>>(), expected, "{WHAT_TO_DO}");
}

#[test]
fn the_connector_is_named_and_described_as_published() {
    let definition = definition_json();
    assert_eq!(
        definition["info"],
        json!({
            "title": "UKG PRO WFM Authentication",
            "description": "Uses the UKG Pro Workforce Management (WFM) authentication API to generate an OAuth 2.0 access token, enabling secure and authenticated communication with UKG Pro WFM APIs. This ensures proper authorization for accessing workforce data and functionality. The connector simplifies authentication, supports seamless integration, and allows organizations to build custom solutions, automate workflows, and securely interact with workforce-related data while adhering to industry standards.",
            "contact": {
                "name": "KGS",
                "url": "https://www.ukg.com/support",
                "email": "support@ukg.com",
            },
            "version": "1.1",
        })
    );
    assert_eq!(
        definition["x-ms-connector-metadata"],
        json!([
            {"propertyName": "Website", "propertyValue": "https://www.ukg.com/"},
            {"propertyName": "Privacy policy", "propertyValue": "https://www.ukg.com/privacy"},
            {"propertyName": "Categories", "propertyValue": "Human Resources"},
        ])
    );
}

#[test]
fn the_published_action_is_the_first_and_the_same() {
    let definition = definition_json();
    let first = crate::definition().paths.keys().next().unwrap().clone();
    assert_eq!(first, "/api/authentication/access_token", "{WHAT_TO_DO}");
    let operation = operation(&definition, &first);
    assert_eq!(operation["operationId"], "GetAccessToken", "{WHAT_TO_DO}");
    assert_eq!(operation["summary"], "Get an OAuth access token");
    assert_eq!(
        operation["description"],
        "Credentials for an OAuth access token which is needed to call UKG Pro WFM APIs."
    );
    let parameters = operation["parameters"].as_array().unwrap();
    assert_eq!(parameters.len(), 1, "one body and nothing else");
    assert_eq!((&parameters[0]["in"], &parameters[0]["name"]), (&json!("body"), &json!("body")));
}

#[test]
fn its_parameters_are_those_of_the_page() {
    let definition = definition_json();
    let operation = operation(&definition, "/api/authentication/access_token");
    let body = schema(&definition, &operation["parameters"][0]);
    same(
        &table(&body),
        &[
            ("username", "string", "The runtime user's username for accessing Pro WFM."),
            ("password", "password", "The runtime user's password for accessing Pro WFM."),
            ("client_id", "string", "The oAuth client ID assigned to this Pro WFM tenant."),
            ("client_secret", "string", "The oAuth client secret assigned to this Pro WFM tenant."),
        ],
    );
    let body = body.1;
    let required =
        ["username", "password", "client_id", "client_secret", "grant_type", "auth_chain"];
    assert_eq!(body["required"], json!(required), "{WHAT_TO_DO}");
    for (name, constant) in [("grant_type", "password"), ("auth_chain", "OAuthLdapService")] {
        let property = &body["properties"][name];
        assert_eq!(
            (&property["default"], &property["x-ms-visibility"]),
            (&json!(constant), &json!("internal"))
        );
    }
}

#[test]
fn its_returns_are_those_of_the_page() {
    let definition = definition_json();
    let operation = operation(&definition, "/api/authentication/access_token");
    same(
        &table(&schema(&definition, &operation["responses"]["200"])),
        &[
            ("access_token", "string", "The access token created for accessing Pro WFM APIs."),
            (
                "refresh_token",
                "string",
                "The refresh token to get a new access token when the access token expires.",
            ),
            ("scope", "string", "The scope assigned to the access token."),
            ("id_token", "string", "The id token associated with the access token."),
            ("token_type", "string", "The type of token."),
            ("expires_in", "integer", "The time until the access token expires."),
        ],
    );
}

#[test]
fn the_three_further_actions_are_those_of_the_contract() {
    let definition = definition_json();
    for (path, id, summary, fields) in [
        (
            "/api/authentication/refresh_token",
            "RefreshAccessToken",
            "Refresh an OAuth access token",
            &["refresh_token", "client_id", "client_secret"][..],
        ),
        (
            "/api/authentication/token/revoke",
            "RevokeToken",
            "Revoke an OAuth token",
            &["token", "client_id", "client_secret"],
        ),
        (
            "/api/authentication/client_access_token",
            "GetClientAccessToken",
            "Get an OAuth access token without a user",
            &["client_id", "client_secret"],
        ),
    ] {
        let operation = operation(&definition, path);
        assert_eq!(operation["operationId"], id, "{WHAT_TO_DO}");
        assert_eq!(operation["summary"], summary);
        let body = schema(&definition, &operation["parameters"][0]);
        assert_eq!(body.1["required"], json!(fields), "{WHAT_TO_DO}");
        assert_eq!(table(&body).len(), fields.len());
    }
}

#[test]
fn a_connection_asks_for_the_vanity_url_and_a_policy_sends_it() {
    let properties = serde_json::to_value(crate::properties()).unwrap();
    let properties = &properties["properties"];
    let parameters = properties["connectionParameters"].as_object().unwrap();
    assert_eq!(parameters.keys().collect::<Vec<_>>(), ["vanityUrl"], "{WHAT_TO_DO}");
    let ui = &parameters["vanityUrl"]["uiDefinition"];
    assert_eq!(ui["displayName"], "PRO WFM Vanity URL");
    assert_eq!(ui["description"], "https://<hostname>.mykronos.com");
    assert_eq!(ui["constraints"]["required"], "true");
    assert_eq!(properties["publisher"], "UKG, Inc.");
    assert_eq!(properties.get("stackOwner"), None, "paconn update refuses it");
    let policies = properties["policyTemplateInstances"].as_array().unwrap();
    assert_eq!(policies.len(), 1, "several policies on one action fail");
    let policy = &policies[0]["parameters"];
    assert_eq!(policy["x-ms-apimTemplateParameter.name"], "X-WFM-Vanity-Url");
    assert_eq!(policy["x-ms-apimTemplateParameter.value"], "@connectionParameters('vanityUrl')");
    assert_eq!(policy["x-ms-apimTemplateParameter.existsAction"], "override");
    assert_eq!(policy["x-ms-apimTemplate-policySection"], "Request");
}
