//! A simulated platform calls the facade: from the generated files and a connection's values to a token.

use std::sync::Arc;

use power_platform::File;
use prowfm_auth::access::{Access, Digest, KeyRing};
use prowfm_auth::connector::{ConnectorOptions, Kind, Variant, export};
use prowfm_auth::profiles::Profiles;
use testing::{
    CLIENT_ID, CLIENT_SECRET, Connection, ORGANIZATION, Platform, RunningFacade, ScriptedTenant,
    Start, TENANT, TOKEN_HOST, TOKENS, json,
};
use tokio::sync::watch;

const ACCOUNT: &str = "GetConnectionAccessToken";

/// The connector of this kind, imported.
fn imported(kind: Kind, with_api_key: bool) -> Platform {
    let url = "https://tokens.contoso.com".parse().unwrap();
    let options = ConnectorOptions {
        with_api_key,
        ..ConnectorOptions::of(kind, Variant::PowerPlatform, url)
    };
    let files = export::files(&options).unwrap();
    let bytes = |name: &str| {
        let file: &File = files.iter().find(|file| file.name == name).unwrap();
        file.bytes.clone()
    };
    Platform::import(&bytes("apiDefinition.swagger.json"), &bytes("apiProperties.json"))
}

async fn started() -> (RunningFacade, ScriptedTenant) {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant)
        .pinned(TOKEN_HOST, tenant.address())
        .without_default_tenant()
        .run()
        .await;
    (facade, tenant)
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
}

/// Each of these in turn is user name and password; what reaches the tenant is the same.
#[tokio::test]
async fn the_account_of_a_connection_reaches_the_tenant_unchanged() {
    let platform = imported(Kind::Account, false);
    let vanity_url = format!("https://{TENANT}");
    for (text, latin_1) in [
        ("jörg", true),
        ("jörg", false),
        ("пароль €", false),
        ("a:b::", false),
        ("it's \"quoted\"", false),
        ("{{name}} @connectionParameters('x','')", false),
        ("@{body()} %26 &=+", false),
        (" blank ", false),
    ] {
        let (facade, tenant) = started().await;
        let username = text.replace(':', "");
        let values = [
            ("username", &*username),
            ("password", text),
            ("vanityUrl", &vanity_url),
            ("clientId", CLIENT_ID),
            ("clientSecret", CLIENT_SECRET),
        ];
        let connection = Connection { latin_1, ..platform.connect(&values).unwrap() };
        let response = platform.call(&facade, &connection, ACCOUNT, &[]).send().await;
        assert_eq!(response.status, 200, "{text}: {}", response.body);
        let fields = tenant.received_fields();
        assert_eq!((field(&fields, "username"), field(&fields, "password")), (&*username, text));
        assert_eq!(field(&fields, "client_id"), CLIENT_ID);
        assert_eq!(field(&fields, "client_secret"), CLIENT_SECRET);
    }
}

/// A secret with characters of expressions is data.
#[tokio::test]
async fn the_client_of_a_connection_reaches_the_tenant_unchanged() {
    let platform = imported(Kind::Account, false);
    let vanity_url = format!("https://{TENANT}");
    for secret in ["{{a}}", "@b", "it's", "\"c\"", "d,'e'", "f:g;h", "é€"] {
        let (facade, tenant) = started().await;
        let values = [
            ("username", "user"),
            ("password", "password"),
            ("vanityUrl", &*vanity_url),
            ("clientId", secret),
            ("clientSecret", secret),
        ];
        let connection = platform.connect(&values).unwrap();
        let response = platform.call(&facade, &connection, ACCOUNT, &[("fresh", "true")]).send();
        assert_eq!(response.await.status, 200, "{secret}");
        let fields = tenant.received_fields();
        assert_eq!(field(&fields, "client_id"), secret);
        assert_eq!(field(&fields, "client_secret"), secret);
    }
}

