mod act;
mod certificates;
mod reading;
mod script;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::{NEIGHBOUR, PATIENCE, TENANT, TOKEN_HOST};

pub use act::{Act, Request, json, raw_response};
pub use certificates::{Authority, Fault};
pub use script::Step;

/// A tenant that acts as a test tells it and keeps every byte of every request.
pub struct ScriptedTenant {
    address: SocketAddr,
    ca_pem: String,
    journal: Arc<Journal>,
    hang_up: watch::Sender<()>,
    accepting: JoinHandle<()>,
}

impl ScriptedTenant {
    /// The tenant of most tests, at [`TENANT`], [`NEIGHBOUR`] and [`TOKEN_HOST`].
    pub async fn answering(act: Act) -> Self {
        Self::with_fault(act, Fault::None).await
    }

    pub async fn with_fault(act: Act, fault: Fault) -> Self {
        Self::start(&Authority::new(), &[TENANT, NEIGHBOUR, TOKEN_HOST], act, fault).await
    }

    /// A tenant with these host names and a certificate of this authority.
    pub async fn start(authority: &Authority, hosts: &[&str], act: Act, fault: Fault) -> Self {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let acceptor = authority.acceptor(hosts, fault);
        let journal = Arc::new(Journal::default());
        let hang_up = watch::Sender::new(());
        let listening = accept(tcp, acceptor, act, Arc::clone(&journal), hang_up.subscribe());
        let accepting = tokio::spawn(listening);
        Self { address, ca_pem: authority.pem(), journal, hang_up, accepting }
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

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        *self.journal.connections.lock().unwrap()
    }

    /// How many responses were sent as a whole.
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

    /// Closes every connection that is open now.
    pub fn hang_up(&self) {
        self.hang_up.send_replace(());
    }

    /// Listens no longer. Open connections stay open.
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

/// What has happened at a tenant.
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

async fn accept(
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    act: Act,
    journal: Arc<Journal>,
    hang_up: watch::Receiver<()>,
) {
    for number in 0.. {
        let stream = loop {
            match tcp.accept().await {
                Ok((stream, _)) => break stream,
                // Out of descriptors for a moment, when many callers come at once.
                Err(_) => sleep(Duration::from_millis(10)).await,
            }
        };
        *journal.connections.lock().unwrap() += 1;
        let act = act.on_connection(number).clone();
        let (acceptor, journal) = (acceptor.clone(), Arc::clone(&journal));
        let mut hang_up = hang_up.clone();
        hang_up.mark_unchanged();
        tokio::spawn(async move {
            tokio::select! {
                () = converse(stream, &acceptor, act, &journal) => (),
                Ok(()) = hang_up.changed() => (),
            }
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
    let stream = BufReader::new(stream);
    match act {
        Act::Play(steps) => script::play(stream, steps, journal).await,
        act => act::converse(stream, act, journal).await,
    }
}
