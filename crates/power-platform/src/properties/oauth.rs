use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// How the platform gets a token for a connection. The client's secret is entered in the portal.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OAuthSettings {
    /// The kind of login service, such as `oauth2`.
    pub identity_provider: String,
    /// The id of the connector as a client of the login service.
    pub client_id: String,
    /// What the token may permit.
    pub scopes: Vec<String>,
    /// Whether the connector has a redirect URL of its own (`GlobalPerConnector`).
    pub redirect_mode: String,
    /// Where the login returns to. With an URL of its own, the platform appends the connector's id.
    pub redirect_url: String,
    /// Flags that the platform expects.
    pub properties: OAuthFlags,
    /// The addresses of the login service, by names that depend on its kind.
    pub custom_parameters: IndexMap<String, CustomParameter>,
}

/// Flags that the platform expects; both are off.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct OAuthFlags {
    /// Whether the connector is Microsoft's own, as text.
    pub is_first_party: String,
    /// Whether a service may log in on behalf of its user.
    pub is_onbehalfof_login_supported: bool,
}

impl Default for OAuthFlags {
    fn default() -> Self {
        Self { is_first_party: "False".to_owned(), is_onbehalfof_login_supported: false }
    }
}

/// A value for a login service.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CustomParameter {
    /// The value.
    pub value: String,
}
