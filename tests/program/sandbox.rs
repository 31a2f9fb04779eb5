use serde_json::Value;

use crate::process::{Service, shell};

#[test]
fn a_facade_finds_a_sandbox_of_its_own_process() {
    let folder = std::env::temp_dir().join(format!("prowfm-auth-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let ca = folder.join("ca.pem");
    let ca = ca.to_str().unwrap();
    let host = "acme.prd.mykronos.com";
    let sandbox =
        Service::start(&["sandbox", "--listen", "127.0.0.1:0", "--host", host, "--ca-out", ca]);
    let address = sandbox.url.strip_prefix("https://").unwrap();
    let pin = format!("{host}={address}");
    let app_key = folder.join("appkey");
    std::fs::write(&app_key, "key-of-the-service\n").unwrap();
    let facade = Service::start(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--resolve",
        &pin,
        "--tenant-ca",
        ca,
        "--app-key-file",
        app_key.to_str().unwrap(),
    ]);
    let call = |tenant: &str| {
        shell(&format!(
            "curl -s {}/api/authentication/access_token -H 'X-WFM-Vanity-Url: {tenant}' \
             -d username=api.user -d password=sandbox-password \
             -d client_id=sandbox-client -d client_secret=sandbox-secret",
            facade.url
        ))
    };
    let answer: Value =
        serde_json::from_str(&call("https://acme.prd.mykronos.com/wfd/home")).unwrap();
    assert!(answer["access_token"].is_string(), "{answer}");
    let answer: Value = serde_json::from_str(&call("https://evil.example.com")).unwrap();
    assert_eq!(answer["error"], "tenant_not_allowed");

    // Without a facade, the CA file is all that curl needs.
    let data = shell(&format!("curl -s --cacert {ca} {}/api/v1/x", sandbox.url));
    assert!(data.contains("The token is not valid."));
    std::fs::remove_dir_all(&folder).unwrap();
}
