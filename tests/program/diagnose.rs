//! `prowfm-auth diagnose` against scripted tenants: what it says, what it sends, how it ends.

mod faults;
mod json;
mod redirects;
mod services;

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use serde_json::Value;
use testing::{
    Act, Authority, Fault, Folder, NEIGHBOUR, Request, ScriptedTenant, Step, TENANT, TOKEN_HOST,
    raw_response,
};

use crate::process::run;

const OAUTH_ERROR: &str =
    r#"{"error":"invalid_request","error_description":"Grant type is not set"}"#;
const LEGACY_PAGE: &str = "https://pod7-prd01-ath01.prd.mykronos.com/authn/XUI/?realm=/acme_prd_01&goto=secret-state#login";
const UKG_PAGE: &str = "https://welcome-us.ukg.net/authorize?client_id=web&organization=org_AbC123&\
                        state=secret-state";
const DISCOVERY: &str = r#"{"issuer":"https://welcome-us.ukg.net/",
    "token_endpoint":"https://welcome-us.ukg.net/oauth/token"}"#;

/// A host that answers by the request line, and keeps what it received.
struct Site {
    host: ScriptedTenant,
    received: Arc<Mutex<Vec<String>>>,
}

/// The first lines of requests, and the responses to them. Everything else is 404 with a page.
type Answers = Vec<(&'static str, Vec<u8>)>;

impl Site {
    async fn new(answers: Answers) -> Self {
        Self::with_fault(answers, Fault::None).await
    }

    async fn with_fault(answers: Answers, fault: Fault) -> Self {
        let received: Arc<Mutex<Vec<String>>> = Arc::default();
        let journal = Arc::clone(&received);
        let act = Act::respond(move |request: Request| {
            let known = answers.iter().find(|(line, _)| request.text.starts_with(line));
            let response = known.map_or_else(page, |(_, response)| response.clone());
            let response = dated(response);
            journal.lock().unwrap().push(request.text);
            async { vec![Step::Send(response)] }
        });
        let hosts = [TENANT, NEIGHBOUR, TOKEN_HOST, "acme-sso.prd.mykronos.com"];
        let host = ScriptedTenant::start(&Authority::new(), &hosts, act, fault).await;
        Self { host, received }
    }

    /// What it received, in order, without carriage returns.
    fn received(&self) -> Vec<String> {
        let mut received = self.received.lock().unwrap().clone();
        received.sort();
        received.iter().map(|request| request.replace('\r', "")).collect()
    }
}

/// Stands for the time at which a response is sent.
const NOW: &str = "[now]";

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    raw_response(status, &[headers, &[("Date", NOW)]].concat(), body)
}

fn dated(response: Vec<u8>) -> Vec<u8> {
    let now = httpdate::fmt_http_date(SystemTime::now());
    String::from_utf8(response).unwrap().replace(NOW, &now).into_bytes()
}

fn page() -> Vec<u8> {
    response(404, &[("Content-Type", "text/html")], "<html>not \x1b[31m here</html>")
}

fn redirect(to: &str) -> Vec<u8> {
    response(302, &[("Location", to), ("Set-Cookie", "authn_ssid=*canary*; Secure")], "")
}

fn json(status: u16, body: &str) -> Vec<u8> {
    response(status, &[("Content-Type", "application/json")], body)
}

fn legacy() -> Answers {
    vec![
        ("GET / ", redirect("/wfd/home")),
        ("GET /wfd/home ", redirect(LEGACY_PAGE)),
        ("POST /api/authentication/access_token ", json(400, OAUTH_ERROR)),
    ]
}

fn upgraded() -> Answers {
    vec![("GET / ", redirect(UKG_PAGE))]
}

fn token_host() -> Answers {
    vec![("GET /.well-known/openid-configuration ", json(200, DISCOVERY))]
}

/// What the command did.
struct Outcome {
    code: i32,
    stdout: String,
}

/// Runs it with these hosts pinned and trusted. Ports in the text are made equal, of the same length.
async fn diagnose(address: &str, hosts: &[(&str, &ScriptedTenant)], more: &[&str]) -> Outcome {
    let folder = Folder::new("diagnose");
    let authorities: String = hosts.iter().map(|(_, host)| host.ca_pem()).collect();
    let mut arguments: Vec<String> = vec!["diagnose".into(), address.into()];
    if !hosts.is_empty() {
        arguments.extend(["--tenant-ca".to_owned(), folder.write("ca.pem", &authorities)]);
    }
    for (name, host) in hosts {
        arguments.extend(["--resolve".to_owned(), format!("{name}={}", host.address())]);
    }
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    let running = tokio::task::spawn_blocking(move || {
        run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    });
    let (code, mut stdout, stderr) = running.await.unwrap();
    assert_eq!(stderr, "");
    for (_, host) in hosts {
        stdout = stdout.replace(&format!(":{}", host.address().port()), ":44444");
    }
    for canary in ["secret-state", "canary", "\x1b"] {
        assert!(!stdout.contains(canary), "{stdout}");
    }
    Outcome { code, stdout }
}

impl Outcome {
    /// The lines of a check in the report for programs: status, finding, advice.
    fn check(&self, name: &str) -> Vec<(String, String, String)> {
        let report: Value = serde_json::from_str(&self.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let checks = report["checks"].as_array().unwrap();
        let named = checks.iter().filter(|check| check["check"] == name);
        named.map(|it| (text(&it["status"]), text(&it["finding"]), text(&it["advice"]))).collect()
    }

    fn json(&self) -> Value {
        let mut report: Value = serde_json::from_str(&self.stdout).unwrap();
        if report["clock_ahead_seconds"].as_i64().is_some_and(|ahead| (0..3).contains(&ahead)) {
            report["clock_ahead_seconds"] = 0.into();
        }
        report
    }
}

const JSON: [&str; 2] = ["--format", "json"];
const QUICK: [&str; 4] = ["--connect-timeout", "1s", "--tenant-timeout", "1s"];

fn quick_json() -> Vec<&'static str> {
    [&JSON[..], &QUICK[..]].concat()
}
