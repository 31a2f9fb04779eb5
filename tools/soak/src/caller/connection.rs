use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a caller waits for a response before the call counts as lost: many times what the slowest
/// tenant may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why there is no response.
#[derive(Clone, Copy, Debug)]
pub struct NoAnswer(pub &'static str);

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub request_id: Option<String>,
    pub tracking_id: Option<String>,
    pub body: Value,
}

/// A connection of a caller, on which bytes can be sent that no client library would send.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    usable: bool,
}

impl Connection {
    pub async fn open(facade: SocketAddr) -> Result<Self, NoAnswer> {
        let opened = timeout(PATIENCE, TcpStream::connect(facade)).await;
        let stream = opened
            .map_err(|_| NoAnswer("no connection in time"))?
            .map_err(|_| NoAnswer("no connection"))?;
        let _ = stream.set_nodelay(true);
        Ok(Self { stream, received: Vec::new(), usable: true })
    }

    /// Sends as much as the facade takes. It may answer and close before it has read everything.
    pub async fn send(&mut self, bytes: &[u8]) {
        let sent = timeout(PATIENCE, self.stream.write_all(bytes)).await;
        self.usable &= matches!(sent, Ok(Ok(())));
    }

    /// Whether the next call can be sent here.
    pub fn is_usable(&self) -> bool {
        self.usable
    }

    pub async fn response(&mut self) -> Result<Response, NoAnswer> {
        let read = timeout(PATIENCE, self.read()).await;
        let response = read.unwrap_or(Err(NoAnswer("nothing in time")));
        self.usable &= response.is_ok();
        response
    }

    async fn read(&mut self) -> Result<Response, NoAnswer> {
        let end = loop {
            match self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                Some(end) => break end + 4,
                None => self.more("the connection ended before an answer").await?,
            }
        };
        let head = String::from_utf8_lossy(&self.received[..end]).into_owned();
        let malformed = NoAnswer("an answer that is not HTTP");
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or(malformed)?;
        let header = |name: &str| {
            let mut lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
            lines.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        let length: usize =
            header("content-length").and_then(|length| length.parse().ok()).ok_or(malformed)?;
        self.usable &= header("connection") != Some("close");
        let (request_id, tracking_id) =
            (header("x-request-id").map(str::to_owned), header("kronos-tid").map(str::to_owned));
        while self.received.len() < end + length {
            self.more("the connection ended within an answer").await?;
        }
        let body = serde_json::from_slice(&self.received[end..end + length]).unwrap_or_default();
        self.received.drain(..end + length);
        Ok(Response { status, request_id, tracking_id, body })
    }

    async fn more(&mut self, otherwise: &'static str) -> Result<(), NoAnswer> {
        match self.stream.read_buf(&mut self.received).await {
            Ok(1..) => Ok(()),
            Ok(0) => Err(NoAnswer(otherwise)),
            Err(_) => Err(NoAnswer("the connection was reset")),
        }
    }
}
