use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A way in which callers can authenticate. The first one of a definition counts.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum SecurityDefinition {
    /// `basic`: user name and password by HTTP Basic (RFC 7617).
    Basic(BasicDefinition),
    /// `apiKey`: a secret that callers send as it is.
    ApiKey(ApiKeyDefinition),
    /// `oauth2`: a token that the platform gets for a user (RFC 6749).
    #[serde(rename = "oauth2")]
    OAuth2(OAuth2Definition),
}

/// HTTP Basic, about which there is nothing more to say.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BasicDefinition {}

/// An API key.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyDefinition {
    /// `in`: where callers send the key.
    #[serde(rename = "in")]
    pub place: ApiKeyPlace,
    /// The name of the header or of the part of the query.
    pub name: String,
}

/// Where callers send an API key.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ApiKeyPlace {
    /// `header`: in a request header.
    Header,
    /// `query`: in the query string, which logs may show.
    Query,
}

/// OAuth 2.0 with the only flow that connections have.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OAuth2Definition {
    /// How a token is got.
    pub flow: OAuth2Flow,
    /// Where a user logs in.
    pub authorization_url: String,
    /// Where the platform gets the token.
    pub token_url: String,
    /// What a token may permit, by name, with a description.
    pub scopes: IndexMap<String, String>,
}

/// How a token is got. Connections know this flow alone.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum OAuth2Flow {
    /// `accessCode`: a user logs in, and the platform exchanges a code (RFC 6749, section 4.1).
    AccessCode,
}
