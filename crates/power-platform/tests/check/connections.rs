//! OAuth settings, sets of connection parameters, policies and scripts.

use power_platform::check::Severity::{Custom, Review, Warning};
use power_platform::check::{self, Gate, Rule};
use serde_json::{Value, json};

use crate::mutant::{
    DEFINITION, Mutant, PROPERTIES, SCRIPT, assert_fine, assert_found, changed, mutants_beside,
    mutants_of, rules,
};
use crate::patch::{Change, add, remove, rename, replace};

const CONNECTION: &str = "/properties/connectionParameters";
const SHOP_UI: &str = "/properties/connectionParameters/shop/uiDefinition";
const POLICY: &str = "/properties/policyTemplateInstances/0";
const PARAMETERS: &str = "/properties/policyTemplateInstances/0/parameters";
const PREFIX: &str = "x-ms-apimTemplateParameter";

/// OAuth settings in which nothing is wrong, changed at one place.
fn oauth(pointer: &str, value: Option<Value>) -> Change {
    let value_of = |text: &str| json!({"value": text});
    let token = "https://login.contoso.com/token";
    let secret = "client_id={ClientId}&client_secret={ClientSecret}";
    let settings = json!({
        "identityProvider": "oauth2generic",
        "clientId": "[[client]]",
        "clientSecret": "[[secret]]",
        "redirectMode": "GlobalPerConnector",
        "redirectUrl": "https://global.consent.azure-apim.net/redirect/things",
        "scopes": ["read"],
        "customParameters": {
            "authorizationUrlTemplate": value_of("https://{Site}/authorize"),
            "authorizationUrlQueryStringTemplate":
                value_of("?client_id={ClientId}&state={State}&redirect_uri={RedirectUrl}"),
            "tokenUrlTemplate": value_of(token),
            "tokenBodyTemplate": value_of(&format!("code={{Code}}&{secret}")),
            "refreshUrlTemplate": value_of(token),
            "refreshBodyTemplate": value_of(&format!("refresh_token={{RefreshToken}}&{secret}"))
        }
    });
    let site = json!({
        "type": "string",
        "uiDefinition": {"displayName": "Site", "description": "The host name of the site."}
    });
    let base = add(
        format!("{CONNECTION}/token"),
        json!({"type": "oauthSetting", "oAuthSettings": settings}),
    )
    .and(add(format!("{CONNECTION}/token:Site"), site));
    let pointer = format!("{CONNECTION}/{pointer}");
    match value {
        _ if pointer.ends_with('/') => base,
        Some(value) => base.and(replace(pointer, value)),
        None => base.and(remove(pointer)),
    }
}

/// Two sets, of which only the first has a user.
fn sets(change: Option<Change>) -> Change {
    let text = |name: &str| json!({"type": "string", "uiDefinition": {"displayName": name, "description": name}});
    let set = |name: &str, parameters: Value| json!({"name": name, "uiDefinition": {"displayName": name}, "parameters": parameters});
    let user = set("user", json!({"user": text("User"), "site": text("Site")}));
    let sets = json!({"values": [user, set("site", json!({"site": text("Site")}))]});
    let base = add("/properties/connectionParameterSets", sets);
    change.into_iter().fold(base, Change::and)
}

fn policy(template: &str, parameters: &Value) -> Change {
    let policy = json!({"templateId": template, "title": "More", "parameters": parameters});
    add("/properties/policyTemplateInstances/1", policy)
}

fn sends(template: &str, parameter: &str, value: &str) -> Change {
    let name = json!("x");
    let mut parameters = json!({format!("{PREFIX}.{parameter}"): value});
    if template == "setqueryparameter" {
        parameters[format!("{PREFIX}.name")] = name;
    }
    policy(template, &parameters)
}

