//! Security schemes, of which a connection has one kind.

use power_platform::lowering::{Options, lower_with};
use serde_json::{Value, json};

use super::{OPERATION, listed, ordinary, set};

/// The security of a definition whose document has these requirements.
fn security(global: Value, own: Option<Value>) -> String {
    let mut document = ordinary();
    let flow = json!({
        "authorizationUrl": "https://example.com/login",
        "tokenUrl": "https://example.com/token",
        "refreshUrl": "https://example.com/refresh",
        "scopes": {"read": "Reads.", "write": "Writes."},
    });
    let schemes = json!({
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "query": {"type": "apiKey", "in": "query", "name": "key"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": "key"},
        "basic": {"type": "http", "scheme": "basic"},
        "bearer": {"type": "http", "scheme": "Bearer", "bearerFormat": "JWT"},
        "digest": {"type": "http", "scheme": "digest"},
        "oauth": {"type": "oauth2", "flows": {"authorizationCode": flow}},
        "machine": {"type": "oauth2", "flows": {"clientCredentials": flow}},
        "discovered": {"type": "openIdConnect", "openIdConnectUrl": "https://example.com"},
    });
    set(&mut document, "/components/securitySchemes", schemes);
    set(&mut document, "/security", global);
    if let Some(own) = own {
        set(&mut document, &format!("{OPERATION}/security"), own);
    }
    let other = json!({"get": {"responses": {"200": {"description": "Done."}}}});
    set(&mut document, "/paths/~1other", other.clone());
    set(&mut document, "/paths/~1third", other);
    let lowered = lower_with(&document.to_string().parse().unwrap(), &Options::default());
    let definitions = serde_json::to_string(&lowered.definition.security_definitions).unwrap();
    let required = serde_json::to_string(&lowered.definition.security).unwrap();
    let names: Vec<_> = lowered.authentication.keys().map(String::as_str).collect();
    let names = names.join(", ");
    format!("[{names}] {definitions} {required}\n{}", listed(&lowered.findings))
        .trim_end()
        .to_owned()
}

#[test]
fn a_connection_authenticates_in_one_way() {
    let all = [
        security(json!([]), None),
        security(json!([{"key": []}]), None),
        security(json!([{"query": []}]), None),
        security(json!([{"basic": []}]), None),
        security(json!([{"bearer": []}]), None),
        security(json!([{"oauth": ["read"]}]), None),
        security(json!([{"digest": []}, {"basic": []}, {"key": []}]), None),
        security(json!([{"key": [], "oauth": []}]), None),
        security(json!([{"key": []}, {}]), Some(json!([]))),
        security(json!([{"key": []}]), Some(json!([{"basic": []}]))),
    ];
    insta::assert_snapshot!(all.join("\n"), @r##"
        [] {} []
        [key] {"key":{"type":"apiKey","in":"header","name":"X-Key"}} [{"key":[]}]
        [query] {"query":{"type":"apiKey","in":"query","name":"key"}} [{"query":[]}]
        [basic] {"basic":{"type":"basic"}} [{"basic":[]}]
        [bearer] {"bearer":{"type":"apiKey","in":"header","name":"Authorization"}} [{"bearer":[]}]
        [oauth] {"oauth":{"type":"oauth2","flow":"accessCode","authorizationUrl":"https://example.com/login","tokenUrl":"https://example.com/token","scopes":{"read":"Reads.","write":"Writes."}}} [{"oauth":["read","write"]}]
        [basic] {"basic":{"type":"basic"}} [{"basic":[]}]
        [oauth, key] {"oauth":{"type":"oauth2","flow":"accessCode","authorizationUrl":"https://example.com/login","tokenUrl":"https://example.com/token","scopes":{"read":"Reads.","write":"Writes."}}} [{"oauth":["read","write"]}]
        [key] {"key":{"type":"apiKey","in":"header","name":"X-Key"}} [{"key":[]}]
        [key] {"key":{"type":"apiKey","in":"header","name":"X-Key"}} [{"key":[]}]
        refused /paths/~1it/post: The operation asks for other credentials than the connection has.
    "##);
}

#[test]
fn what_no_connection_can_do_is_refused() {
    let all = [
        security(json!([{"cookie": []}]), None),
        security(json!([{"digest": []}]), None),
        security(json!([{"machine": []}]), None),
        security(json!([{"discovered": []}]), None),
        security(json!([{"missing": []}]), None),
        security(json!([{"basic": [], "oauth": []}]), None),
    ];
    insta::assert_snapshot!(all.join("\n"), @r"
        [] {} []
        refused /components/securitySchemes/cookie: The platform cannot send a key as a cookie.
        [] {} []
        refused /components/securitySchemes/digest: The platform knows HTTP authentication by Basic and Bearer only.
        [] {} []
        refused /components/securitySchemes/machine: The platform logs in to OAuth 2.0 by authorization code only.
        [] {} []
        refused /components/securitySchemes/discovered: The platform cannot discover where to log in.
        [] {} []
        refused /components/securitySchemes/missing: There is no security scheme of this name.
        [] {} []
        refused /components/securitySchemes: A connection has only one of these security schemes.
    ");
}
