//! A simulated tenant: UKG's token endpoints as `docs/ukg-wire.md` describes them, over real TLS on a
//! loopback port, with certificates of its own. For `serve --sandbox`, the command `sandbox` and tests.
//!
//! A request passes the gateway, which fails on request ([`scenario`], selected by user name), then the
//! OAuth server ([`oauth`]), which keeps its tokens in a bounded [`store`].

pub mod accounts;
mod certificates;
mod form;
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

/// Injected, so that a test can let tokens expire.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

#[derive(Debug, Error)]
pub enum SandboxError {
    #[error("the sandbox cannot listen on {0}")]
    Listen(SocketAddr, #[source] io::Error),
    #[error("the certificate of the sandbox cannot be created")]
    Certificate(#[from] rcgen::Error),
    #[error("the certificate of the sandbox cannot be used")]
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

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of its certificate authority.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    pub async fn run(self, stop: CancellationToken) {
        let security = Security::Tls(watch::channel(self.tls).1);
        listener::serve(self.tcp, security, self.api, Limits::default(), TaskTracker::new(), stop)
            .await;
    }
}
