use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};

/// How long a caller waits for a response before the call counts as lost: many times what the slowest
/// tenant may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the facade is.
#[derive(Clone)]
pub struct Place {
    pub address: SocketAddr,
    /// The host that its certificates are for.
    pub host: ServerName<'static>,
    /// Trusts them.
    pub tls: TlsConnector,
    /// Those that were seen.
    pub certificates: Arc<Mutex<HashSet<CertificateDer<'static>>>>,
}

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
    stream: TlsStream<TcpStream>,
    received: Vec<u8>,
    usable: bool,
}

impl Connection {
    pub async fn open(facade: &Place) -> Result<Self, NoAnswer> {
        let opened = async {
            let stream = TcpStream::connect(facade.address).await;
            let stream = stream.map_err(|_| NoAnswer("no connection"))?;
            let _ = stream.set_nodelay(true);
            let secured = facade.tls.connect(facade.host.clone(), stream).await;
            secured.map_err(|_| NoAnswer("no TLS"))
        };
        let opened = timeout(PATIENCE, opened).await;
        let stream = opened.map_err(|_| NoAnswer("no connection in time"))??;
        if let Some([certificate, ..]) = stream.get_ref().1.peer_certificates() {
            let mut seen = facade.certificates.lock().unwrap_or_else(PoisonError::into_inner);
            seen.insert(certificate.clone());
        }
        Ok(Self { stream, received: Vec::new(), usable: true })
    }

    /// Sends as much as the facade takes. It may answer and close before it has read everything.
    pub async fn send(&mut self, bytes: &[u8]) {
        let sent = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        let sent = timeout(PATIENCE, sent).await;
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
