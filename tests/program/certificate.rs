//! `--tls-cert` and `--tls-key` of the real program.

use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::time::Duration;

use rcgen::generate_simple_self_signed;
use testing::{Folder, needs};

use crate::process::{Service, pause, program, until};

/// Long enough for the program to look at its files a few times.
const SOME_LOOKS: Duration = Duration::from_secs(2);

/// Certificates and their keys in a temporary folder.
struct Files(Folder);

impl Files {
    fn of(test: &str) -> Self {
        Self(Folder::new(&format!("certificate-{test}")))
    }

    fn path(&self, name: &str) -> String {
        self.0.file(name)
    }

    /// Puts a certificate and a key where the program finds them, both at once, as Kubernetes does:
    /// by a link to another folder. Returns the certificate's own path.
    fn put(&self, name: &str, cert: &str, key: &str) -> String {
        let (folder, link) = (self.0.path().join(name), self.0.path().join("link"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("cert.pem"), cert).unwrap();
        std::fs::write(folder.join("key.pem"), key).unwrap();
        symlink(&folder, &link).unwrap();
        std::fs::rename(link, self.0.path().join("current")).unwrap();
        self.path(&format!("{name}/cert.pem"))
    }

    /// Puts a new certificate and its key there.
    fn renew(&self, name: &str) -> String {
        let (cert, key) = certificate();
        self.put(name, &cert, &key)
    }
}

/// A certificate for the loopback address and its key, as PEM.
fn certificate() -> (String, String) {
    let made = generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

/// Whether a caller that trusts this certificate, and would rather speak HTTP/2, gets a response.
fn answers(service: &Service, trusted: &str) -> bool {
    let mut curl = Command::new("curl");
    curl.args(["-s", "-m", "20", "--http2", "--cacert", trusted, "-w", " %{http_version}"]);
    let output = curl.arg(format!("{}/health/live", service.url)).output().unwrap();
    output.stdout == br#"{"status":"ok"} 1.1"#
}

#[test]
fn renewed_files_are_picked_up_and_broken_ones_are_reported_once() {
    needs!("curl");
    let folder = Files::of("renewed");
    let first = folder.renew("first");
    let (cert, key) = (folder.path("current/cert.pem"), folder.path("current/key.pem"));
    let service = Service::start(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--log-format",
        "json",
        "--tls-cert",
        &cert,
        "--tls-key",
        &key,
    ]);
    assert!(service.url.starts_with("https://127.0.0.1:"));
    assert!(answers(&service, &first));

    let error = "a changed file is not used; the old one stays in force";
    folder.put("half", "-----BEGIN CERTIFICATE-----\nhalf of", &certificate().1);
    service.says(error);
    assert!(answers(&service, &first), "the old one stays in force");

    let second = folder.renew("second");
    until(|| answers(&service, &second), "the renewed certificate");
    assert!(!answers(&service, &first));

    // A key of another certificate, and then no file at all.
    folder.put("mismatch", &certificate().0, &certificate().1);
    until(|| service.stderr().matches(error).count() == 2, "the second error");
    pause(SOME_LOOKS);
    std::fs::remove_file(folder.path("current")).unwrap();
    until(|| service.stderr().matches(error).count() == 3, "the third error");
    pause(SOME_LOOKS);
    assert!(answers(&service, &second));

    let third = folder.renew("third");
    until(|| answers(&service, &third), "the certificate after that");
    let (status, _, stderr) = service.terminate();
    assert_eq!(status.code(), Some(0));
    let errors: Vec<_> = stderr.lines().filter(|line| line.contains(error)).collect();
    assert_eq!(errors.len(), 3, "once each: {stderr}");
    assert!(errors.iter().all(|line| line.contains(r#""level":"ERROR""#)), "{stderr}");
    assert!(errors.iter().all(|line| line.contains("--tls-cert")), "{stderr}");
    assert!(!stderr.contains("PRIVATE KEY"));
}

#[test]
fn files_that_cannot_be_used_are_refused_at_the_start() {
    let folder = Files::of("refused");
    folder.renew("one");
    folder.put("two", &certificate().0, &certificate().1);
    let (cert, key) = (folder.path("one/cert.pem"), folder.path("one/key.pem"));
    let other_key = folder.path("two/key.pem");
    for (cert, key, parts) in [
        (&*cert, &*other_key, ["--tls-cert", "certificate and key cannot be used together"]),
        (&*key, &*key, ["--tls-cert", "it holds no usable PEM certificate"]),
        (&*cert, &*cert, ["error: --tls-key: ", "it holds no usable PEM private key"]),
        (&*cert, "/nowhere.pem", ["--tls-key", "/nowhere.pem cannot be read"]),
        ("/nowhere.pem", &*key, ["--tls-cert", "/nowhere.pem cannot be read"]),
    ] {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key];
        let mut command = program(&arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        until(|| child.try_wait().unwrap().is_some(), "the end of a program that cannot start");
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{stderr}");
        assert!(parts.iter().all(|part| stderr.contains(part)), "{stderr}");
        assert!(!stderr.contains("PRIVATE KEY"), "{stderr}");
    }
}

/// One without the other is a mistake and not HTTP in clear.
#[test]
fn a_certificate_without_its_key_is_wrong_usage() {
    for (given, missing) in [("--tls-cert", "--tls-key"), ("--tls-key", "--tls-cert")] {
        let output = program(&["serve", given, "file.pem"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains(missing));
    }
}
