//! What OAuth libraries discover: the metadata of an authorization server (RFC 8414, section 2).

use power_platform::PublicUrl;
use serde::Serialize;

use super::downloads::Download;
use crate::api::GRANT_TYPES;
use crate::page::paths;

#[derive(Serialize)]
struct Metadata {
    issuer: String,
    token_endpoint: String,
    revocation_endpoint: String,
    grant_types_supported: [&'static str; 4],
    /// Required. There is no endpoint for logins in a browser.
    response_types_supported: [&'static str; 0],
    token_endpoint_auth_methods_supported: [&'static str; 2],
    revocation_endpoint_auth_methods_supported: [&'static str; 2],
    service_documentation: String,
}

/// In the body, or by HTTP Basic, which libraries prefer.
const CLIENT_AUTHENTICATION: [&str; 2] = ["client_secret_basic", "client_secret_post"];

pub fn download(public_url: &PublicUrl) -> serde_json::Result<Download> {
    let metadata = Metadata {
        issuer: public_url.to_string(),
        token_endpoint: format!("{public_url}/oauth/token"),
        revocation_endpoint: format!("{public_url}/oauth/revoke"),
        grant_types_supported: GRANT_TYPES,
        response_types_supported: [],
        token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
        revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
        service_documentation: format!("{public_url}{}", paths::REFERENCE),
    };
    let text = serde_json::to_string_pretty(&metadata)?;
    Ok(Download::json(paths::METADATA, text.into()))
}
