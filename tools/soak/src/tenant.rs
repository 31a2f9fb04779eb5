//! Tenants that misbehave, each in its own manner, at a loopback port of its own. The callers' credentials
//! are noted in the [`Ledger`] as soon as they were read, whatever the tenant does then.

mod authority;
mod manner;
mod reply;
mod web;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::Failure;
use crate::ledger::Ledger;
use authority::Authority;
pub use manner::{Manner, NOT_CALLED};

/// All tenants. They end with the process.
pub struct Tenants {
    /// The certificate to trust, as PEM.
    pub ca_pem: String,
    /// Host names and where they are.
    pub addresses: Vec<(String, SocketAddr)>,
    hang_up: watch::Sender<()>,
    release: watch::Sender<bool>,
    /// Bound, so that the port is nobody else's, but does not listen.
    _absent: TcpSocket,
}

impl Tenants {
    /// Starts one tenant of each manner.
    pub async fn start(ledger: &Arc<Ledger>) -> Result<Self, Failure> {
        let hosts: Vec<String> = Manner::ALL.iter().map(|manner| manner.host()).collect();
        let (known, stranger) = (Authority::new(&hosts)?, Authority::new(&hosts)?);
        let (hang_up, release) = (watch::Sender::new(()), watch::Sender::new(false));
        let absent = TcpSocket::new_v4()?;
        absent.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let mut addresses = Vec::new();
        for manner in Manner::ALL {
            if manner == Manner::Absent {
                addresses.push((manner.host(), absent.local_addr()?));
                continue;
            }
            let authority = if manner == Manner::Stranger { &stranger } else { &known };
            let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            addresses.push((manner.host(), tcp.local_addr()?));
            let tenant = Tenant {
                manner,
                tls: TlsAcceptor::from(Arc::new(authority.server_config()?)),
                ledger: Arc::clone(ledger),
                released: release.subscribe(),
            };
            tokio::spawn(tenant.listen(tcp, hang_up.clone()));
        }
        Ok(Self { ca_pem: known.ca_pem, addresses, hang_up, release, _absent: absent })
    }

    /// Closes every connection that is open now; new ones are welcome.
    pub fn hang_up(&self) {
        self.hang_up.send_replace(());
    }

    /// Lets the tenant that holds its answers back give them.
    pub fn release(&self) {
        self.release.send_replace(true);
    }
}

/// One tenant, or what one of its connections needs of it.
#[derive(Clone)]
struct Tenant {
    manner: Manner,
    tls: TlsAcceptor,
    ledger: Arc<Ledger>,
    released: watch::Receiver<bool>,
}

impl Tenant {
    async fn listen(self, tcp: TcpListener, hang_up: watch::Sender<()>) {
        loop {
            // Without descriptors for a moment, as when many callers come at once.
            let Ok((stream, _)) = tcp.accept().await else {
                sleep(Duration::from_millis(10)).await;
                continue;
            };
            let (tenant, mut over) = (self.clone(), hang_up.subscribe());
            tokio::spawn(async move {
                // How a connection ends is the other side's concern.
                tokio::select! {
                    _ = tenant.serve(stream) => (),
                    _ = over.changed() => (),
                }
            });
        }
    }

    async fn serve(self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        match self.manner {
            Manner::WithoutTls => return wire::answer_in_clear(stream).await,
            Manner::Mute => return wire::stay_silent(stream).await,
            _ => {}
        }
        let stream = self.tls.accept(stream).await?;
        match self.manner {
            Manner::Closing | Manner::Resetting | Manner::CuttingOff | Manner::Dripping => {
                wire::serve(self, stream).await
            }
            _ => web::serve(self, stream).await,
        }
    }
}
