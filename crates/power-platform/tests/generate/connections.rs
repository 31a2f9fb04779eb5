//! What a connection asks for.

use power_platform::check::{Gate, Level};
use serde_json::{Value, json};

use super::{builder, checked, configured, faults, shop};

/// The shop with a security scheme that all operations ask for.
fn secured(scheme: &Value) -> Value {
    let mut document = shop();
    document["components"]["securitySchemes"] = json!({"login": scheme});
    document["security"] = json!([{"login": ["read"]}]);
    document
}

fn oauth() -> Value {
    secured(&json!({"type": "oauth2", "flows": {"authorizationCode": {
        "authorizationUrl": "https://login.contoso.com/authorize",
        "tokenUrl": "https://login.contoso.com/token",
        "scopes": {"read": "Reads.", "write": "Writes."},
    }}}))
}

/// Security, connection parameters and policies, in short.
fn connection(document: &Value, config: &str) -> String {
    let connector = configured(document, config).unwrap().connector;
    let errors = checked(&connector, Gate::Custom);
    assert!(errors.iter().all(|finding| finding.level != Level::Error), "{errors:?}");
    let properties = &connector.properties.properties;
    let mut lines = vec![
        serde_json::to_string(&connector.definition.security_definitions).unwrap(),
        serde_json::to_string(&connector.definition.security).unwrap(),
    ];
    for (key, parameter) in &properties.connection_parameters {
        let constraints = serde_json::to_string(&parameter.ui_definition.constraints).unwrap();
        let name = &parameter.ui_definition.display_name;
        lines.push(format!("{key} {:?} {name} {constraints}", parameter.type_));
        let settings = parameter.oauth_settings.as_ref();
        lines.extend(settings.map(|settings| serde_json::to_string(settings).unwrap()));
    }
    let policies = &properties.policy_template_instances;
    lines.extend(policies.iter().map(|policy| serde_json::to_string(policy).unwrap()));
    lines.join("\n")
}

