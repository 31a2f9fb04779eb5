use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Kind, Response};

/// How long a test waits for anything. Less than the drain at a stop, so that a test can tell that the drain
/// is not what has ended a connection.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A connection on which a test sends single bytes and reads what comes back.
pub struct Wire<S = TcpStream> {
    stream: S,
    unread: Vec<u8>,
}

impl Wire {
    pub async fn to(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.unwrap())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub fn over(stream: S) -> Self {
        Self { stream, unread: Vec::new() }
    }

    /// Sends it, unless the other side has closed; says whether it could be sent.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let sent = async {
            self.stream.write_all(bytes.as_ref()).await?;
            self.stream.flush().await
        };
        timeout(PATIENCE, sent).await.expect("bytes are taken, or the connection is closed").is_ok()
    }

    /// Reads more; `false` when the connection is closed or reset.
    async fn more(&mut self) -> bool {
        let read = timeout(PATIENCE, self.stream.read_buf(&mut self.unread)).await;
        read.expect("the connection is used or closed").is_ok_and(|length| length > 0)
    }

    /// Reads as much as has arrived, once something has.
    pub async fn some(&mut self) {
        assert!(self.more().await, "the connection is not closed");
    }

    /// The next message: its head, and a body as long as the head says. `None` when the connection
    /// is closed instead.
    pub async fn message(&mut self) -> Option<String> {
        loop {
            if let Some(length) = length_of_message(&self.unread) {
                let message = self.unread.drain(..length).collect();
                return Some(String::from_utf8(message).expect("an answer is text"));
            }
            if !self.more().await {
                assert!(self.unread.is_empty(), "no answer is cut off");
                return None;
            }
        }
    }

    /// All bytes until the connection is closed.
    pub async fn rest(&mut self) -> Vec<u8> {
        while self.more().await {}
        std::mem::take(&mut self.unread)
    }

    /// The next response, which is one that the facade itself made.
    pub async fn response(&mut self) -> Response {
        let message = self.message().await.expect("the facade answers");
        Response::parse(message.as_bytes(), false, Kind::Call)
    }

    /// All messages until the connection is closed.
    pub async fn messages(&mut self) -> Vec<String> {
        let mut messages = Vec::new();
        while let Some(message) = self.message().await {
            messages.push(message);
        }
        messages
    }
}

/// The status of a message.
pub fn status(message: &str) -> u16 {
    message.split(' ').nth(1).unwrap().parse().unwrap()
}

fn length_of_message(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).expect("a head is text");
    let length = text.split("content-length: ").nth(1);
    let length = length.map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
    (bytes.len() >= head + length).then_some(head + length)
}
