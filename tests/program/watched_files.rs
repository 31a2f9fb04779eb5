//! What operators see of files that the program cannot use.

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use testing::{Folder, needs};

use crate::process::{Service, run, shell, until};

fn start(arguments: &[&str]) -> (Service, String) {
    let admin = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
    let mut service = Service::start(&[&admin, arguments].concat());
    let admin = service.admin_url();
    (service, admin)
}

fn readiness(admin: &str) -> String {
    shell(&format!("curl -s -m 20 {admin}/health/ready"))
}

fn metric(admin: &str, name: &str) -> Option<String> {
    let metrics = shell(&format!("curl -s -m 20 {admin}/metrics"));
    metrics.lines().find_map(|line| line.strip_prefix(&format!("{name} ")).map(str::to_owned))
}

#[test]
fn a_key_file_that_cannot_be_used_shows_until_it_is_mended() {
    needs!("curl");
    let folder = Folder::new("unusable-keys");
    let file = folder.file("keys");
    assert_eq!(run(&["api-key", "new", "flow", "--append", &file]).0, 0);
    let good = std::fs::read(&file).unwrap();
    let (service, admin) = start(&["--api-keys", &file]);
    let failed = || metric(&admin, "prowfm_reload_failed{file=\"api-keys\"}");
    assert_eq!(readiness(&admin), r#"{"status":"ready","reasons":[]}"#);
    assert_eq!(failed().as_deref(), Some("0"));

    let degraded = r#"{"status":"degraded","reasons":["api_keys_reload_failed"]}"#;
    let faults = [
        (format!("echo broken > {file}"), "line 1"),
        (format!("rm {file}"), "cannot be read"),
        (format!("rm {file} && mkfifo {file}"), "not a regular file"),
        (format!("rm {file} && ln -s /dev/zero {file}"), "not a regular file"),
        (format!("rm {file} && truncate -s 5M {file}"), "larger than 4 MiB"),
    ];
    for (command, cause) in &faults {
        shell(command);
        service.says(cause);
        until(|| readiness(&admin) == degraded, "the fault shows in readiness");
        assert_eq!(failed().as_deref(), Some("1"), "{command}");
        std::fs::remove_file(&file).ok();
        std::fs::write(&file, &good).unwrap();
        until(|| readiness(&admin).contains("ready"), "it is mended");
        until(|| failed().as_deref() == Some("0"), "it is mended");
    }
    let (status, ..) = service.terminate();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_certificate_that_callers_refuse_shows_from_the_start() {
    needs!("curl");
    let folder = Folder::new("expired-certificate");
    let (cert, key) = (folder.file("cert.pem"), folder.file("key.pem"));
    let mut params = CertificateParams::new(vec!["other.example.com".to_owned()]).unwrap();
    params.not_before = date_time_ymd(2019, 1, 1);
    params.not_after = date_time_ymd(2020, 1, 1);
    let pair = KeyPair::generate().unwrap();
    std::fs::write(&cert, params.self_signed(&pair).unwrap().pem()).unwrap();
    std::fs::write(&key, pair.serialize_pem()).unwrap();
    let public = "https://tokens.contoso.com";
    let (service, admin) = start(&["--tls-cert", &cert, "--tls-key", &key, "--public-url", public]);
    let degraded = r#"{"status":"degraded","reasons":["certificate_expired"]}"#;
    assert_eq!(readiness(&admin), degraded);
    let end = metric(&admin, "prowfm_tls_certificate_not_after_seconds");
    assert_eq!(end.as_deref(), Some("1577836800"));
    service.says("has expired");
    service.says("is not for the host of --public-url");
}