#[test]
fn it_is_that_of_the_document() {
    let schemes = [
        json!({"type": "apiKey", "in": "header", "name": "X-Key"}),
        json!({"type": "http", "scheme": "basic"}),
        json!({"type": "http", "scheme": "bearer"}),
    ];
    let all = schemes.map(|scheme| connection(&secured(&scheme), ""));
    insta::assert_snapshot!(all.join("\n\n"), @r#"
        {"login":{"type":"apiKey","in":"header","name":"X-Key"}}
        [{"login":[]}]
        api_key Securestring API Key {"tabIndex":2,"clearText":false,"required":"true"}

        {"login":{"type":"basic"}}
        [{"login":[]}]
        username String User Name {"tabIndex":2,"clearText":true,"required":"true"}
        password Securestring Password {"tabIndex":3,"clearText":false,"required":"true"}

        {"login":{"type":"apiKey","in":"header","name":"Authorization"}}
        [{"login":[]}]
        api_key Securestring Access Token {"tabIndex":2,"clearText":false,"required":"true"}
        {"templateId":"setheader","title":"Send the access token","parameters":{"x-ms-apimTemplateParameter.name":"Authorization","x-ms-apimTemplateParameter.value":"Bearer @connectionParameters('api_key')","x-ms-apimTemplateParameter.existsAction":"override","x-ms-apimTemplate-policySection":"Request"}}
    "#);
    assert_eq!(connection(&shop(), ""), "{}\n[]");
}

#[test]
fn a_second_key_is_sent_by_a_policy() {
    let mut document = secured(&json!({"type": "apiKey", "in": "header", "name": "X-Key"}));
    let second = json!({"type": "apiKey", "in": "header", "name": "X-Shop"});
    document["components"]["securitySchemes"]["shop-key"] = second;
    document["security"] = json!([{"login": [], "shop-key": []}]);
    insta::assert_snapshot!(connection(&document, ""), @r#"
        {"login":{"type":"apiKey","in":"header","name":"X-Key"}}
        [{"login":[]}]
        api_key Securestring API Key {"tabIndex":2,"clearText":false,"required":"true"}
        ShopKey Securestring Shop Key {"tabIndex":3,"clearText":false,"required":"true"}
        {"templateId":"setheader","title":"Shop Key","parameters":{"x-ms-apimTemplateParameter.name":"X-Shop","x-ms-apimTemplateParameter.value":"@connectionParameters('ShopKey')","x-ms-apimTemplateParameter.existsAction":"override","x-ms-apimTemplate-policySection":"Request"}}
    "#);
}

#[test]
fn users_log_in_by_oauth() {
    let error = builder(&oauth()).build().unwrap_err().to_string();
    insta::assert_snapshot!(error, @r#"connection: users log in by OAuth 2.0, so add kind = "oauth2" and the client-id of the connector"#);
    let kinds = [
        r#"connection = {kind = "oauth2", client-id = "id", scopes = ["read"]}"#,
        r#"connection = {kind = "oauth2", client-id = "id", own-redirect = true}"#,
        r#"connection = {kind = "oauth2", client-id = "id", provider = "oauth2generic"}"#,
        r#"connection = {kind = "oauth2", client-id = "id", provider = "aad", resource = "shop"}"#,
    ];
    let all = kinds.map(|config| connection(&oauth(), config));
    insta::assert_snapshot!(all.join("\n\n"), @r#"
        {"login":{"type":"oauth2","flow":"accessCode","authorizationUrl":"https://login.contoso.com/authorize","tokenUrl":"https://login.contoso.com/token","scopes":{"read":"Reads.","write":"Writes."}}}
        [{"login":["read","write"]}]
        token OAuthSetting Log in {"tabIndex":2,"clearText":true,"required":"true"}
        {"identityProvider":"oauth2","clientId":"id","scopes":["read"],"redirectMode":"Global","redirectUrl":"https://global.consent.azure-apim.net/redirect","properties":{"IsFirstParty":"False","IsOnbehalfofLoginSupported":false},"customParameters":{"authorizationUrl":{"value":"https://login.contoso.com/authorize"},"tokenUrl":{"value":"https://login.contoso.com/token"},"refreshUrl":{"value":"https://login.contoso.com/token"}}}

        {"login":{"type":"oauth2","flow":"accessCode","authorizationUrl":"https://login.contoso.com/authorize","tokenUrl":"https://login.contoso.com/token","scopes":{"read":"Reads.","write":"Writes."}}}
        [{"login":["read","write"]}]
        token OAuthSetting Log in {"tabIndex":2,"clearText":true,"required":"true"}
        {"identityProvider":"oauth2","clientId":"id","scopes":["read","write"],"redirectMode":"GlobalPerConnector","redirectUrl":"https://global.consent.azure-apim.net/redirect","properties":{"IsFirstParty":"False","IsOnbehalfofLoginSupported":false},"customParameters":{"authorizationUrl":{"value":"https://login.contoso.com/authorize"},"tokenUrl":{"value":"https://login.contoso.com/token"},"refreshUrl":{"value":"https://login.contoso.com/token"}}}

        {"login":{"type":"oauth2","flow":"accessCode","authorizationUrl":"https://login.contoso.com/authorize","tokenUrl":"https://login.contoso.com/token","scopes":{"read":"Reads.","write":"Writes."}}}
        [{"login":["read","write"]}]
        token OAuthSetting Log in {"tabIndex":2,"clearText":true,"required":"true"}
        {"identityProvider":"oauth2generic","clientId":"id","scopes":["read","write"],"redirectMode":"Global","redirectUrl":"https://global.consent.azure-apim.net/redirect","properties":{"IsFirstParty":"False","IsOnbehalfofLoginSupported":false},"customParameters":{"authorizationUrlTemplate":{"value":"https://login.contoso.com/authorize"},"authorizationUrlQueryStringTemplate":{"value":"?response_type=code&client_id={ClientId}&redirect_uri={RedirectUrl}&scope={Scopes}&state={State}"},"tokenUrlTemplate":{"value":"https://login.contoso.com/token"},"tokenBodyTemplate":{"value":"grant_type=authorization_code&code={Code}&redirect_uri={RedirectUrl}&client_id={ClientId}&client_secret={ClientSecret}"},"refreshUrlTemplate":{"value":"https://login.contoso.com/token"},"refreshBodyTemplate":{"value":"grant_type=refresh_token&refresh_token={RefreshToken}&client_id={ClientId}&client_secret={ClientSecret}"},"scopeListDelimiter":{"value":" "}}}

        {"login":{"type":"oauth2","flow":"accessCode","authorizationUrl":"https://login.contoso.com/authorize","tokenUrl":"https://login.contoso.com/token","scopes":{"read":"Reads.","write":"Writes."}}}
        [{"login":["read","write"]}]
        token OAuthSetting Log in {"tabIndex":2,"clearText":true,"required":"true"}
        {"identityProvider":"aad","clientId":"id","scopes":["read","write"],"redirectMode":"Global","redirectUrl":"https://global.consent.azure-apim.net/redirect","properties":{"IsFirstParty":"False","IsOnbehalfofLoginSupported":false},"customParameters":{"loginUri":{"value":"https://login.microsoftonline.com"},"tenantId":{"value":"common"},"resourceUri":{"value":"shop"}}}
    "#);
    let wrong = [
        r#"connection = {kind = "oauth2", client-id = ""}"#,
        r#"connection = {kind = "oauth2", client-id = "id", provider = "aad"}"#,
        r#"connection = {kind = "oauth2", client-id = "id", provider = "other"}"#,
    ];
    insta::assert_snapshot!(wrong.map(|config| faults(&oauth(), config)).join("\n"), @r"
        connection: the client-id is empty
        connection: the provider aad needs a resource
        connection: provider is oauth2, oauth2generic or aad
    ");
}

/// What the configuration says takes the place of what the platform cannot do.
#[test]
fn the_configuration_replaces_it_and_adds_fields() {
    let document = secured(&json!({"type": "openIdConnect", "openIdConnectUrl": "https://a.b"}));
    builder(&document).build().unwrap_err();
    let all = [
        connection(&document, r#"connection = {kind = "none"}"#),
        connection(&document, r#"connection = {kind = "api-key", header = "X-Key"}"#),
        connection(
            &document,
            r#"
            connection = {kind = "basic"}
            [fields.shop]
            label = "Shop"
            description = "The number of the shop."
            tooltip = "Provide the number"
            header = "X-Shop"
            optional = true
            "#,
        ),
    ];
    insta::assert_snapshot!(all.join("\n\n"), @r#"
        {}
        []

        {"API Key":{"type":"apiKey","in":"header","name":"X-Key"}}
        [{"API Key":[]}]
        api_key Securestring API Key {"tabIndex":2,"clearText":false,"required":"true"}

        {"Basic":{"type":"basic"}}
        [{"Basic":[]}]
        username String User Name {"tabIndex":2,"clearText":true,"required":"true"}
        password Securestring Password {"tabIndex":3,"clearText":false,"required":"true"}
        shop String Shop {"tabIndex":4,"clearText":true,"required":"false"}
        {"templateId":"setheader","title":"Shop","parameters":{"x-ms-apimTemplateParameter.name":"X-Shop","x-ms-apimTemplateParameter.value":"@connectionParameters('shop')","x-ms-apimTemplateParameter.existsAction":"override","x-ms-apimTemplate-policySection":"Request"}}
    "#);
}