/// Fields that are left empty become empty headers, or none.
#[tokio::test]
async fn optional_fields_may_be_left_empty_or_choose_the_login_service() {
    let platform = imported(Kind::Account, false);
    let vanity_url = format!("https://{TENANT}");
    let token_url = format!("https://{TOKEN_HOST}/oauth/token");
    let required = [
        ("username", "user"),
        ("password", "password"),
        ("vanityUrl", &*vanity_url),
        ("clientId", "c"),
        ("clientSecret", "s"),
    ];
    for (optional, path) in [
        (&[][..], "/api/authentication/access_token"),
        (
            &[("tokenUrl", ""), ("organization", ""), ("realm", "")],
            "/api/authentication/access_token",
        ),
        (&[("tokenUrl", &*token_url), ("organization", ORGANIZATION)], "/oauth/token"),
        (&[("tokenUrl", &*token_url), ("realm", "a realm")], "/oauth/token"),
    ] {
        let values = [&required[..], optional].concat();
        for drops_empty_headers in [false, true] {
            let (facade, tenant) = started().await;
            let connection = platform.connect(&values).unwrap();
            let connection = Connection { drops_empty_headers, ..connection };
            let response = platform.call(&facade, &connection, ACCOUNT, &[]).send().await;
            assert_eq!(response.status, 200, "{optional:?}: {}", response.body);
            let [request] = &tenant.received()[..] else { panic!("one request") };
            assert!(request.starts_with(&format!("POST {path} ")), "{request}");
        }
    }
}

#[test]
fn a_connection_without_a_required_value_cannot_be_made() {
    let all = ["username", "password", "vanityUrl", "clientId", "clientSecret", "apiKey"];
    let platform = imported(Kind::Account, true);
    for missing in all {
        let values: Vec<_> =
            all.into_iter().filter(|key| *key != missing).map(|k| (k, "x")).collect();
        let error = platform.connect(&values).unwrap_err();
        assert_eq!(error, format!("the field {missing} is required"));
    }
    assert!(platform.connect(&all.map(|key| (key, "x"))).is_ok());
    assert!(imported(Kind::Account, false).connect(&all.map(|key| (key, "x"))).is_err());
}

#[tokio::test]
async fn the_published_action_gets_a_token_by_its_own_fields() {
    let (facade, tenant) = started().await;
    let platform = imported(Kind::Action, false);
    let connection = platform.connect(&[("vanityUrl", &format!("https://{TENANT}"))]).unwrap();
    let inputs = [
        ("body/username", "jörg"),
        ("body/password", "{{p}}'@"),
        ("body/client_id", CLIENT_ID),
        ("body/client_secret", CLIENT_SECRET),
    ];
    let response = platform.call(&facade, &connection, "GetAccessToken", &inputs).send().await;
    assert_eq!(response.status, 200, "{}", response.body);
    let fields = tenant.received_fields();
    assert_eq!((field(&fields, "username"), field(&fields, "password")), ("jörg", "{{p}}'@"));
}

/// The key of a connection is all that the platform sends; the account is the server's.
#[tokio::test]
async fn the_key_of_a_connection_gets_a_token_of_its_profile() {
    const KEY: &str = "prowfm_key of a flow";
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let digest = Digest::of(KEY.as_bytes()).to_hexadecimal();
    let ring = format!("flow sha256:{digest} profile=payroll tenant=*");
    let ring = KeyRing::parse(ring.as_bytes(), |_| true).unwrap();
    let file = format!(
        "[payroll]\ntenant = \"{TENANT}\"\nusername = \"jörg\"\npassword-file = \"p\"\n\
         client-id = \"{CLIENT_ID}\"\nclient-secret-file = \"s\""
    );
    let files = [file.as_bytes(), "pässword".as_bytes(), CLIENT_SECRET.as_bytes()];
    let profiles = Profiles::parse(&files, |_| true).unwrap();
    let start = Start::with(&tenant).set(|settings| {
        settings.access = Access::Keys(watch::channel(Arc::new(ring)).1);
        settings.profiles = Some(watch::channel(Arc::new(profiles)).1);
    });
    let facade = start.run().await;
    let url = || "https://tokens.contoso.com".parse().unwrap();
    for (variant, values) in [
        (Variant::PowerPlatform, &[("api_key", KEY)][..]),
        (Variant::LogicApps, &[("username", "flow"), ("password", KEY)]),
    ] {
        let files = export::files(&ConnectorOptions::of(Kind::Profile, variant, url())).unwrap();
        let bytes = |name: &str| {
            files.iter().find(|file| file.name == name).map(|file| file.bytes.clone()).unwrap()
        };
        let platform =
            Platform::import(&bytes("apiDefinition.swagger.json"), &bytes("apiProperties.json"));
        assert!(platform.connect(&[]).is_err());
        let connection = platform.connect(values).unwrap();
        let response = platform.call(&facade, &connection, "GetProfileAccessToken", &[]).send();
        let response = response.await;
        assert_eq!(response.status, 200, "{}", response.body);
    }
    let received = tenant.received();
    assert_eq!(received.len(), 2);
    for request in received {
        let (_, body) = request.split_once("\r\n\r\n").unwrap();
        let fields: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        assert_eq!((field(&fields, "username"), field(&fields, "password")), ("jörg", "pässword"));
    }
}
