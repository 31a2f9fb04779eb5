use std::convert::identity;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use prowfm_auth::sandbox::{HOST, Sandbox, TOKEN_HOST, UKG_HOST};
use reqwest::{Certificate, Client, redirect};
use tokio_util::sync::CancellationToken;

/// The simulated tenants, and a client that trusts and finds them.
pub struct Tenant {
    pub client: Client,
    pub address: SocketAddr,
    pub ca_pem: String,
    ahead: Arc<Mutex<Duration>>,
    stop: CancellationToken,
}

impl Tenant {
    pub async fn start() -> Self {
        Self::start_with(identity).await
    }

    pub async fn start_with(change: impl FnOnce(Sandbox) -> Sandbox) -> Self {
        let ahead = Arc::new(Mutex::new(Duration::ZERO));
        let (clock, start) = (Arc::clone(&ahead), Instant::now());
        let sandbox = Sandbox::bind(
            "127.0.0.1:0".parse().unwrap(),
            &[HOST.to_owned()],
            Arc::new(move || start + *clock.lock().unwrap()),
        )
        .await
        .unwrap();
        let sandbox = change(sandbox);
        let (address, ca_pem) = (sandbox.address(), sandbox.ca_pem().to_owned());
        #[expect(clippy::disallowed_methods, reason = "the tests' own client")]
        let client = Client::builder()
            .tls_certs_only([Certificate::from_pem(ca_pem.as_bytes()).unwrap()])
            .resolve(HOST, address)
            .resolve(UKG_HOST, address)
            .resolve(TOKEN_HOST, address)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let tenant = Self { client, address, ca_pem, ahead, stop: CancellationToken::new() };
        tokio::spawn(sandbox.run(tenant.stop.clone()));
        tenant
    }

    pub fn advance(&self, by: Duration) {
        *self.ahead.lock().unwrap() += by;
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
