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
