use serde_json::Value;
use testing::needs;

use crate::process::{Service, program, shell};

/// The indented lines after the sentence that introduces them.
fn printed_curl(stderr: &str) -> String {
    let after = stderr.split("Get a token:").nth(1).unwrap();
    let lines = after.lines().skip_while(|line| line.trim().is_empty());
    lines.take_while(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_printed_curl_line_brings_the_six_fields() {
    needs!("curl");
    // The line is the same for the same address: one service prints it, a second one answers it.
    let first = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    let first_url = first.url.clone();
    let (status, _, stderr) = first.terminate();
    assert!(status.success());
    let second = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    let line = printed_curl(&stderr).replace(&first_url, &second.url);
    let response: Value = serde_json::from_str(&shell(&line)).unwrap();
    let names: Vec<_> = response.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        ["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]
    );
}

#[test]
fn more_threads_serve_calls_where_they_are_asked_for() {
    needs!("curl");
    for (wanted, more) in [("1", false), ("3", true)] {
        let arguments = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--worker-threads"];
        let service = Service::start(&[&arguments[..], &[wanted]].concat());
        service.says("These user names");
        assert!(shell(&printed_curl(&service.stderr())).contains("access_token"));
        let threads = std::fs::read_dir(format!("/proc/{}/task", service.pid())).unwrap().count();
        // Of its own it has one that serves, the log's, and two for what blocks.
        assert_eq!(threads > 4, more, "{threads} threads");
    }
}

#[test]
fn refresh_and_revoke_work_with_what_the_first_call_brought() {
    needs!("curl");
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    let url = format!("{}/api/authentication", service.url);
    let client = "-d client_id=sandbox-client -d client_secret=sandbox-secret";
    let token = format!(
        "curl -s {url}/access_token -d username=api.user -d password=sandbox-password {client}"
    );
    let token: Value = serde_json::from_str(&shell(&token)).unwrap();
    let refresh_token = token["refresh_token"].as_str().unwrap();
    let refresh = format!("curl -s {url}/refresh_token -d refresh_token={refresh_token} {client}");
    let refreshed: Value = serde_json::from_str(&shell(&refresh)).unwrap();
    assert_ne!(refreshed["access_token"], token["access_token"]);
    let revoke = format!("curl -s {url}/token/revoke -d token={refresh_token} {client}");
    assert_eq!(shell(&revoke), "{}");
    let refused: Value = serde_json::from_str(&shell(&refresh)).unwrap();
    assert_eq!(refused["error"], "invalid_request");
}

#[test]
fn what_a_program_reads_is_on_stdout_and_what_a_person_reads_on_stderr() {
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    let address = service.url.clone();
    assert!(address.starts_with("http://127.0.0.1:"));
    let (status, stdout, stderr) = service.terminate();
    assert_eq!((status.code(), stdout.as_str()), (Some(0), ""));
    assert!(stderr.contains("Get a token:"));
}

#[test]
fn not_even_at_trace_level_does_the_log_show_a_secret() {
    needs!("curl");
    let filter = "trace,hyper=trace,h2::proto=trace,rustls=trace";
    let service =
        Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0", "--log", filter]);
    let url = format!("{}/api/authentication/access_token", service.url);
    let client = "-d client_id=sandbox-client -d client_secret=sandbox-secret";
    for (user, status) in [
        ("canary-user", "400"),
        ("echo", "400"),
        ("missing-app-key", "200"),
        ("redirect", "502"),
        ("huge", "502"),
        ("rotating", "200"),
    ] {
        let answered = shell(&format!(
            "curl -s -m 20 -o /dev/null -w '%{{http_code}}' '{url}' -H 'appkey: canary-appkey' \
             -d username={user} -d password=canary-password {client}"
        ));
        assert_eq!(answered, status, "{user}");
    }
    shell(&format!("curl -s -m 20 '{url}?password=canary-password' -d username=canary-user"));
    shell(&format!("curl -s -m 20 '{url}/canary-path' -d username=canary-user"));
    let (_, _, stderr) = service.terminate();
    assert!(stderr.contains("\"operation\":\"GetAccessToken\""), "{stderr}");
    for secret in ["canary", "sandbox-secret", "hyper::"] {
        let log = stderr.lines().filter(|line| line.starts_with('{'));
        assert_eq!(log.filter(|line| line.contains(secret)).count(), 0, "{secret}: {stderr}");
    }
}

/// They would hold passwords.
#[test]
fn core_dumps_are_off() {
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", service.pid())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(line.split_whitespace().skip(4).collect::<Vec<_>>(), ["0", "0", "bytes"]);
}

#[test]
fn proxy_variables_are_ignored() {
    needs!("curl");
    let mut command = program(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "http_proxy"] {
        command.env(name, "http://127.0.0.1:9");
    }
    let service = Service::spawn(command);
    assert!(sandbox_token(&service).contains("access_token"));
}

#[test]
fn a_flag_goes_before_its_variable_and_the_variable_before_the_default() {
    needs!("curl");
    let mut command = program(&["serve", "--sandbox", "--public-url", "https://flag.example.com"]);
    command.env("PROWFM_LISTEN", "127.0.0.1:0");
    command.env("PROWFM_PUBLIC_URL", "https://variable.example.com");
    command.env("PROWFM_ALLOW_ANONYMOUS", "1");
    command.env("PROWFM_TENANT_TIMEOUT", "300ms");
    command.env("PROWFM_LOG_FORMAT", "text");
    let service = Service::spawn(command);
    assert_ne!(service.url, "http://127.0.0.1:8080");
    let definition = shell(&format!("curl -s {}/apiDefinition.swagger.json", service.url));
    let definition: Value = serde_json::from_str(&definition).unwrap();
    assert_eq!(definition["host"], "flag.example.com");
    let late = shell(&format!(
        "curl -s -m 20 {}/api/authentication/access_token -d username=slow -d password=x \
         -d client_id=sandbox-client -d client_secret=sandbox-secret",
        service.url
    ));
    assert!(late.contains("tenant_timeout"), "{late}");
    let (_, _, stderr) = service.terminate();
    assert!(stderr.contains("error=\"tenant_timeout\""), "{stderr}");
}

/// The response to the credentials of the sandbox.
fn sandbox_token(service: &Service) -> String {
    shell(&format!(
        "curl -s -m 20 {}/api/authentication/access_token -d username=api.user \
         -d password=sandbox-password -d client_id=sandbox-client -d client_secret=sandbox-secret",
        service.url
    ))
}

#[test]
fn json_lines_hold_what_an_operator_looks_for() {
    needs!("curl");
    let service =
        Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0", "--log-format", "json"]);
    let url = format!("{}/api/authentication/access_token", service.url);
    shell(&format!(
        "curl -s '{url}' -H 'X-Request-Id: run-1' -d username=locked -d password=x \
         -d client_id=sandbox-client -d client_secret=sandbox-secret"
    ));
    let root = &service.url;
    shell(&format!("curl -s -X $(printf 'x%.0s' $(seq 500)) {root}/openapi.json"));
    shell(&format!("curl -s {root}/health/live && curl -s {root}/health/ready"));
    shell(&format!(
        "curl -s '{url}' -H 'X-WFM-Vanity-Url: not.example.com' -d username=x -d password=x \
         -d client_id=sandbox-client -d client_secret=sandbox-secret"
    ));
    let (_, _, stderr) = service.terminate();
    let odd = stderr.lines().find(|line| line.contains("method_not_allowed")).unwrap();
    assert!(odd.contains("\"method\":\"_OTHER\"") && odd.contains("\"route\":\"/openapi.json\""));
    assert!(!stderr.contains("/health/"), "probes are not logged: {stderr}");
    let refused = stderr.lines().find(|line| line.contains("\"refused_tenant\":")).unwrap();
    assert!(refused.contains("\"not.example.com\"") && refused.contains("\"user\":"), "{refused}");
    let line = stderr.lines().find(|line| line.contains("run-1")).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["operation"], "GetAccessToken");
    assert_eq!((&line["status"], &line["error"]), (&400.into(), &"invalid_grant".into()));
    assert_eq!(line["tenant"], "sandbox.mykronos.com");
    assert!(line["ms"].as_f64().unwrap() >= line["tenant_ms"].as_f64().unwrap());
    assert!(line["kronos_tid"].is_string());
}
