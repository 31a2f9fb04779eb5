use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

use crate::process::PATIENCE;

/// The body of a call that the sandbox answers with tokens, after three seconds if the user is
/// `slow`.
pub fn body(username: &str) -> String {
    format!(
        "username={username}&password=sandbox-password&client_id=sandbox-client\
         &client_secret=sandbox-secret"
    )
}

/// A caller with a connection of its own.
pub struct Caller(TcpStream);

impl Caller {
    /// Connects to `host:port`; `None` if the port is closed.
    pub fn connect(address: &str) -> Option<Self> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Some(Self(stream))
    }

    pub fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// Sends the header of a call for a token, and waits until it is asked for the body: from then on,
    /// the call is in flight.
    pub fn begin(&mut self, body: &str) {
        self.send(&format!(
            "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        ));
        assert_eq!(self.some(), "HTTP/1.1 100 Continue\r\n\r\n");
    }

    /// The bytes that arrive next; empty if the connection is closed.
    pub fn some(&mut self) -> String {
        let mut buffer = vec![0; 64 * 1024];
        let length = self.0.read(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    }

    /// All that arrives until the connection is closed, or reset because something that was sent has
    /// not been read.
    pub fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        if let Err(error) = self.0.read_to_end(&mut rest) {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "the connection is closed");
        }
        String::from_utf8(rest).unwrap()
    }
}

/// A good response to a `GET` on a new connection.
pub fn get(address: &str, path: &str) -> String {
    let mut caller = Caller::connect(address).unwrap();
    caller.send(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    let response = caller.rest();
    assert!(response.starts_with("HTTP/1.1 200 "), "{path}: {response}");
    response
}
