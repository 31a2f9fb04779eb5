//! `serve --check-config` and `--print-config`: what a start would read, and what is in force.

use std::net::TcpListener;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use testing::Folder;

use crate::process::{program, run, run_command, shell};

const GOOD: &str = "everything that a start reads can be used";

/// All files that settings name, in a folder.
fn files(folder: &Folder) -> String {
    let mut params = CertificateParams::new(vec!["tokens.contoso.com".to_owned()]).unwrap();
    params.not_after = date_time_ymd(2020, 1, 1);
    let pair = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&pair).unwrap().pem();
    let cert = folder.write("cert.pem", &certificate);
    let key = folder.write("key.pem", &pair.serialize_pem());
    let ca = folder.write("ca.pem", &certificate);
    let keys = folder.file("keys");
    assert_eq!(run(&["api-key", "new", "flow", "--append", &keys]).0, 0);
    let profiles = folder.write("profiles", "");
    let secret = folder.write("secret", "p@ss-word-0123456789abcdef\n");
    let sealing = folder.write("sealing", &"ab".repeat(32));
    format!(
        "listen = '0.0.0.0:443'\ntls-cert = '{cert}'\ntls-key = '{key}'\napi-keys = '{keys}'\n\
         profiles = '{profiles}'\ntenant-ca = '{ca}'\napp-key-file = '{secret}'\n\
         redis = 'rediss://127.0.0.1:1'\nredis-password-file = '{secret}'\nredis-ca = '{ca}'\n\
         sealing-key-file = '{sealing}'\nlog-user-key-file = '{secret}'\n\
         [tenants.'acme.mykronos.com']\napp-key-file = '{secret}'\n"
    )
}

/// Exit code and stderr of the check of this file.
fn check(folder: &Folder, text: &str) -> (i32, String) {
    let file = folder.write("c.toml", text);
    let (code, stdout, stderr) = run(&["serve", "--config", &file, "--check-config"]);
    assert_eq!(stdout, "");
    (code, stderr.replace(&file, "c.toml"))
}

#[test]
fn a_configuration_that_would_start_passes_the_check_and_starts_nothing() {
    let folder = Folder::new("check-good");
    let (code, stderr) = check(&folder, &files(&folder));
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains(GOOD), "{stderr}");
    assert!(stderr.contains("WARN the certificate of --tls-cert has expired"), "{stderr}");
    assert!(!stderr.contains("p@ss"), "{stderr}");

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let mut command = program(&["serve", "--sandbox", "--listen", &taken, "--check-config"]);
    command.env("PROWFM_TENENT", "x");
    let (code, _, stderr) = run_command(command);
    assert_eq!(code, 0, "nothing is bound: {stderr}");
    assert!(stderr.contains("WARN the variable PROWFM_TENENT has no effect"), "{stderr}");
}

#[test]
fn every_file_that_cannot_be_used_is_named_with_its_setting() {
    let folder = Folder::new("check-bad");
    let text = files(&folder);
    for file in ["cert.pem", "keys", "profiles", "ca.pem", "secret", "sealing"] {
        folder.write(file, "hunter2");
    }
    // Otherwise there were warnings, too.
    shell(&format!("chmod -R o= {}", folder.file(".")));
    let (code, stderr) = check(&folder, &text);
    assert_eq!(code, 2);
    let folder_name = folder.file("");
    insta::assert_snapshot!(stderr.replace(&folder_name, ""), @r"
        error: c.toml: line 6: tenant-ca: ca.pem holds no usable PEM certificate
        error: c.toml: line 2: tls-cert: cert.pem cannot be used: it holds no usable PEM certificate
        error: c.toml: line 11: sealing-key-file: sealing cannot be used: line 1 is not at least 32 random bytes in base64 or hexadecimal
        error: c.toml: line 10: redis-ca: ca.pem contains no usable PEM certificate
        error: c.toml: line 12: log-user-key-file: secret has fewer than 16 bytes
        error: c.toml: line 4: api-keys: keys cannot be used: line 1: expected `sha256:` and 64 hex digits after the name; see `api-key new`
        error: c.toml: line 5: profiles: profiles cannot be used: line 1: key with no value, expected `=`
    ");
    assert!(!stderr.contains("hunter2"), "{stderr}");
    let (code, _, same) = run(&["serve", "--config", &folder.file("c.toml")]);
    assert_eq!(code, 1, "a start says the same");
    assert!(same.replace(&folder_name, "").contains(&stderr.replace(&folder_name, "")), "{same}");
}

#[test]
fn the_source_of_a_file_is_where_the_setting_comes_from() {
    let folder = Folder::new("check-source");
    let file = folder.write("c.toml", "log = 'info'\napi-keys = '/nowhere/keys'\n");
    let mut command = program(&["serve", "--check-config", "--config", &file]);
    command.env("PROWFM_TENANT_CA", "/nowhere/ca").arg("--app-key-file=/nowhere/app-key");
    let (code, _, stderr) = run_command(command);
    assert_eq!(code, 2);
    for part in [
        "c.toml: line 2: api-keys: /nowhere/keys cannot be read",
        "the variable PROWFM_TENANT_CA: /nowhere/ca cannot be read",
        "--app-key-file: /nowhere/app-key cannot be read",
    ] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }
}

#[test]
fn what_is_in_force_without_being_set_is_printed_too() {
    let folder = Folder::new("in-force");
    let file = folder.write(
        "c.toml",
        "tenant = 'acme.mykronos.com'\ntoken-url = 'welcome-us.ukg.net'\norganization = 'org_AbC123'\n\
         allow-token-host = ['welcome-us.ukg.net', 'welcome-eval.ukg.net']\n\
         [tenants.'other.mykronos.com']\nthrottle = '5/1s'\n",
    );
    let (code, stdout, _) = run(&["serve", "--print-config", "--config", &file]);
    assert_eq!(code, 0);
    let shown = stdout.replace(&file, "c.toml");
    for line in [
        "# public-url = \"http://127.0.0.1:8080\"  # the default, from listen",
        "# allow-tenant = [\"*.mykronos.com\"]  # the default, without *.dev.mykronos.com, \
         *.int.mykronos.com, *.gss.mykronos.com",
        "allow-token-host = [\"welcome-us.ukg.net\", \"welcome-eval.ukg.net\"]  # from c.toml",
        "# realm = \"AbC123-custom\"  # from the organization",
        "# log-format = \"json\"  # the default, because stderr is not a terminal",
        "# from c.toml",
    ] {
        assert!(shown.lines().any(|printed| printed == line), "{line}:\n{shown}");
    }
    let allowed = ["serve", "--print-config", "--allow-tenant", "a.example.com,*.example.org"];
    let (_, stdout, _) = run(&allowed);
    let line = "allow-tenant = [\"a.example.com\", \"*.example.org\"]  # from the command line";
    assert!(stdout.contains(line), "{stdout}");
    let default =
        "# allow-token-host = [\"welcome-us.ukg.net\", \"welcome-eval.ukg.net\"]  # the default";
    assert!(stdout.contains(default), "{stdout}");
}
