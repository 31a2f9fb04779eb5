//! Stopping by signals.

use rustix::process::Signal;

use crate::caller::{Caller, body};
use crate::process::{Service, until};

const SANDBOX: [&str; 4] = ["serve", "--sandbox", "--listen", "127.0.0.1:0"];

/// Status of a `GET` on a new connection; `None` if the port is closed.
fn get(address: &str, path: &str) -> Option<String> {
    let mut caller = Caller::connect(address)?;
    caller.send(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    Some(caller.rest().split(' ').nth(1).unwrap_or_default().to_owned())
}

/// Half of the calls wait for a slow tenant when the signal comes; the bodies of the others arrive after
/// all idle connections are closed.
fn every_call_in_flight_is_answered(signal: Signal) {
    let service = Service::start(&SANDBOX);
    let address = service.address().to_owned();
    let connect = || Caller::connect(&address).unwrap();
    let mut idle = connect();
    idle.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(idle.some().starts_with("HTTP/1.1 200 "));
    let (mut silent, mut half) = (connect(), connect());
    half.send("POST /api/authentication/access_token HTTP/1.1\r\nHost:");
    let begin = |username: &'static str| {
        let mut caller = connect();
        caller.begin(&body(username));
        (caller, body(username))
    };
    let mut early: Vec<_> = (0..16).map(|_| begin("slow")).collect();
    let mut late: Vec<_> = (0..16).map(|_| begin("api.user")).collect();
    for (caller, body) in &mut early {
        caller.send(body);
    }
    service.signal(signal);
    for caller in [&mut idle, &mut silent, &mut half] {
        assert_eq!(caller.rest(), "", "it is closed while calls are in flight");
    }
    until(|| Caller::connect(&address).is_none(), "connections are no longer accepted");
    for (caller, body) in &mut late {
        caller.send(body);
    }
    for (mut caller, _) in early.into_iter().chain(late) {
        let response = caller.rest();
        assert!(
            response.starts_with("HTTP/1.1 200 ") && response.contains("access_token"),
            "{response}"
        );
        assert!(response.ends_with('}'), "{response}");
    }
    let (status, _, stderr) = service.ended();
    assert_eq!(status.code(), Some(0));
    assert_eq!(stderr.matches("stopping: calls in flight are finished first").count(), 1);
}

#[test]
fn after_sigterm_every_call_in_flight_is_answered() {
    every_call_in_flight_is_answered(Signal::TERM);
}

#[test]
fn after_sigint_every_call_in_flight_is_answered() {
    every_call_in_flight_is_answered(Signal::INT);
}

/// Administrators send them out of habit, because other programs reopen their logs then.
#[test]
fn signals_for_other_programs_are_ignored() {
    let service = Service::start(&SANDBOX);
    let mut caller = Caller::connect(service.address()).unwrap();
    let body = body("slow");
    caller.begin(&body);
    caller.send(&body);
    for signal in [Signal::USR1, Signal::USR2, Signal::ALARM] {
        service.signal(signal);
        assert_eq!(get(service.address(), "/health/live").as_deref(), Some("200"), "{signal:?}");
    }
    assert!(caller.some().starts_with("HTTP/1.1 200 "), "the call in flight is finished");
    assert_eq!(service.terminate().0.code(), Some(0));
}

/// A load balancer needs time to notice; meanwhile calls are accepted.
#[test]
fn with_a_stop_delay_readiness_ends_first() {
    let service = Service::start(&[&SANDBOX[..], &["--stop-delay", "5s"]].concat());
    let address = service.address().to_owned();
    assert_eq!(get(&address, "/health/ready").as_deref(), Some("200"));
    service.signal(Signal::TERM);
    until(|| get(&address, "/health/ready").as_deref() == Some("503"), "it is not ready");
    assert_eq!(get(&address, "/health/live").as_deref(), Some("200"));
    let mut caller = Caller::connect(&address).unwrap();
    let body = body("api.user");
    caller.begin(&body);
    caller.send(&body);
    assert!(caller.some().starts_with("HTTP/1.1 200 "));
    assert_eq!(caller.rest(), "", "an idle connection is closed at the end");
    assert_eq!(service.ended().0.code(), Some(0));
}

/// In both orders: an operator in a hurry does not look up which signal was the first one.
#[test]
fn a_second_signal_ends_the_process_at_once() {
    for (first, second) in
        [(Signal::TERM, Signal::INT), (Signal::INT, Signal::INT), (Signal::TERM, Signal::TERM)]
    {
        let service = Service::start(&SANDBOX);
        let mut caller = Caller::connect(service.address()).unwrap();
        // No body follows: the first signal alone would take as long as a body may take.
        caller.begin(&body("api.user"));
        service.signal(first);
        service.says("stopping: calls in flight are finished first");
        service.signal(second);
        let (status, _, stderr) = service.ended();
        assert_eq!(status.code(), Some(1), "{first:?} {second:?}: {stderr}");
        assert_eq!(caller.rest(), "", "nothing was answered");
    }
}
