//! `health`: the probe for supervisors without an HTTP client.

use std::io::{Read, Write};
use std::net::TcpListener;

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use testing::Folder;

use crate::process::{Service, program, run};

/// Exit code and stderr of `health`; it prints nothing else.
fn health(arguments: &[&str]) -> (i32, String) {
    let (code, stdout, stderr) = run(&[&["health"], arguments].concat());
    assert_eq!(stdout, "");
    (code, stderr)
}

/// The address of a server that answers its one caller with this, or not at all.
fn scripted(response: Option<&'static str>) -> String {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/health/live", server.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut caller, _) = server.accept().unwrap();
        match response {
            Some(response) => {
                let mut request = [0; 4096];
                assert!(caller.read(&mut request).unwrap() > 0);
                caller.write_all(response.as_bytes()).unwrap();
            }
            // Until the caller has had enough.
            None => drop(caller.read_to_end(&mut Vec::new())),
        }
    });
    url
}

#[test]
fn a_facade_that_is_well_is_0_and_silence() {
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    for path in ["/health/live", "/health/ready"] {
        let url = format!("{}{path}", service.url);
        assert_eq!(health(&["--url", &url]), (0, String::new()));
    }
    let output = program(&["health"])
        .env("PROWFM_HEALTH_URL", format!("{}/health/live", service.url))
        .output()
        .unwrap();
    assert!(output.status.success());
}

#[test]
fn anything_else_is_1_and_a_reason() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, reason) in [
        (format!("http://{free}/health/live"), "Connection refused"),
        (scripted(Some("HTTP/1.1 503 Unavailable\r\ncontent-length: 0\r\n\r\n")), "returned 503"),
        // Not followed.
        (
            scripted(Some("HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n")),
            "returned 302",
        ),
        (scripted(Some("SSH-2.0-OpenSSH_9.2p1\r\n")), "invalid HTTP version"),
        (scripted(Some("")), "connection closed"),
        (scripted(None), "no response within 3s"),
    ] {
        let (code, stderr) = health(&["--url", &url]);
        assert_eq!(code, 1);
        assert!(stderr.starts_with(&format!("error: {url}: ")), "{stderr}");
        assert!(stderr.contains(reason), "{stderr}");
    }
}

#[test]
fn https_is_asked_too_and_only_where_the_certificate_is_right() {
    let folder = Folder::new("health");
    let made = rcgen::generate_simple_self_signed(["tokens.example.com".to_owned()]).unwrap();
    let cert = folder.write("cert.pem", &made.cert.pem());
    let key = folder.write("key.pem", &made.signing_key.serialize_pem());
    let service = Service::start(&[
        "serve",
        "--sandbox",
        "--listen",
        "127.0.0.1:0",
        "--tls-cert",
        &cert,
        "--tls-key",
        &key,
    ]);
    let address = service.url.strip_prefix("https://").unwrap();
    let url = "https://tokens.example.com/health/live";
    assert_eq!(health(&["--url", url, "--connect", address, "--ca", &cert]), (0, String::new()));
    let local = format!("{}/health/live", service.url);
    for (arguments, reason) in [
        (vec!["--url", url, "--connect", address], "UnknownIssuer"),
        (vec!["--url", local.as_str(), "--ca", &cert], "not valid for name"),
        (vec!["--url", url, "--connect", address, "--ca", &key], "no usable PEM certificate"),
    ] {
        let (code, stderr) = health(&arguments);
        assert_eq!(code, 1);
        assert!(stderr.contains(reason), "{stderr}");
    }
}

#[test]
fn a_certificate_of_a_ca_is_explained() {
    let folder = Folder::new("health-ca");
    let mut params = CertificateParams::new(vec!["tokens.example.com".to_owned()]).unwrap();
    // As `openssl req -x509` does.
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pair = KeyPair::generate().unwrap();
    let cert = folder.write("cert.pem", &params.self_signed(&pair).unwrap().pem());
    let key = folder.write("key.pem", &pair.serialize_pem());
    let tls = ["--tls-cert", cert.as_str(), "--tls-key", key.as_str()];
    let service =
        Service::start(&[&["serve", "--sandbox", "--listen", "127.0.0.1:0"], &tls[..]].concat());
    let url = "https://tokens.example.com/health/live";
    let (code, stderr) = health(&["--url", url, "--connect", service.address(), "--ca", &cert]);
    assert_eq!(code, 1);
    assert!(stderr.contains("-addext basicConstraints=critical,CA:FALSE"), "{stderr}");
}
