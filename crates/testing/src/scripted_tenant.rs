mod act;
mod certificates;
mod script;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::PATIENCE;

pub use act::{Act, json, response};
pub use certificates::Fault;
pub use script::Step;

/// A tenant that does what it is told and remembers every byte of every request.
pub struct ScriptedTenant {
    address: SocketAddr,
    ca_pem: String,
    journal: Arc<Journal>,
    accepting: JoinHandle<()>,
}

impl ScriptedTenant {
    pub async fn answering(act: Act) -> Self {
        Self::with_fault(act, Fault::None).await
    }

    pub async fn with_fault(act: Act, fault: Fault) -> Self {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let (acceptor, ca_pem) = certificates::certificates(fault);
        let journal = Arc::new(Journal::default());
        let accepting = tokio::spawn(accept(tcp, acceptor, act, Arc::clone(&journal)));
        Self { address, ca_pem, journal, accepting }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Every request so far, whole. One that was read in pieces is several entries.
    pub fn received(&self) -> Vec<String> {
        self.journal.received.lock().unwrap().clone()
    }

    /// The one request so far, for a snapshot: without carriage returns, and without our version.
    pub fn received_shown(&self) -> String {
        let received = self.received();
        assert_eq!(received.len(), 1, "exactly one request reaches the tenant");
        let (before, rest) = received[0].split_once("prowfm-auth/").expect("our user agent");
        let (version, after) = rest.split_once("\r\n").expect("a line ends");
        assert!(version.starts_with(|first: char| first.is_ascii_digit()));
        format!("{before}prowfm-auth/[version]\n{after}").replace('\r', "")
    }

    /// Waits until so many requests have arrived.
    pub async fn has_received(&self, requests: usize) {
        let arriving = async {
            while self.received().len() < requests {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, arriving).await.expect("the requests reach the tenant");
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        *self.journal.connections.lock().unwrap()
    }

    /// How many whole answers a caller took.
    pub fn answered(&self) -> usize {
        *self.journal.answered.lock().unwrap()
    }

    /// The one request so far, decoded from its form.
    pub fn received_fields(&self) -> Vec<(String, String)> {
        let received = self.received();
        assert_eq!(received.len(), 1, "exactly one request reaches the tenant");
        let (_, body) = received[0].split_once("\r\n\r\n").unwrap();
        form_urlencoded::parse(body.as_bytes()).into_owned().collect()
    }

    /// Waits until all connections have ended, for a while: whether they have.
    pub async fn is_left(&self) -> bool {
        let left = async {
            while *self.journal.ended.lock().unwrap() < self.connections() {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(20), left).await.is_ok()
    }

    /// Listens no longer. The connections that there are stay.
    pub async fn stop_listening(&mut self) {
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for ScriptedTenant {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What happened at a tenant.
#[derive(Default)]
struct Journal {
    received: Mutex<Vec<String>>,
    connections: Mutex<usize>,
    answered: Mutex<usize>,
    ended: Mutex<usize>,
}

impl Journal {
    fn receive(&self, request: String) {
        self.received.lock().unwrap().push(request);
    }
}

async fn accept(tcp: TcpListener, acceptor: TlsAcceptor, act: Act, journal: Arc<Journal>) {
    for number in 0.. {
        let Ok((stream, _)) = tcp.accept().await else { return };
        *journal.connections.lock().unwrap() += 1;
        let act = act.on_connection(number).clone();
        let (acceptor, journal) = (acceptor.clone(), Arc::clone(&journal));
        tokio::spawn(async move {
            converse(stream, &acceptor, act, &journal).await;
            *journal.ended.lock().unwrap() += 1;
        });
    }
}

async fn converse(stream: TcpStream, acceptor: &TlsAcceptor, act: Act, journal: &Arc<Journal>) {
    // What is sent in pieces is to arrive in pieces.
    let _ = stream.set_nodelay(true);
    if let Act::PlayInClear(steps) = act {
        return script::play(stream, steps, journal).await;
    }
    // A facade that does not trust the certificate ends the handshake.
    let Ok(stream) = acceptor.accept(stream).await else { return };
    match act {
        Act::Play(steps) => script::play(stream, steps, journal).await,
        act => act::converse(stream, act, journal).await,
    }
}
