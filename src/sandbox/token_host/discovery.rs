use serde_json::{Value, json};

use super::{ISSUER, PASSWORD_REALM, USER_SCOPES};
use crate::upstream::request::{UKG_REVOCATION_PATH, UKG_TOKEN_PATH};

/// OpenID Connect Discovery 1.0, section 4.
pub const CONFIGURATION_PATH: &str = "/.well-known/openid-configuration";
/// Where Auth0 has its keys.
pub const KEY_SET_PATH: &str = "/.well-known/jwks.json";

/// What the host says about itself. There is no login page behind the authorization endpoint.
pub fn configuration() -> Value {
    let at = |path: &str| format!("{}{path}", ISSUER.trim_end_matches('/'));
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": at("/authorize"),
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
