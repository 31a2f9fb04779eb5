//! Accounts on the server: from files to a token, and what happens when the files change.

use std::fs::{Permissions, set_permissions, write};
use std::os::unix::fs::PermissionsExt;

use testing::{Folder, needs};

use crate::process::{Service, run, shell, until};

const FILE: &str = r#"
[payroll]
tenant = "sandbox.mykronos.com"
username = "api.user"
password-file = "password"
client-id = "sandbox-client"
client-secret-file = "secret"
"#;

/// Writes a file that only its owner may use.
fn keep(path: &str, content: &str) {
    write(path, content).unwrap();
    set_permissions(path, Permissions::from_mode(0o600)).unwrap();
}

fn written(folder: &Folder) -> String {
    keep(&folder.file("password"), "sandbox-password\n");
    keep(&folder.file("secret"), "sandbox-secret");
    let profiles = folder.file("profiles.toml");
    keep(&profiles, FILE);
    profiles
}

/// Status and error code of a call, with these options of curl.
fn call(service: &Service, options: &str) -> String {
    let url = format!("{}/api/profile/access_token", service.url);
    let body = shell(&format!("curl -s -m 20 -w '%{{http_code}}' {options} {url}"));
    let (body, status) = body.split_at(body.len() - 3);
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    match body["error"].as_str() {
        Some(error) => format!("{status} {error}"),
        None => format!("{status} {}", body["token_type"].as_str().unwrap()),
    }
}

#[test]
fn an_account_of_the_server_gets_tokens_and_changes_with_its_files() {
    needs!("curl");
    let folder = Folder::new("profiles");
    let (keys, profiles) = (folder.file("keys"), written(&folder));
    let new = ["api-key", "new", "flow", "--profile", "payroll", "--append", &keys];
    let (code, key, _) = run(&new);
    let key = key.trim_end();
    assert_eq!(code, 0);
    let mut service = Service::start(&[
        "serve",
        "--sandbox",
        "--listen",
        "127.0.0.1:0",
        "--admin-listen",
        "127.0.0.1:0",
        "--api-keys",
        &keys,
        "--profiles",
        &profiles,
    ]);
    let admin = service.admin_url();
    let ready = || shell(&format!("curl -s -m 20 {admin}/health/ready"));
    let by_key = format!("-H 'X-API-Key: {key}'");
    assert_eq!(call(&service, &by_key), "200 Bearer");
    assert_eq!(call(&service, &format!("-u flow:{key}")), "200 Bearer");

    // A wrong password is in force as soon as its file is, and is not sent a second time.
    keep(&folder.file("password"), "wrong");
    until(|| call(&service, &by_key) != "200 Bearer", "the change is in force");
    assert_eq!(call(&service, &by_key), "403 login_paused");
    keep(&folder.file("password"), "sandbox-password");
    until(|| call(&service, &by_key) == "200 Bearer", "the change is in force");

    // Files that cannot be used change nothing, and show.
    let degraded = r#"{"status":"degraded","reasons":["profiles_reload_failed"]}"#;
    for (command, cause) in [
        (format!("chmod o+r {}", folder.file("secret")), "other users may read it"),
        (format!("rm {}", folder.file("secret")), "secret cannot be read"),
        (format!("echo 'password = \"hunter2\"' >> {profiles}"), "payroll.password: not a setting"),
        (format!("echo '[[' > {profiles}"), "line 1"),
    ] {
        shell(&command);
        service.says(cause);
        until(|| ready() == degraded, "the fault shows in readiness");
        assert_eq!(call(&service, &by_key), "200 Bearer", "{command}");
        written(&folder);
        until(|| ready().contains("ready"), "it is mended");
    }

    // A profile that is removed is gone.
    keep(&profiles, "");
    until(|| call(&service, &by_key) == "403 no_profile", "the change is in force");
    let (status, _, stderr) = service.terminate();
    assert_eq!(status.code(), Some(0));
    assert!(!stderr.contains("hunter2"), "{stderr}");
}

#[test]
fn profiles_that_cannot_be_used_end_the_start() {
    let folder = Folder::new("profiles-at-start");
    let (keys, profiles) = (folder.file("keys"), written(&folder));
    assert_eq!(run(&["api-key", "new", "flow", "--append", &keys]).0, 0);
    let start = |extra: &[&str]| {
        let serve = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--profiles", &profiles];
        run(&[&serve, extra].concat())
    };
    let (code, _, stderr) = start(&[]);
    assert_ne!(code, 0);
    assert!(stderr.contains("a profile belongs to an API key"), "{stderr}");
    let with_keys = ["--api-keys", &keys];
    let lost = folder.file("lost-keys");
    assert_eq!(run(&["api-key", "new", "lost", "--profile", "paroll", "--append", &lost]).0, 0);
    let serve = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--log-format", "json"];
    let service =
        Service::start(&[&serve[..], &["--api-keys", &lost, "--profiles", &profiles]].concat());
    service.says("names a profile that --profiles does not have");
    service.says("paroll");
    for (change, cause) in [
        (format!("chmod 644 {}", folder.file("password")), "other users may read it: chmod o="),
        (format!("chmod 622 {profiles}"), "other users may write it: chmod go-w"),
        (format!("printf '' > {}", folder.file("password")), "it is empty"),
        (
            format!("sed -i s/sandbox.mykronos.com/sandbox.example.com/ {profiles}"),
            "payroll.tenant: calls to sandbox.example.com are not allowed",
        ),
    ] {
        shell(&change);
        let (code, _, stderr) = start(&with_keys);
        assert_ne!(code, 0, "{change}");
        assert!(stderr.contains(cause), "{stderr}");
        written(&folder);
    }
}
