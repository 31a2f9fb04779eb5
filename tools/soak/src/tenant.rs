//! Tenants that misbehave, each in its own manner, at a loopback port of its own. The callers' credentials
//! are noted in the [`Ledger`] as soon as they have been read, before the tenant misbehaves.

mod reply;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use reply::Clerk;
use testing::{Act, Authority, Fault, ScriptedTenant, Step, raw_response};
use tokio::net::TcpSocket;
use tokio::sync::watch;

use crate::Failure;
use crate::ledger::Ledger;
use crate::manner::Manner;

/// All tenants. They end with the process.
pub struct Tenants {
    /// The certificate to trust, as PEM.
    pub ca_pem: String,
    /// Host names and where they are.
    pub addresses: Vec<(String, SocketAddr)>,
    listening: Vec<ScriptedTenant>,
    release: watch::Sender<bool>,
    /// Bound, so that no other program gets the port, but does not listen.
    _absent: TcpSocket,
}

impl Tenants {
    /// Starts one tenant of each manner.
    pub async fn start(ledger: &Arc<Ledger>) -> Result<Self, Failure> {
        let (trusted, unknown) = (Authority::new(), Authority::new());
        let release = watch::Sender::new(false);
        let absent = TcpSocket::new_v4()?;
        absent.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let (mut addresses, mut listening) = (Vec::new(), Vec::new());
        for manner in Manner::ALL {
            let host = manner.host();
            if manner == Manner::Absent {
                addresses.push((host, absent.local_addr()?));
                continue;
            }
            let authority = if manner == Manner::Stranger { &unknown } else { &trusted };
            let clerk = Clerk { manner, ledger: Arc::clone(ledger), released: release.subscribe() };
            let tenant = ScriptedTenant::start(authority, &[&host], act(clerk), Fault::None).await;
            addresses.push((host, tenant.address()));
            listening.push(tenant);
        }
        Ok(Self { ca_pem: trusted.pem(), addresses, listening, release, _absent: absent })
    }

    /// Closes every connection that is open now; new ones are accepted.
    pub fn hang_up(&self) {
        self.listening.iter().for_each(ScriptedTenant::hang_up);
    }

    /// Lets the tenant that holds its responses back send them.
    pub fn release(&self) {
        self.release.send_replace(true);
    }
}

fn act(clerk: Clerk) -> Act {
    match clerk.manner {
        Manner::WithoutTls => Act::PlayInClear(vec![Step::Send(raw_response(400, &[], ""))]),
        Manner::Mute => Act::PlayInClear(Vec::new()),
        _ => Act::respond(move |request| {
            let mut clerk = clerk.clone();
            async move { clerk.steps(&request).await }
        }),
    }
}
