use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{PATIENCE, TENANT};

/// What the tenant does with a request once it has read it.
#[derive(Clone)]
pub enum Act {
    /// Sends these bytes and keeps the connection.
    Answer(Vec<u8>),
    /// Sends these bytes and closes the connection.
    AnswerAndClose(Vec<u8>),
    /// Answers the first request of a connection with this JSON; reads the second one and ends.
    AnswerOnce(String),
    /// Sends nothing and keeps the connection.
    Hang,
    /// Waits, then sends these bytes.
    Later(Duration, Vec<u8>),
    /// Sends these bytes once the test has added a permit for the request.
    WhenTold(Arc<Semaphore>, Vec<u8>),
}

/// What is wrong with the tenant itself.
#[derive(Clone, Copy, PartialEq)]
pub enum Fault {
    None,
    /// Its certificate is for another host.
    WrongHost,
    /// Its certificate's time is over.
    Expired,
    /// It speaks HTTP without TLS.
    NoTls,
    /// It accepts connections and says nothing.
    NoHandshake,
}

/// A tenant over TLS (HTTP/1.1) that does what it is told and remembers every byte of every request.
pub struct ScriptedTenant {
    address: SocketAddr,
    ca_pem: String,
    received: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
    answered: Arc<Mutex<usize>>,
}

impl ScriptedTenant {
    pub async fn answering(act: Act) -> Self {
        Self::with_fault(act, Fault::None).await
    }

    pub async fn with_fault(act: Act, fault: Fault) -> Self {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let (acceptor, ca_pem) = faulty_certificates(fault, &[]);
        let received = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Mutex::new(0));
        let answered = Arc::new(Mutex::new(0));
        let (log, count) = (Arc::clone(&received), Arc::clone(&connections));
        let done = Arc::clone(&answered);
        tokio::spawn(async move {
            while let Ok((stream, _)) = tcp.accept().await {
                *count.lock().unwrap() += 1;
                let (acceptor, act) = (acceptor.clone(), act.clone());
                let (log, done) = (Arc::clone(&log), Arc::clone(&done));
                tokio::spawn(async move {
                    match fault {
                        Fault::NoHandshake => sleep(Duration::from_secs(30)).await,
                        Fault::NoTls => {
                            let (mut stream, mut hello) = (stream, [0; 5]);
                            let _ = stream.read_exact(&mut hello).await;
                            let _ = stream.write_all(&response(400, &[], "Bad Request")).await;
                            sleep(Duration::from_secs(1)).await;
                        }
                        _ => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                converse(stream, act, log, done).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, ca_pem, received, connections, answered }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Every request so far, whole.
    pub fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }

    /// Waits until so many requests have arrived.
    pub async fn has_received(&self, requests: usize) {
        let arriving = async {
            while self.received.lock().unwrap().len() < requests {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, arriving).await.expect("the requests reach the tenant");
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }

    /// How many whole answers a caller took.
    pub fn answered(&self) -> usize {
        *self.answered.lock().unwrap()
    }

    /// The one request so far, decoded from its form.
    pub fn received_fields(&self) -> Vec<(String, String)> {
        let received = self.received();
        assert_eq!(received.len(), 1, "exactly one request reaches the tenant");
        let (_, body) = received[0].split_once("\r\n\r\n").unwrap();
        form_urlencoded::parse(body.as_bytes()).into_owned().collect()
    }
}

async fn converse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    act: Act,
    log: Arc<Mutex<Vec<String>>>,
    answered: Arc<Mutex<usize>>,
) {
    let mut requests = 0;
    while let Some(request) = read_request(&mut stream).await {
        log.lock().unwrap().push(request);
        requests += 1;
        let bytes = match &act {
            Act::Answer(bytes) => bytes.clone(),
            Act::AnswerAndClose(bytes) => {
                let _ = stream.write_all(bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Act::AnswerOnce(_) if requests > 1 => return,
            Act::AnswerOnce(body) => response(200, &[], body),
            Act::Hang => return sleep(Duration::from_secs(30)).await,
            Act::Later(delay, bytes) => {
                sleep(*delay).await;
                bytes.clone()
            }
            Act::WhenTold(told, bytes) => {
                told.acquire().await.unwrap().forget();
                bytes.clone()
            }
        };
        if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
            return;
        }
        *answered.lock().unwrap() += 1;
    }
}

/// One request with a body of known length; `None` when the connection ends.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let mut byte = [0];
        stream.read_exact(&mut byte).await.ok()?;
        request.push(byte[0]);
        if request.ends_with(b"\r\n\r\n") {
            break;
        }
    }
    let head = String::from_utf8(request.clone()).unwrap().to_ascii_lowercase();
    let length = head
        .split("content-length: ")
        .nth(1)
        .map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    request.extend(body);
    Some(String::from_utf8(request).expect("a form is ASCII"))
}

/// A whole answer.
pub fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    (text + "\r\n" + body).into_bytes()
}

/// A JSON answer with what a real tenant sends beside it.
pub fn json(status: u16, body: &str) -> Act {
    let headers = [
        ("Content-Type", "application/json"),
        ("kronos-tid", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("Set-Cookie", "authn_ssid=*AAJTSQACMDE.*; Secure"),
        ("Server", "Apache"),
        ("Location", "https://evil.example.com/"),
        ("X-Frame-Options", "SAMEORIGIN"),
    ];
    Act::Answer(response(status, &headers, body))
}

/// The server's side of TLS for the tenant of most tests, and the authority to trust.
pub fn certificates(protocols: &[&[u8]]) -> (TlsAcceptor, String) {
    faulty_certificates(Fault::None, protocols)
}

fn faulty_certificates(fault: Fault, protocols: &[&[u8]]) -> (TlsAcceptor, String) {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
    let issuer = Issuer::new(ca, ca_key);
    let host = if fault == Fault::WrongHost { "other.prd.mykronos.com" } else { TENANT };
    let mut server = CertificateParams::new(vec![host.to_owned()]).unwrap();
    if fault == Fault::Expired {
        server.not_before = OffsetDateTime::UNIX_EPOCH;
        server.not_after = OffsetDateTime::UNIX_EPOCH + time::Duration::DAY;
    }
    let key = KeyPair::generate().unwrap();
    let certificate = server.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    (TlsAcceptor::from(Arc::new(config)), ca_pem)
}
