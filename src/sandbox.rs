//! A simulated tenant: UKG's token endpoints as `ukg-wire.md` describes them, over real TLS on a
//! loopback port, with certificates of its own.
//!
//! It serves `serve --sandbox`, the command `sandbox`, and the tests. A request passes the gateway
//! ([`scenario`]: misbehaviour on request, by user name), then the OAuth server ([`oauth`]), which
//! keeps its tokens in a bounded [`store`].

pub mod accounts;
mod certificates;
mod http_api;
mod oauth;
mod reply;
mod scenario;
mod store;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::listener::{self, Limits, Security};
use http_api::HttpApi;

pub use scenario::Scenario;

/// The host name of the simulated tenant.
pub const HOST: &str = "sandbox.mykronos.com";

/// The sandbox's sense of time. Injected, so that a test can let tokens expire.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// The sandbox cannot be started.
#[derive(Debug, Error)]
pub enum SandboxError {
    /// The address cannot be listened on.
    #[error("the sandbox cannot listen on {0}")]
    Listen(SocketAddr, #[source] io::Error),
    /// No certificate could be made.
    #[error("no certificate can be made for the sandbox")]
    Certificate(#[from] rcgen::Error),
    /// The certificate cannot be used.
    #[error("the sandbox's certificate cannot be used")]
    Tls(#[from] tokio_rustls::rustls::Error),
}

/// A simulated tenant that listens, but does not serve yet.
pub struct Sandbox {
    tcp: TcpListener,
    address: SocketAddr,
    tls: Arc<ServerConfig>,
    ca_pem: String,
    api: Arc<HttpApi>,
}

impl Sandbox {
    /// Listens, with a new certificate for these host names and for `localhost`.
    ///
    /// # Errors
    ///
    /// When the address is taken, or a host name is none.
    pub async fn bind(
        listen: SocketAddr,
        hosts: &[String],
        clock: Clock,
    ) -> Result<Self, SandboxError> {
        let listening = |error| SandboxError::Listen(listen, error);
        let tcp = TcpListener::bind(listen).await.map_err(listening)?;
        let address = tcp.local_addr().map_err(listening)?;
        let certificates = certificates::issue(hosts)?;
        Ok(Self {
            tcp,
            address,
            tls: Arc::new(certificates.server_config),
            ca_pem: certificates.ca_pem,
            api: Arc::new(HttpApi::new(clock)),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of the authority that vouches for it, as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Serves until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let security = Security::Tls(watch::channel(self.tls).1);
        listener::serve(self.tcp, security, self.api, Limits::default(), TaskTracker::new(), stop)
            .await;
    }
}
