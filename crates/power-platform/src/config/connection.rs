use serde::{Deserialize, Serialize};

/// How a connection authenticates. What is left out is taken from the document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Connection {
    /// Not at all.
    None,
    /// By a key in a header or in the query.
    #[serde(rename_all = "kebab-case")]
    ApiKey {
        /// The header with the key.
        #[serde(default)]
        header: Option<String>,
        /// The part of the query with the key. Logs may show it.
        #[serde(default)]
        query: Option<String>,
    },
    /// By user name and password.
    Basic,
    /// By a token that a person enters.
    Bearer,
    /// By a token that the platform gets for a person who logs in.
    #[serde(rename = "oauth2", rename_all = "kebab-case")]
    OAuth2 {
        /// The kind of login service: oauth2, oauth2generic, aad.
        #[serde(default)]
        provider: Option<String>,
        /// The id of the connector as a client of the login service. The secret is entered in the portal.
        client_id: String,
        /// Where a person logs in.
        #[serde(default)]
        authorization_url: Option<String>,
        /// Where the platform gets the token.
        #[serde(default)]
        token_url: Option<String>,
        /// Where it gets a new one, if elsewhere.
        #[serde(default)]
        refresh_url: Option<String>,
        /// What the token may permit; without one, all that the document names.
        #[serde(default)]
        scopes: Vec<String>,
        /// With the provider aad: the resource, such as the id of its application.
        #[serde(default)]
        resource: Option<String>,
        /// With the provider aad: the tenant, such as common.
        #[serde(default)]
        tenant: Option<String>,
        /// Whether the connector has a redirect URL of its own, as reviewers of certification ask for.
        #[serde(default)]
        own_redirect: bool,
    },
}

/// A further field of a connection.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ConnectionField {
    /// The label of the field.
    pub label: String,
    /// The placeholder in the empty field.
    pub description: String,
    /// The text on hover.
    #[serde(default)]
    pub tooltip: Option<String>,
    /// Whether the value is a secret that is never shown again.
    #[serde(default)]
    pub secret: bool,
    /// Whether it may be left empty.
    #[serde(default)]
    pub optional: bool,
    /// The header of all requests that the platform sends the value in.
    #[serde(default)]
    pub header: Option<String>,
}
