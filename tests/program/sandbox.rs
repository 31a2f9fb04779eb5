use serde_json::Value;
use testing::{Folder, needs};

use crate::process::{Service, shell};

#[test]
fn a_facade_finds_a_sandbox_of_its_own_process() {
    needs!("curl");
    let folder = Folder::new("sandbox");
    let ca = &folder.file("ca.pem");
    let host = "acme.prd.mykronos.com";
    let sandbox =
        Service::start(&["sandbox", "--listen", "127.0.0.1:0", "--host", host, "--ca-out", ca]);
    let address = sandbox.url.strip_prefix("https://").unwrap();
    let pin = format!("{host}={address}");
    let app_key = folder.write("appkey", "key-of-the-service\n");
    let facade = Service::start(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--resolve",
        &pin,
        "--tenant-ca",
        ca,
        "--app-key-file",
        &app_key,
    ]);
    let call = |tenant: &str| {
        shell(&format!(
            "curl -s {}/api/authentication/access_token -H 'X-WFM-Vanity-Url: {tenant}' \
             -d username=api.user -d password=sandbox-password \
             -d client_id=sandbox-client -d client_secret=sandbox-secret",
            facade.url
        ))
    };
    let response: Value =
        serde_json::from_str(&call("https://acme.prd.mykronos.com/wfd/home")).unwrap();
    assert!(response["access_token"].is_string(), "{response}");
    let response: Value = serde_json::from_str(&call("https://evil.example.com")).unwrap();
    assert_eq!(response["error"], "tenant_not_allowed");

    // Without a facade, the CA file is all that curl needs.
    let data = shell(&format!("curl -s --cacert {ca} {}/api/v1/x", sandbox.url));
    assert!(data.contains("The token is not valid."));
}

/// The commands in a text for people, as they are pasted.
fn commands(text: &str, program: &str) -> Vec<String> {
    let text = text.replace("\\\n", " ");
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    lines.filter(|line| line.starts_with(program)).map(str::to_owned).collect()
}

fn json_of(command: &str) -> Value {
    serde_json::from_str(&shell(command)).unwrap()
}

#[test]
fn each_line_that_serve_prints_gets_a_token() {
    needs!("curl");
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    service.says("short-lived           tokens that expire after two seconds\n\n");
    let commands = commands(&service.stderr(), "curl ");
    assert_eq!(commands.len(), 4, "{commands:?}");
    let [legacy, connection, ukg, client] = [0, 1, 2, 3].map(|line| json_of(&commands[line]));
    let keys = |answer: &Value| answer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&connection), ["access_token", "expires_in", "scope", "token_type"]);
    assert!(legacy["scope"].as_str().unwrap().contains("givenName"), "{legacy}");
    assert_eq!(ukg["scope"], "access:wfm offline_access", "{ukg}");
    assert_eq!((&client["scope"], client.get("refresh_token")), (&"access:wfm".into(), None));
    // The user names that are printed for UKG Authentication are those that it knows.
    let blocked = json_of(&commands[2].replace("api.user", "suspicious"));
    assert_eq!(blocked["error"], "requires_verification");
}

#[test]
fn the_command_for_each_tenant_that_sandbox_prints_starts_a_facade() {
    needs!("curl");
    let folder = Folder::new("sandbox-commands");
    let ca = folder.file("ca.pem");
    let sandbox = Service::start(&["sandbox", "--listen", "127.0.0.1:0", "--ca-out", &ca]);
    sandbox.says("short-lived           tokens that expire after two seconds\n\n");
    let commands = commands(&sandbox.stderr(), "prowfm-auth ");
    assert_eq!(commands.len(), 2, "{commands:?}");
    let scopes = commands.iter().map(|command| {
        let arguments = command.split_whitespace().skip(1).chain(["--listen", "127.0.0.1:0"]);
        let facade = Service::start(&arguments.collect::<Vec<_>>());
        let tokens = json_of(&format!(
            "curl -s {}/api/authentication/access_token -d username=api.user \
             -d password=sandbox-password -d client_id=sandbox-client \
             -d client_secret=sandbox-secret",
            facade.url
        ));
        tokens["scope"].as_str().unwrap().to_owned()
    });
    let expected = ["givenName mail nonce openid profile sn uid", "access:wfm offline_access"]
        .map(str::to_owned);
    assert!(scopes.eq(expected));
}

#[test]
fn a_sandbox_can_answer_as_an_upgraded_tenant() {
    needs!("curl");
    for (flag, status) in
        [("--upgraded", "404"), ("--upgraded=not-found", "404"), ("--upgraded=works", "400")]
    {
        let folder = Folder::new("sandbox-upgraded");
        let ca = folder.file("ca.pem");
        let sandbox =
            Service::start(&["sandbox", "--listen", "127.0.0.1:0", "--ca-out", &ca, flag]);
        let answered = shell(&format!(
            "curl -s -o /dev/null --cacert {ca} -w '%{{http_code}}' -X POST \
             {}/api/authentication/access_token",
            sandbox.url
        ));
        assert_eq!(answered, status, "{flag}");
    }
}
