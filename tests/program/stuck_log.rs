//! A log that is not read: stderr is a pipe whose reader stands still, or is closed.

use std::io::{self, PipeReader, PipeWriter, Write};
use std::net::TcpListener;
use std::thread;

use crate::caller::{Caller, body, get};
use crate::mute::Mute;
use crate::process::{program, until};

const CONNECTIONS: usize = 4;
const CALLS_OF_EACH: usize = 1_250;
/// Calls that a connection sends before it reads the responses.
const BATCH: usize = 50;

/// Makes calls for tokens one after the other, and counts those that bring one.
fn tokens(address: &str, calls: usize) -> usize {
    let body = body("api.user");
    let call = format!(
        "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut caller = Caller::connect(address).unwrap();
    let mut tokens = 0;
    for _ in 0..calls / BATCH {
        caller.send(&call.repeat(BATCH));
        let mut responses = String::new();
        while responses.matches("HTTP/1.1 ").count() < BATCH || !responses.ends_with('}') {
            responses += &caller.some();
        }
        tokens += responses.matches("\"access_token\"").count();
    }
    tokens
}

/// A pipe that is full from the start, until the reader is dropped.
fn full_pipe() -> (PipeReader, PipeWriter) {
    let (reader, writer) = io::pipe().unwrap();
    let mut filler = writer.try_clone().unwrap();
    // More than any pipe holds, so that the thread goes on when there is room again.
    thread::spawn(move || filler.write_all(&vec![b'x'; 2 * 1024 * 1024]));
    (reader, writer)
}

#[test]
fn a_log_that_is_not_read_stops_neither_calls_nor_health_nor_metrics_nor_the_stop() {
    let (reader, writer) = full_pipe();
    let service = Mute::start(writer);
    let callers: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let address = service.address.clone();
            thread::spawn(move || tokens(&address, CALLS_OF_EACH))
        })
        .collect();
    let tokens: usize = callers.into_iter().map(|caller| caller.join().unwrap()).sum();
    assert_eq!(tokens, CONNECTIONS * CALLS_OF_EACH);
    get(&service.address, "/health/live");
    get(&service.address, "/health/ready");
    let dropped = service.dropped_lines();
    assert!((1..tokens).contains(&dropped), "{dropped}");
    assert_eq!(service.terminate().code(), Some(0));
    drop(reader);
}

#[test]
fn a_start_that_fails_ends_although_its_log_is_not_read() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let (reader, writer) = full_pipe();
    let address = taken.local_addr().unwrap().to_string();
    let mut service = program(&["serve", "--listen", &address]).stderr(writer).spawn().unwrap();
    until(|| service.try_wait().unwrap().is_some(), "the end of the service");
    assert_eq!(service.wait().unwrap().code(), Some(1));
    drop(reader);
}

#[test]
fn a_log_that_has_no_reader_is_harmless() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let service = Mute::start(writer);
    assert_eq!(tokens(&service.address, BATCH), BATCH);
    until(|| service.dropped_lines() >= BATCH, "all lines are counted");
    assert_eq!(service.terminate().code(), Some(0));
}
