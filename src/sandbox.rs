//! Two simulated tenants, one for each login service: UKG's token endpoints as `docs/ukg-wire.md` describes
//! them, over real TLS on a loopback port, with certificates of their own. For `serve --sandbox`, the
//! command `sandbox` and tests.
//!
//! A request to the legacy tenant passes the gateway, which fails on request ([`scenario`], selected by
//! user name), then the OAuth server ([`oauth`]), which keeps its tokens in a bounded [`store`]. The other
//! tenant gets its tokens from a [`token_host`].

pub mod accounts;
mod certificates;
mod form;
mod http_api;
mod jwt;
mod moment;
mod oauth;
mod reply;
mod scenario;
mod site;
mod store;
mod token_host;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;

use crate::listener::{self, Limits, Places, Security};
use http_api::HttpApi;
use jwt::SigningKey;

pub use scenario::Scenario;
pub use site::Upgraded;
pub use token_host::{HOST as TOKEN_HOST, ORGANIZATION, UkgScenario};

/// The host name of the simulated tenant with the legacy login service.
pub const HOST: &str = "sandbox.mykronos.com";
/// The host name of the simulated tenant with UKG Authentication.
pub const UKG_HOST: &str = "sandbox-ukg.mykronos.com";
/// A `POST` to it forgets all failed logins, so that no user is blocked any more.
pub const RESET_PATH: &str = "/sandbox/reset";

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

/// Simulated tenants that listen, but do not serve yet.
pub struct Sandbox {
    tcp: TcpListener,
    address: SocketAddr,
    tls: Arc<ServerConfig>,
    ca_pem: String,
    api: HttpApi,
}

impl Sandbox {
    /// Listens, with a new certificate for these host names of the legacy tenant, for the other tenant
    /// and its token host, and for `localhost`.
    pub async fn bind(
        listen: SocketAddr,
        hosts: &[String],
        clock: Clock,
    ) -> Result<Self, SandboxError> {
        let listening = |error| SandboxError::Listen(listen, error);
        let tcp = listener::listen(listen).await.map_err(listening)?;
        let address = tcp.local_addr().map_err(listening)?;
        let certificates = certificates::issue(hosts)?;
        Ok(Self {
            tcp,
            address,
            tls: Arc::new(certificates.server_config),
            ca_pem: certificates.ca_pem,
            api: HttpApi::new(hosts, clock),
        })
    }

    /// UKG has upgraded both tenants: how their legacy token path answers.
    #[must_use]
    pub fn upgraded(mut self, upgraded: Upgraded) -> Self {
        self.api.upgraded = Some(upgraded);
        self
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
        // So that the first login need not wait for it.
        tokio::spawn(SigningKey::of_this_process());
        let security = Security::Tls(watch::channel(self.tls).1);
        let limits = Limits::default();
        listener::serve(
            self.tcp,
            security,
            Arc::new(self.api),
            limits,
            Places::new(limits.connections),
            stop,
            Arc::new(|_| ()),
        )
        .await;
    }
}