pub fn mutants() -> Vec<Mutant> {
    let settings = |member: &str| format!("token/oAuthSettings/{member}");
    let custom = |member: &str| format!("token/oAuthSettings/customParameters/{member}");
    let mut mutants = mutants_of(
        PROPERTIES,
        [
            (Rule::A01, Custom, add("/properties/scriptOperations", "ListThings")),
            (Rule::A01, Custom, replace(format!("{SHOP_UI}/tooltip"), json!(["a"]))),
            (Rule::A01, Custom, replace(format!("{POLICY}/title"), 1)),
            (Rule::A07, Warning, add(format!("{SHOP_UI}/constraints/hidden"), false)),
            (Rule::A11, Custom, remove(format!("{PARAMETERS}/{PREFIX}.name"))),
            (
                Rule::A11,
                Custom,
                rename(format!("{PARAMETERS}/{PREFIX}.value"), "x-ms-apimTemplateParameter.valeu"),
            ),
            (Rule::A11, Custom, sends("dynamichosturl", "hostUrl", "https://contoso.com")),
            (Rule::A11, Warning, add(format!("{PARAMETERS}/{PREFIX}.owner"), "me")),
            (
                Rule::A11,
                Warning,
                replace(format!("{PARAMETERS}/x-ms-apimTemplate-policySection"), "Reply"),
            ),
            (Rule::A12, Custom, oauth(&settings("identityProvider"), None)),
            (Rule::A12, Warning, oauth(&settings("identityProvider"), Some("oauth3".into()))),
            (Rule::A12, Warning, oauth(&custom("tokenUrlTemplate"), Some(json!({"text": "x"})))),
            (
                Rule::A12,
                Warning,
                add(format!("{CONNECTION}/token"), json!({"type": "oauthSetting"})),
            ),
            (Rule::A13, Warning, oauth(&custom("refreshBodyTemplate"), None)),
            (Rule::A13, Warning, oauth("token:Site", None)),
            (Rule::A14, Review, oauth(&settings("redirectMode"), Some("Global".into()))),
            (Rule::A14, Warning, oauth(&settings("redirectMode"), Some("Local".into()))),
            (Rule::A15, Warning, oauth(&settings("clientSecret"), Some("2YotnFZFEjr1zCsi".into()))),
            (Rule::A16, Custom, add(format!("{SHOP_UI}/constraints/pattern"), "^[a-z]+$")),
            (Rule::A16, Warning, remove(SHOP_UI)),
            (Rule::A16, Review, remove(format!("{SHOP_UI}/description"))),
            (Rule::A17, Warning, add("/properties/scriptOperations", json!(["ListThinks"]))),
            (
                Rule::A18,
                Custom,
                sets(Some(replace("/properties/connectionParameterSets/values", json!({})))),
            ),
            (
                Rule::A18,
                Custom,
                sets(Some(remove("/properties/connectionParameterSets/values/0/name"))),
            ),
            (
                Rule::A18,
                Warning,
                sets(Some(remove("/properties/connectionParameterSets/values/1/parameters/site"))),
            ),
            (
                Rule::A18,
                Warning,
                sets(Some(sends(
                    "routerequesttoendpoint",
                    "newPath",
                    "/@connectionParameters('user')",
                ))),
            ),
            (
                Rule::A19,
                Warning,
                sends("setqueryparameter", "value", "@connectionParameters('api_key')"),
            ),
            (
                Rule::A19,
                Warning,
                sends("routerequesttoendpoint", "newPath", "/@connectionParameters('api_key')"),
            ),
        ],
    );
    let broken = policy(
        "setconnectionstatustounauthenticated",
        &json!({format!("{PREFIX}.statusCode"): 401}),
    );
    let basic = replace("/securityDefinitions/API Key", json!({"type": "basic"}));
    let title = replace(format!("{SHOP_UI}/displayName"), "The shop");
    mutants.extend(mutants_beside(
        PROPERTIES,
        [
            (Rule::A20, Warning, title, DEFINITION, basic),
            (Rule::A21, Warning, broken, DEFINITION, remove("/x-ms-capabilities")),
        ],
    ));
    mutants
}

#[test]
fn each_mutant_of_a_connection_is_found() {
    assert_found(&mutants());
}

#[test]
fn connections_that_keep_the_rules_are_fine() {
    assert_fine(
        PROPERTIES,
        [
            oauth("", None),
            oauth("token/oAuthSettings/clientSecret", None),
            sets(None),
            sets(Some(sends(
                "routerequesttoendpoint",
                "newPath",
                "/@connectionParameters('user','')/@connectionParameters('site')",
            ))),
            add("/properties/scriptOperations", json!(null)),
            add("/properties/scriptOperations", json!([])),
            policy(
                "stringreplace",
                &json!({
                    format!("{PREFIX}.propertyParentPath"): "@body()",
                    format!("{PREFIX}.sourceString"): "-",
                    format!("{PREFIX}.replacementString"): "",
                    format!("{PREFIX}.newPropertyPath"): "@item().name"
                }),
            ),
            replace(format!("{POLICY}/templateId"), "SetHeader"),
        ],
    );
}

#[test]
fn operations_of_a_script_need_the_script() {
    let handled = add("/properties/scriptOperations", json!(["ListThings"]));
    let folder = changed(PROPERTIES, &handled);
    assert_eq!(check::check(folder.path(), Gate::Custom).unwrap(), []);
    std::fs::remove_file(folder.path().join(SCRIPT)).unwrap();
    let findings = check::check(folder.path(), Gate::Custom).unwrap();
    assert_eq!(rules(&findings), [(Rule::A17, Warning)]);
}
