use serde_json::{Value, json};

use super::{ISSUER, ORGANIZATION, PASSWORD_REALM, USER_SCOPES};
use crate::upstream::request::{UKG_REVOCATION_PATH, UKG_TOKEN_PATH};

/// OpenID Connect Discovery 1.0, section 4.
pub const CONFIGURATION_PATH: &str = "/.well-known/openid-configuration";
/// Where Auth0 has its keys.
pub const KEY_SET_PATH: &str = "/.well-known/jwks.json";

/// Without a page behind it.
const AUTHORIZATION_PATH: &str = "/authorize";

fn at(path: &str) -> String {
    format!("{}{path}", ISSUER.trim_end_matches('/'))
}

/// Where a browser is led that opens the tenant.
pub fn login_page() -> String {
    format!("{}?organization={ORGANIZATION}", at(AUTHORIZATION_PATH))
}

/// What the host says about itself.
pub fn configuration() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": at(AUTHORIZATION_PATH),
        "token_endpoint": at(UKG_TOKEN_PATH),
        "revocation_endpoint": at(UKG_REVOCATION_PATH),
        "jwks_uri": at(KEY_SET_PATH),
        "scopes_supported": USER_SCOPES,
        "response_types_supported": ["code"],
        "grant_types_supported": [PASSWORD_REALM, "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    })
}
