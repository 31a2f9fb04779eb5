//! What is in the log.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::fd::OwnedFd;

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::Value;

use crate::caller::{Caller, get};
use crate::mute::Mute;
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

/// They are no calls, and there are several for each view.
#[test]
fn pages_have_lines_at_debug_only() {
    let page = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    let refused = "DELETE /docs HTTP/1.1\r\nHost: x\r\n\r\n";
    let download = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    let asset = "GET /assets/unknown.css HTTP/1.1\r\nHost: x\r\n\r\n";
    for (level, expected) in [
        ("info", &["405 /docs", "200 /openapi.json", "404 "][..]),
        ("debug", &["200 /", "405 /docs", "200 /openapi.json", "404 "]),
    ] {
        let lines = log(&["--log", level], &[page, refused, download, asset]);
        let calls = lines.iter().filter(|line| line["message"] == "call");
        let calls = calls.map(|line| {
            format!("{} {}", line["status"], line["route"].as_str().unwrap_or_default())
        });
        assert_eq!(calls.collect::<Vec<_>>(), expected, "{level}");
    }
}

/// A terminal: what shows the text, and what programs write to.
fn terminal() -> (OwnedFd, OwnedFd) {
    let shown = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&shown).unwrap();
    unlockpt(&shown).unwrap();
    let name = ptsname(&shown, Vec::new()).unwrap();
    let written = open(name.as_c_str(), OFlags::WRONLY | OFlags::NOCTTY, Mode::empty()).unwrap();
    (shown, written)
}

#[test]
fn on_a_terminal_the_lines_are_short() {
    let (shown, written) = terminal();
    let service = Mute::start(written);
    get(&service.address, "/openapi.json");
    let mut lines = BufReader::new(File::from(shown)).lines().map(Result::unwrap);
    let line = lines.find(|line| line.contains("/openapi.json")).unwrap();
    let (time, rest) = line.split_once(' ').unwrap();
    assert!(time.len() == 8 && time.split(':').count() == 3, "{line}");
    assert!(rest.starts_with("\u{1b}[32m200\u{1b}[0m GET /openapi.json "), "{line}");
    assert!(rest.contains("ms peer=127.0.0.1 request_id="), "{line}");
    assert_eq!(service.terminate().code(), Some(0));
}
