//! What is in the log.

use serde_json::Value;

use crate::caller::Caller;
use crate::process::Service;

const SERVE: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--log-format", "json"];

/// Sends a request, and the lines of the log about everything until the stop.
fn log(arguments: &[&str], requests: &[&str]) -> Vec<Value> {
    let service = Service::start(&[&SERVE[..], arguments].concat());
    for request in requests {
        let mut caller = Caller::connect(service.address()).unwrap();
        caller.send(request);
        assert!(caller.some().starts_with("HTTP/1.1 "), "{request}");
    }
    let (status, _, stderr) = service.terminate();
    assert_eq!(status.code(), Some(0));
    stderr.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The peers of the lines of calls.
fn peers(arguments: &[&str], headers: &[&str]) -> Vec<String> {
    let request = |headers: &&str| format!("GET /nothing HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
    let requests: Vec<_> = headers.iter().map(request).collect();
    let lines = log(arguments, &requests.iter().map(String::as_str).collect::<Vec<_>>());
    let calls = lines.iter().filter(|line| line["message"] == "call");
    calls.map(|call| call["peer"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_line_of_a_call_has_the_address_of_the_caller() {
    let forged = ["", "X-Forwarded-For: 192.0.2.1\r\n", "Forwarded: for=192.0.2.1\r\n"];
    assert_eq!(peers(&[], &forged), ["127.0.0.1"; 3], "others' headers are not believed");
    let elsewhere = ["--trusted-proxy", "10.0.0.0/8,::1"];
    assert_eq!(peers(&elsewhere, &forged), ["127.0.0.1"; 3]);
    let here = ["--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "127.0.0.1"];
    assert_eq!(peers(&here, &forged), ["127.0.0.1", "192.0.2.1", "192.0.2.1"]);
    let chain = "X-Forwarded-For: 6.6.6.6, 192.0.2.1:4711, 10.0.0.2\r\n";
    let garbage = "X-Forwarded-For: 6.6.6.6, p@ss\r\n";
    assert_eq!(peers(&here, &[chain, garbage]), ["192.0.2.1", "127.0.0.1"]);
}

/// As with a cookie that is too long, of which a maker sees an empty page.
#[test]
fn a_request_that_ends_in_the_parser_has_a_line() {
    let long = format!("GET / HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n", "p@ss".repeat(9_000));
    let requests = ["p@ss word\r\n\r\n", "GET /p@ss HTTP/1.1\r\np@ss word: x\r\n\r\n", &long];
    let lines = log(&["--trusted-proxy", "127.0.0.1"], &requests);
    let refused: Vec<_> = lines.iter().filter(|line| line["reason"].is_string()).collect();
    let fields = |line: &&Value| {
        assert_eq!((&line["level"], &line["peer"]), (&"INFO".into(), &"127.0.0.1".into()));
        [&line["reason"], &line["cause"]].map(|field| field.as_str().unwrap().to_owned())
    };
    let expected = [
        ["bad_request", "invalid HTTP method parsed"],
        ["bad_request", "invalid HTTP header parsed"],
        ["header_too_large", "message head is too large"],
    ];
    assert_eq!(refused.iter().map(fields).collect::<Vec<_>>(), expected);
    assert!(!lines.iter().any(|line| line.to_string().contains("p@ss")), "{lines:?}");
}
